//! A consumer's position in the group, as the store keeps it.

use std::fmt;
use std::str::FromStr;

use super::entry::{EntryId, InvalidEntryId};

/// How many batches a consumer has committed, and a place in the stream before all later ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Position {
    /// Counts the consumer's commits.
    pub commits: u64,
    /// Everything that the consumer commits later comes after this entry: when the count was raised, all entries up to
    /// here were acknowledged.
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
