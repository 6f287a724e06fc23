//! What items sold and took back on a day, and what is kept of that when the day leaves the retained ones.

use std::cmp::Reverse;

use crate::{BusinessDay, Minor, SkuSlot};

/// How many items of a dropped day are kept one by one.
pub const KEPT_ITEMS: usize = 10_000;

/// The most that an item's amounts of a day may be, in minor units: what the scripts of Redis count exactly, ninety
/// million millions of dollars.
pub const MAX_ITEM_SUM: Minor = (1 << 53) - 1;

/// What an item sold and took back on a day, or how that changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ItemDay {
    /// Whole pieces that were sold.
    pub units: i64,
    /// What they were sold for, in minor units: each line after its discount, without the tax in it, and rounded by itself.
    pub amount: Minor,
    /// Whole pieces that came back.
    pub returned_units: i64,
    /// What they were worth, as `amount`, above 0.
    pub returned: Minor,
}

impl ItemDay {
    /// Of units alone.
    pub const fn of_units(units: i64) -> ItemDay {
        ItemDay {
            units,
            amount: 0,
            returned_units: 0,
            returned: 0,
        }
    }

    /// Whether nothing is there.
    pub fn is_nothing(&self) -> bool {
        *self == ItemDay::default()
    }

    /// Its units, without what is only kept where amounts by line are.
    #[must_use]
    pub const fn without_amounts(self) -> ItemDay {
        ItemDay::of_units(self.units)
    }
}

impl std::ops::AddAssign for ItemDay {
    fn add_assign(&mut self, other: ItemDay) {
        self.units += other.units;
        self.amount += other.amount;
        self.returned_units += other.returned_units;
        self.returned += other.returned;
    }
}

impl std::iter::Sum for ItemDay {
    fn sum<I: Iterator<Item = ItemDay>>(items: I) -> ItemDay {
        items.fold(ItemDay::default(), |mut sum, item| {
            sum += item;
            sum
        })
    }
}

/// The items of a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DayItems {
    /// Whether their amounts and what came back are known; they are 0 otherwise.
    pub has_amounts: bool,
    /// Those of which something was sold or came back: of the highest amount first, then of the most units, then of the
    /// greatest SKU.
    pub items: Vec<(Box<str>, ItemDay)>,
    /// Those that are not kept one by one.
    pub rest: RestOfItems,
}

/// The items of a day beyond [`KEPT_ITEMS`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RestOfItems {
    /// How many.
    pub items: u64,
    /// What all of them add up to.
    pub sum: ItemDay,
}

/// A day that has left, as another store kept its items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftDay {
    /// The day.
    pub day: BusinessDay,
    /// Whether amounts and what came back are known.
    pub has_amounts: bool,
    /// Items by their place in [`Commit::skus`](crate::Commit::skus).
    pub items: Vec<(SkuSlot, ItemDay)>,
    /// The others.
    pub rest: RestOfItems,
}

impl DayItems {
    /// Of items in any order.
    pub fn new(
        has_amounts: bool,
        mut items: Vec<(Box<str>, ItemDay)>,
        rest: RestOfItems,
    ) -> DayItems {
        if !has_amounts {
            let figures = items.iter_mut().map(|(_, item)| item);
            figures.for_each(|item| *item = item.without_amounts());
        }
        items.retain(|(_, item)| !item.is_nothing());
        items.sort_unstable_by(|(a, one), (b, other)| rank(other, b).cmp(&rank(one, a)));
        DayItems {
            has_amounts,
            items,
            rest,
        }
    }

    /// One of them; nothing of an item that is not there by name.
    pub fn get(&self, sku: &str) -> ItemDay {
        let found = self.items.iter().find(|(it, _)| **it == *sku);
        found.map(|(_, figures)| *figures).unwrap_or_default()
    }

    /// All of them.
    pub fn sum(&self) -> ItemDay {
        let mut sum: ItemDay = self.items.iter().map(|(_, item)| *item).sum();
        sum += self.rest.sum;
        sum
    }
}

impl RestOfItems {
    /// Leaves the [`KEPT_ITEMS`] of the first places (see [`DayItems::items`]) in `items`, and sums the others up. `sku`
    /// says what an item's is, so that which of equal ones are kept does not depend on which came first.
    pub fn of<N, S: Ord>(items: &mut Vec<(N, ItemDay)>, sku: impl Fn(&N) -> S) -> RestOfItems {
        items.retain(|(_, item)| !item.is_nothing());
        if items.len() <= KEPT_ITEMS {
            return RestOfItems::default();
        }
        items.sort_unstable_by_key(|(item, figures)| Reverse(rank(figures, sku(item))));
        let beyond = items.split_off(KEPT_ITEMS);
        RestOfItems {
            items: beyond.len() as u64,
            sum: beyond.iter().map(|(_, item)| *item).sum(),
        }
    }
}

fn rank<S>(item: &ItemDay, sku: S) -> (Minor, i64, S) {
    (item.amount, item.units, sku)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_items_that_sold_most_are_kept_one_by_one() {
        let units = ItemDay::of_units;
        let mut few = vec![(3, units(1)), (9, units(0)), (1, units(5))];
        let sku = |number: &i32| *number;
        assert_eq!(RestOfItems::of(&mut few, sku), RestOfItems::default());
        assert_eq!(few, [(3, units(1)), (1, units(5))]);
        let last = KEPT_ITEMS as i32 + 2;
        let mut many: Vec<(i32, ItemDay)> = (0..=last).map(|it| (it, units(2))).collect();
        many[1].1.amount = 7;
        many[2].1.returned = 3;
        for _ in 0..2 {
            // Whichever came first: of as many the greater SKU stays.
            many.reverse();
            let mut kept = many.clone();
            let rest = RestOfItems::of(&mut kept, sku);
            let sum = ItemDay {
                returned: 3,
                ..units(6)
            };
            assert_eq!(rest, RestOfItems { items: 3, sum });
            assert_eq!(kept.len(), KEPT_ITEMS);
            assert_eq!((kept[0].0, kept[1].0), (1, last));
        }
    }

    #[test]
    fn amounts_that_are_not_known_are_left_out() {
        let item = ItemDay {
            units: 2,
            amount: 500,
            returned_units: 1,
            returned: 250,
        };
        let back = ItemDay { units: 0, ..item };
        let items = vec![("A".into(), back), ("B".into(), item)];
        let known = DayItems::new(true, items.clone(), RestOfItems::default());
        assert_eq!(known.items, [("B".into(), item), ("A".into(), back)]);
        assert_eq!(known.sum().amount, 1_000);
        let unknown = DayItems::new(false, items, RestOfItems::default());
        assert_eq!(unknown.items, [("B".into(), ItemDay::of_units(2))]);
    }
}
