//! The ledger's orders as a commit again, for another store.

use crate::commit::{Commit, EntryChange};
use crate::ledger::LedgerEntry;
use crate::order::ExtraSlot;
use crate::sums::{CommitSums, Effect};

/// Restates orders of a ledger as the commit that brings them, and the figures of their days, into
/// a store that does not know them. All-time units are left out: they reach further back than any
/// ledger and are copied by themselves.
pub fn restate<'a>(
    expected_epoch: u64,
    orders: impl IntoIterator<Item = (&'a str, &'a LedgerEntry)>,
) -> Commit<'a> {
    let mut sums = CommitSums::new(Commit {
        expected_epoch,
        ..Commit::default()
    });
    for (id, entry) in orders {
        let first = sums.commit.sold.len();
        for line in &entry.sold {
            let sku = sums.sku_slot(&line.sku);
            sums.commit.sold.push((sku, line.units));
        }
        let sold = std::mem::take(&mut sums.commit.sold);
        let effect = Effect {
            at: entry.at,
            revenue: entry.revenue,
            returns: entry.returns,
            sold: &sold[first..],
            extra: entry.extra.as_deref(),
        };
        sums.apply(&effect, 1);
        sums.commit.sold = sold;
        let extra = entry.extra.as_deref().copied();
        let extra = ExtraSlot::push(&mut sums.commit.extras, extra);
        sums.commit.entries.push(EntryChange {
            id,
            expected: None,
            version: entry.version,
            standing: entry.standing,
            at: entry.at,
            revenue: entry.revenue,
            returns: entry.returns,
            sold: first as u32..sums.commit.sold.len() as u32,
            extra,
        });
    }
    for sku in &mut sums.commit.skus {
        sku.units = 0;
    }
    sums.commit
}
