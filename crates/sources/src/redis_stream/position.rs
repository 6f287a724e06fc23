//! Where a consumer of the group stands, as the store holds it.

use std::fmt;
use std::str::FromStr;

use super::entry::{EntryId, InvalidEntryId};

/// How many batches a consumer has committed, and a place in the stream before all of those that
/// come after.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Position {
    /// Counts the consumer's commits.
    pub commits: u64,
    /// Whatever the consumer commits later stands behind this entry: when the count was raised,
    /// everything up to here was acknowledged.
    pub floor: EntryId,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.commits, self.floor)
    }
}

impl FromStr for Position {
    type Err = InvalidEntryId;

    fn from_str(text: &str) -> Result<Position, InvalidEntryId> {
        let (commits, floor) = text.split_once(' ').ok_or(InvalidEntryId)?;
        Ok(Position {
            commits: commits.parse().map_err(|_| InvalidEntryId)?,
            floor: floor.parse()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_is_read_again() {
        let position = Position {
            commits: 7,
            floor: EntryId {
                millis: 5,
                number: 3,
            },
        };
        assert_eq!(position.to_string(), "7 5-3");
        assert_eq!(position.to_string().parse(), Ok(position));
        assert!("7".parse::<Position>().is_err());
    }
}
