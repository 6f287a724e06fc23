//! Where to begin a stream.

use std::fmt;
use std::str::FromStr;

use domain::Timestamp;

use crate::options::InvalidUrl;

/// Where to begin a stream that the store does not know yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StartOption {
    /// With what arrives from now on.
    Latest,
    /// At a place that does not depend on the time of the request.
    Fixed(Start),
}

impl StartOption {
    /// Reads an option. `oldest` is the source's word for the oldest existing record.
    ///
    /// # Errors
    /// [`InvalidUrl`] lists the possible values.
    pub(crate) fn parse(value: &str, oldest: &str) -> Result<StartOption, InvalidUrl> {
        if value == "latest" {
            return Ok(StartOption::Latest);
        }
        if value == oldest {
            return Ok(StartOption::Fixed(Start::TrimHorizon));
        }
        let time = Timestamp::parse_rfc3339(value).map_err(|_| {
            InvalidUrl::new(format!(
                "start is {oldest}, latest or an RFC 3339 time, not `{value}`"
            ))
        })?;
        Ok(StartOption::Fixed(Start::At(time)))
    }

    /// The place for a request at `now`.
    pub fn at(self, now: Timestamp) -> Start {
        match self {
            StartOption::Latest => Start::At(now),
            StartOption::Fixed(start) => start,
        }
    }
}

/// Where to begin partitions without a position of their own, as stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// With the oldest record that the stream still has.
    TrimHorizon,
    /// With the first record that arrived at this time or later.
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
        let time = Timestamp::from_millis(1_520_776_000_123);
        for start in [Start::TrimHorizon, Start::At(time)] {
            assert_eq!(start.to_string().parse::<Start>().ok(), Some(start));
        }
        assert!("yesterday".parse::<Start>().is_err());
    }
}
