//! The known content of a store before a batch is folded.

use hashbrown::{HashMap, HashSet};

use crate::{BusinessDay, LedgerEntry, Minor, RetainedDays};

/// The known part of the store's content, possibly only the retained days. An id without an entry is taken to be new;
/// if it is not, the store refuses the commit and says so.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// The days kept in detail.
    pub retained: RetainedDays,
    /// Stored entries by order id.
    pub entries: HashMap<Box<str>, LedgerEntry>,
    /// Memos by key, see [`Memo`](crate::Memo). A key that is not here is taken to be new; if it is not, the store
    /// refuses the commit and says so.
    pub memos: HashMap<String, Option<String>>,
    /// The remaining room for items; `None` = enough, as far as known.
    pub items: Option<ItemRoom>,
    /// Days near [`MAX_DAY_SUM`](crate::MAX_DAY_SUM), with their greatest absolute sum.
    pub full_days: HashMap<BusinessDay, Minor>,
}

/// How many new items a shop may still get, and which items are new.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ItemRoom {
    /// The number of further items that it may have.
    pub left: u64,
    /// Items that the store does not know. The store named them when it refused a commit, so other items may be new as
    /// well.
    pub unknown: HashSet<Box<str>>,
}

impl ItemRoom {
    /// Adds the store's answer to a further commit.
    pub fn update(&mut self, newer: ItemRoom) {
        self.left = newer.left;
        self.unknown.extend(newer.unknown);
    }
}
