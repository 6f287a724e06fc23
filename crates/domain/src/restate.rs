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
    sums.into_commit()
}

fn placed<'a>(sums: &mut CommitSums<'a>, line: &'a SoldUnits) -> CommitLine {
    CommitLine {
        sku: sums.sku_slot(&line.sku),
        units: line.units,
        amount: line.amount,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Known, OrderEvent, OrderLine, Orders, Price, Quantity, Retention, Shop, Slices, Timestamp,
        fold,
    };

    #[test]
    fn a_copy_of_orders_has_the_sums_of_their_days() {
        let shop = Shop::new("shop", "UTC", "USD").unwrap();
        let price = Price::parse("1.99").unwrap();
        let lines = [OrderLine::product(
            "A",
            None,
            price,
            Quantity::whole(2).unwrap(),
        )];
        let now = Timestamp::from_millis(1_800_000_000_000);
        let mut orders = Orders::default();
        for (number, channel, country) in [
            (0, Some("pos"), Some("DE")),
            (1, None, Some("AT")),
            (2, Some("pos"), None),
            (3, None, None),
        ] {
            let placed_at = Timestamp::from_millis(now.millis() - number * 40_000_000);
            let id = number.to_string();
            let event = OrderEvent::of_lines(&id, placed_at, &lines);
            let event = OrderEvent {
                channel,
                country,
                ..event
            };
            orders.push(&shop, now, &event).unwrap();
        }
        let retention = Retention {
            max_days: 8,
            hold: None,
        };
        let known = Known::default();
        let commit = fold(&shop, &retention, &known, &orders).commit;
        let entries = commit
            .entries
            .iter()
            .map(|entry| (entry.id, entry.entry(&commit)));
        let entries: Vec<(&str, LedgerEntry)> = entries.collect();
        let again = restate(0, entries.iter().map(|(id, entry)| (*id, entry)));
        let days = |commit: &Commit<'_>| -> Vec<_> {
            let days = commit.days.iter();
            days.map(|day| (day.day, day.hours.clone(), day.day_only, day.slices.clone()))
                .collect()
        };
        assert_eq!(days(&again), days(&commit));
        let sliced = commit
            .days
            .iter()
            .filter(|day| day.slices != Slices::default());
        assert_eq!((commit.days.len(), sliced.count()), (3, 2));
    }
}
