//! Turns the ledger's orders back into a commit, for another store.

use crate::commit::{Commit, CommitLine, EntryChange};
use crate::ledger::{LedgerEntry, SoldUnits};
use crate::sums::{CommitSums, Effect};

/// Turns orders of a ledger into the commit that brings them, and the figures of their days, into a store that does not
/// know them. All-time units are left out: they go back further than any ledger, and are copied separately.
pub fn restate<'a>(
    expected_epoch: u64,
    orders: impl IntoIterator<Item = (&'a str, &'a LedgerEntry)>,
) -> Commit<'a> {
    let mut sums = CommitSums::new(Commit {
        expected_epoch,
        ..Commit::default()
    });
    for (id, entry) in orders {
        let (first, first_back) = (sums.commit.sold.len(), sums.commit.returned.len());
        let mut sold = std::mem::take(&mut sums.commit.sold);
        let mut returned = std::mem::take(&mut sums.commit.returned);
        sold.extend(entry.sold.iter().map(|line| placed(&mut sums, line)));
        returned.extend(entry.returned.iter().map(|line| placed(&mut sums, line)));
        let effect = Effect {
            at: entry.at,
            revenue: entry.revenue,
            returns: entry.returns,
            sold: &sold[first..],
            returned: &returned[first_back..],
            extra: entry.extra.as_deref(),
        };
        sums.apply(&effect, 1);
        (sums.commit.sold, sums.commit.returned) = (sold, returned);
        sums.commit.entries.push(EntryChange {
            id,
            expected: None,
            version: entry.version,
            standing: entry.standing,
            at: entry.at,
            revenue: entry.revenue,
            returns: entry.returns,
            sold: first as u32..sums.commit.sold.len() as u32,
            returned: first_back as u32..sums.commit.returned.len() as u32,
            extra: entry.extra.as_deref(),
        });
    }
    sums.commit
}

fn placed<'a>(sums: &mut CommitSums<'a>, line: &'a SoldUnits) -> CommitLine {
    CommitLine {
        sku: sums.sku_slot(&line.sku),
        units: line.units,
        amount: line.amount,
    }
}
