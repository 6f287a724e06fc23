//! Detects whether a day's orders are still those that were written.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use domain::{BusinessDay, LedgerEntry, Shop};
use ports::{Export, Pieces};

use super::ArchiveError;

/// A fingerprint of a day's orders, independent of their sequence. It may change with the version of Livetill, which
/// then rewrites the kept days once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Mark {
    orders: u64,
    sum: u64,
}

impl Mark {
    /// Adds an order.
    pub(super) fn add(&mut self, id: &str, entry: &LedgerEntry) {
        let mut hasher = DefaultHasher::new();
        (id, entry).hash(&mut hasher);
        self.orders += 1;
        self.sum = self.sum.wrapping_add(hasher.finish());
    }

    /// Its form in the document.
    pub(super) fn text(self) -> String {
        format!("{}-{:016x}", self.orders, self.sum)
    }
}

/// Reads the whole ledger once. Returns the fingerprints of its days.
///
/// # Errors
/// [`ArchiveError`].
pub(super) async fn read(
    shop: &Shop,
    store: &dyn Export,
    go_on: &(dyn Fn() -> bool + Sync),
) -> Result<BTreeMap<BusinessDay, Mark>, ArchiveError> {
    let mut marks: BTreeMap<BusinessDay, Mark> = BTreeMap::new();
    let mut pieces = Pieces::of(shop, store);
    while let Some(piece) = pieces.next().await? {
        if !go_on() {
            return Err(ArchiveError::Closing);
        }
        for (id, entry) in &piece.orders {
            marks.entry(entry.at.day).or_default().add(id, entry);
        }
    }
    Ok(marks)
}
