//! What has to be remembered until the next piece of an order comes.

use crate::BusinessDay;

/// A short text that is kept beside a shop's figures and changes in the same step as they do: what senders
/// that tell an order in pieces have told of it so far. No figure is made of it by a store.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Memo {
    /// What it is of. Each key has one memo.
    pub key: String,
    /// What is remembered.
    pub text: String,
    /// It is forgotten with the first commit after which no retained day is this one or an earlier one.
    pub until: BusinessDay,
}

impl Memo {
    /// How many bytes of keys and texts a shop's memos may take. Beyond it those are forgotten that would be first anyway, ties
    /// by the bytes of their keys.
    pub const MAX_BYTES: u64 = 256 * 1024 * 1024;

    /// How much of [`MAX_BYTES`](Memo::MAX_BYTES) it takes.
    pub fn weight(&self) -> u64 {
        (self.key.len() + self.text.len()) as u64
    }
}

/// A memo to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemoChange {
    /// The text that the store must hold now; `None` = it must not know the key.
    pub expected: Option<String>,
    /// What it holds afterwards.
    pub memo: Memo,
}
