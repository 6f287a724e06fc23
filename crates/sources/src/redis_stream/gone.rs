//! Finds entries that were removed from a stream before they were read.
//!
//! Writers trim the stream, and the group does not learn of it. Trimming removes the oldest entries, so as long as one
//! delivered entry exists, no undelivered one is missing. If none exists, everything in the stream is still to be read.
//! A server that counts all entries ever added, and how far a group has come (Redis 7 and later), then shows how many
//! are missing.

use std::fmt;

use super::entry::{Entry, EntryId};

/// Missing entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Gone {
    /// How many.
    pub(super) count: u64,
    /// The last entry that the group delivered.
    pub(super) after: EntryId,
    /// How many entries the group has passed, including the missing ones.
    pub(super) passed: u64,
}

impl fmt::Display for Gone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (entries, were) = number(self.count);
        let after = self.after;
        write!(
            f,
            "{entries} after {after} {were} removed from the stream before they were read"
        )
    }
}

/// The loss if the group itself was lost: only the group knew how far the stream was read.
pub(super) const WITH_GROUP: &str = "the stream's group was gone and has been created again: what had not been read \
    then and is no longer in the stream is missing";

/// The loss of entries that were delivered but not acknowledged and are no longer in the stream.
pub(super) fn handed_out(count: u64) -> String {
    let (entries, were) = number(count);
    format!(
        "{entries} {were} removed from the stream after a worker had taken them, before they were acknowledged; they \
         are missing unless they were counted just then"
    )
}

/// The loss of entries that arrived without their fields.
pub(super) fn emptied(entries: &[Entry]) -> Option<String> {
    let count = entries.iter().filter(|entry| entry.fields.is_empty());
    let count = count.count() as u64;
    (count > 0).then(|| handed_out(count))
}

/// The loss of entries that neither the store nor the stream has any more.
pub(super) fn behind(floor: EntryId) -> String {
    format!(
        "the store lost commits, and entries after {floor} were removed from the stream before they could be read \
         again: what the store lost of them is missing"
    )
}

fn number(count: u64) -> (String, &'static str) {
    match count {
        1 => ("1 entry".to_owned(), "was"),
        count => (format!("{count} entries"), "were"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_said_with_its_number() {
        let after = EntryId {
            millis: 7,
            number: 1,
        };
        let gone = Gone {
            count: 5,
            after,
            passed: 8,
        };
        let said = gone.to_string();
        assert!(
            said.starts_with("5 entries after 7-1 were removed"),
            "{said}"
        );
        assert!(handed_out(1).starts_with("1 entry was removed"));
        let entry = |fields| Entry { id: after, fields };
        let whole = entry(vec![(b"order".to_vec(), b"{}".to_vec())]);
        assert_eq!(emptied(std::slice::from_ref(&whole)), None);
        let lost = emptied(&[whole, entry(vec![]), entry(vec![])]);
        assert!(lost.is_some_and(|lost| lost.starts_with("2 entries were removed")));
    }
}
