//! A shard's position, as the store keeps it.

use std::fmt;

/// A shard's position.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_is_read_again() {
        for position in [Position::After("495".into()), Position::End] {
            assert_eq!(Position::from(&*position.to_string()), position);
        }
    }
}
