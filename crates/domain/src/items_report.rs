//! The sales and returns of items over a range of days, next to those of the comparison days.

use std::cmp::{Ordering, Reverse};
use std::collections::HashSet;

use hashbrown::HashMap;

use crate::{DayItems, ItemDay, RestOfItems};

/// The sums of items over some days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ItemSums {
    items: HashMap<Box<str>, ItemDay>,
    /// Items that dropped days do not keep by name. An item on several days counts several times.
    rest: RestOfItems,
    lacks_amounts: bool,
}

impl ItemSums {
    /// Adds a day.
    pub fn add(&mut self, day: DayItems) {
        self.lacks_amounts |= !day.has_amounts;
        for (sku, figures) in day.items {
            *self.items.entry(sku).or_default() += figures;
        }
        self.rest.items += day.rest.items;
        self.rest.sum += day.rest.sum;
    }

    /// Whether amounts and returns are known for all of the days.
    pub fn has_amounts(&self) -> bool {
        !self.lacks_amounts
    }

    /// The number of items kept by name.
    pub fn count(&self) -> usize {
        self.items.len()
    }

    /// The sum of all items, including those not kept by name.
    pub fn total(&self) -> ItemDay {
        let mut total: ItemDay = self.items.values().copied().sum();
        total += self.rest.sum;
        total
    }

    /// The items kept by name, in any order.
    pub fn skus(&self) -> impl Iterator<Item = &str> {
        self.items.keys().map(|sku| &**sku)
    }

    /// An item's sums; zero if no day keeps it by name.
    pub fn get(&self, sku: &str) -> ItemDay {
        self.items.get(sku).copied().unwrap_or_default()
    }
}

/// The sort order of items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemsBy {
    /// By amount.
    Amount,
    /// By pieces sold.
    Units,
    /// By the amount of returns.
    Returned,
    /// By the growth of the amount, or of the units if amounts are not known for all days.
    Growth,
}

impl ItemsBy {
    /// The order with this name.
    pub fn from_name(name: &str) -> Option<ItemsBy> {
        match name {
            "amount" => Some(ItemsBy::Amount),
            "units" => Some(ItemsBy::Units),
            "returned" => Some(ItemsBy::Returned),
            "growth" => Some(ItemsBy::Growth),
            _ => None,
        }
    }
}

/// A report of items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemsReport<'s> {
    /// A page of the items, in order.
    pub rows: Vec<ReportedItem<'s>>,
    /// The number of items on either side, or of search matches.
    pub items: usize,
}

/// An item of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReportedItem<'s> {
    /// Its SKU.
    pub sku: &'s str,
    /// Its rank among all items, from 1.
    pub rank: usize,
    /// The sums over the days.
    pub figures: ItemDay,
    /// The sums over the comparison days.
    pub before: ItemDay,
}

impl<'s> ItemsReport<'s> {
    /// Sorts items, greatest first, ties by units and then by SKU bytes descending, as in leaderboards, and takes a
    /// page of them, or of those in `found`. Includes items sold only on the comparison days.
    pub fn of(
        days: &'s ItemSums,
        before: Option<&'s ItemSums>,
        by: ItemsBy,
        found: Option<&HashSet<&str>>,
        offset: usize,
        limit: usize,
    ) -> ItemsReport<'s> {
        let now = days.items.iter().map(|(sku, figures)| ReportedItem {
            sku,
            rank: 0,
            figures: *figures,
            before: before.map(|before| before.get(sku)).unwrap_or_default(),
        });
        let gone = before.into_iter().flat_map(|before| &before.items);
        let gone = gone.filter(|(sku, _)| !days.items.contains_key(*sku));
        let gone = gone.map(|(sku, figures)| ReportedItem {
            sku,
            rank: 0,
            figures: ItemDay::default(),
            before: *figures,
        });
        let mut rows: Vec<ReportedItem<'_>> = now.chain(gone).collect();
        let mut items = rows.len();
        let has_amounts = days.has_amounts() && before.is_none_or(ItemSums::has_amounts);
        let key = |row: &ReportedItem<'s>| {
            let ReportedItem {
                figures, before, ..
            } = row;
            let value = match by {
                ItemsBy::Amount if days.has_amounts() => figures.amount,
                ItemsBy::Amount | ItemsBy::Units => i128::from(figures.units),
                ItemsBy::Returned => figures.returned,
                ItemsBy::Growth if has_amounts => figures.amount - before.amount,
                ItemsBy::Growth => i128::from(figures.units) - i128::from(before.units),
            };
            Reverse((value, figures.units, row.sku))
        };
        let order =
            |a: &ReportedItem<'s>, b: &ReportedItem<'s>| -> Ordering { key(a).cmp(&key(b)) };
        let end = offset.saturating_add(limit).min(items);
        if found.is_none() && end < items && end > 0 {
            // The items up to the end of the page come first, in any order; the others need no order.
            rows.select_nth_unstable_by(end - 1, order);
            rows.truncate(end);
        }
        rows.sort_unstable_by(order);
        for (place, row) in rows.iter_mut().enumerate() {
            row.rank = place + 1;
        }
        if let Some(found) = found {
            rows.retain(|row| found.contains(row.sku));
            items = rows.len();
        }
        rows.drain(..offset.min(rows.len()));
        rows.truncate(limit);
        ItemsReport { rows, items }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn item(units: i64, amount: i128, returned: i128) -> ItemDay {
        ItemDay {
            units,
            amount,
            returned_units: i64::from(returned > 0),
            returned,
        }
    }

    fn sums(has_amounts: bool, days: &[&[(&str, ItemDay)]]) -> ItemSums {
        let mut sums = ItemSums::default();
        for day in days {
            let items = day.iter().map(|(sku, item)| ((*sku).into(), *item));
            sums.add(DayItems::new(
                has_amounts,
                items.collect(),
                RestOfItems::default(),
            ));
        }
        sums
    }

    fn skus(report: &ItemsReport<'_>) -> String {
        let skus = report.rows.iter().map(|row| row.sku);
        skus.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn items_stand_in_the_order_that_was_asked_for() {
        let days = sums(
            true,
            &[
                &[("a", item(5, 500, 0)), ("b", item(1, 900, 50))],
                &[("a", item(5, 500, 10)), ("c", item(3, 100, 0))],
            ],
        );
        let before = sums(true, &[&[("b", item(9, 2_000, 0)), ("d", item(1, 50, 0))]]);
        let of = |by| skus(&ItemsReport::of(&days, Some(&before), by, None, 0, 10));
        assert_eq!(of(ItemsBy::Amount), "a b c d");
        assert_eq!(of(ItemsBy::Units), "a c b d");
        assert_eq!(of(ItemsBy::Returned), "b a c d");
        assert_eq!(of(ItemsBy::Growth), "a c d b");
        let alone = ItemsReport::of(&days, None, ItemsBy::Amount, None, 0, 10);
        assert_eq!((skus(&alone).as_str(), alone.items), ("a b c", 3));
        assert_eq!(alone.rows[0].figures, item(10, 1_000, 10));
        assert_eq!(
            days.total(),
            ItemDay {
                returned_units: 2,
                ..item(14, 2_000, 60)
            }
        );
    }

    #[test]
    fn without_amounts_units_decide() {
        let days = sums(false, &[&[("a", item(1, 0, 0)), ("b", item(2, 0, 0))]]);
        assert!(!days.has_amounts());
        let by = |by| skus(&ItemsReport::of(&days, Some(&days), by, None, 0, 10));
        assert_eq!(by(ItemsBy::Amount), "b a");
        assert_eq!(by(ItemsBy::Growth), "b a");
    }

    #[test]
    fn what_has_no_name_is_in_the_total_alone() {
        let mut days = sums(true, &[&[("a", item(1, 100, 0))]]);
        let rest = RestOfItems {
            items: 7,
            sum: item(70, 700, 0),
        };
        days.add(DayItems::new(true, Vec::new(), rest));
        assert_eq!(days.total(), item(71, 800, 0));
        assert_eq!((days.count(), days.rest), (1, rest));
    }

    proptest! {
        #[test]
        fn pages_are_parts_of_the_whole(
            units in prop::collection::vec((0_u8..30, 0_i64..4), 0..60),
            offset in 0_usize..70,
            limit in 1_usize..40,
        ) {
            let items: Vec<(String, ItemDay)> = units
                .iter()
                .map(|(sku, units)| (sku.to_string(), item(*units, i128::from(*units), 0)))
                .collect();
            let items: Vec<(&str, ItemDay)> =
                items.iter().map(|(sku, item)| (sku.as_str(), *item)).collect();
            let days: Vec<&[(&str, ItemDay)]> = items.chunks(1).collect();
            let days = sums(true, &days);
            let whole = ItemsReport::of(&days, None, ItemsBy::Units, None, 0, 1_000).rows;
            let page = ItemsReport::of(&days, None, ItemsBy::Units, None, offset, limit);
            let expected: Vec<_> = whole.iter().copied().skip(offset).take(limit).collect();
            prop_assert_eq!(page.rows, expected);
            prop_assert_eq!(page.items, whole.len());
            let found: HashSet<&str> = whole.iter().map(|row| row.sku).filter(|sku| sku.ends_with('1')).collect();
            let page = ItemsReport::of(&days, None, ItemsBy::Units, Some(&found), offset, limit);
            let looked_for = whole.iter().copied().filter(|row| found.contains(row.sku));
            let expected: Vec<_> = looked_for.skip(offset).take(limit).collect();
            prop_assert_eq!(page.rows, expected);
            prop_assert_eq!(page.items, found.len());
        }
    }
}
