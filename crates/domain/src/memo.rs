//! Data to be remembered until the next piece of an order arrives.

use crate::BusinessDay;

/// A short text next to a shop's figures that changes in the same step as they do: the pieces so far of an order whose
/// sender delivers it in pieces. Stores derive no figures from it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Memo {
    /// Its unique key.
    pub key: String,
    /// The remembered text.
    pub text: String,
    /// It is dropped with the first commit after which all retained days are later than this.
    pub until: BusinessDay,
}

impl Memo {
    /// The most bytes that the keys and texts of a shop's memos may take. Beyond that, the memos with the earliest
    /// `until` are dropped.
    pub const MAX_BYTES: u64 = 256 * 1024 * 1024;

    /// The part of [`MAX_BYTES`](Memo::MAX_BYTES) that it takes, in bytes.
    pub fn weight(&self) -> u64 {
        (self.key.len() + self.text.len()) as u64
    }
}

/// A memo to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemoChange {
    /// The text that the store must hold; `None` = it must not know the key.
    pub expected: Option<String>,
    /// The memo after the commit.
    pub memo: Memo,
}
