//! What is known of a store before a batch is folded.

use hashbrown::{HashMap, HashSet};

use crate::{BusinessDay, LedgerEntry, Minor, RetainedDays};

/// What is known of the store's content: possibly nothing but the retained days. An id that is not
/// among the entries is taken to be new; if it is not, the store refuses the commit and says so.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// The days kept in detail.
    pub retained: RetainedDays,
    /// Stored entries by order id.
    pub entries: HashMap<Box<str>, LedgerEntry>,
    /// What is remembered by key, see [`Memo`](crate::Memo). A key that is not here is taken to be new; if it is not,
    /// the store refuses the commit and says so.
    pub memos: HashMap<String, Option<String>>,
    /// What is left of the bound on items; `None` = enough, as far as is known.
    pub items: Option<ItemRoom>,
    /// Days that are near [`MAX_DAY_SUM`](crate::MAX_DAY_SUM), with the greatest of
    /// their sums, whatever its sign.
    pub full_days: HashMap<BusinessDay, Minor>,
}

/// How many items a shop may still get, and which ones would be new.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ItemRoom {
    /// How many more items it may have.
    pub left: u64,
    /// Items that the store does not know. It said so of those of a commit that it refused, so an
    /// item that is not among them may be new as well.
    pub unknown: HashSet<Box<str>>,
}

impl ItemRoom {
    /// Takes in what the store says of a further commit.
    pub fn update(&mut self, newer: ItemRoom) {
        self.left = newer.left;
        self.unknown.extend(newer.unknown);
    }
}
