//! Where a shard stands, as the store holds it.

use std::fmt;
use std::str::FromStr;

use domain::Timestamp;

/// Where a shard stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Position {
    /// Everything up to the record with this sequence number is committed.
    After(String),
    /// The shard was closed by a split or merge, and everything in it is committed.
    End,
}

const END: &str = "end";

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Position::After(sequence_number) => f.write_str(sequence_number),
            Position::End => f.write_str(END),
        }
    }
}

impl From<&str> for Position {
    fn from(text: &str) -> Position {
        match text {
            END => Position::End,
            sequence_number => Position::After(sequence_number.to_owned()),
        }
    }
}

/// Where shards without a position of their own are begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// With the oldest record that Kinesis still has.
    TrimHorizon,
    /// With the first record that came at this time or later.
    At(Timestamp),
}

const TRIM_HORIZON: &str = "trim_horizon";

impl fmt::Display for Start {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Start::TrimHorizon => f.write_str(TRIM_HORIZON),
            Start::At(time) => f.write_str(&time.rfc3339_utc()),
        }
    }
}

impl FromStr for Start {
    type Err = domain::InvalidTimestamp;

    fn from_str(text: &str) -> Result<Start, domain::InvalidTimestamp> {
        match text {
            TRIM_HORIZON => Ok(Start::TrimHorizon),
            time => Timestamp::parse_rfc3339(time).map(Start::At),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_is_read_again() {
        for position in [Position::After("495".into()), Position::End] {
            assert_eq!(Position::from(&*position.to_string()), position);
        }
        let time = Timestamp::from_millis(1_520_776_000_123);
        for start in [Start::TrimHorizon, Start::At(time)] {
            assert_eq!(start.to_string().parse::<Start>().ok(), Some(start));
        }
        assert!("yesterday".parse::<Start>().is_err());
    }
}
