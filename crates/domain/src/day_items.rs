//! The sales and returns of items on a day, and the part of them that is kept when the day is dropped.

use std::cmp::Reverse;

use crate::{BusinessDay, Minor, SkuSlot};

/// How many items of a dropped day are kept one by one.
pub const KEPT_ITEMS: usize = 10_000;

/// The largest amount of an item on a day, in minor units: the largest that Redis scripts count exactly, ninety million
/// million dollars.
pub const MAX_ITEM_SUM: Minor = (1 << 53) - 1;

/// The sales and returns of an item on a day, or a change of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ItemDay {
    /// Whole pieces sold.
    pub units: i64,
    /// The amount they were sold for, in minor units: each line after its discount, without tax, and rounded
    /// separately.
    pub amount: Minor,
    /// Whole pieces returned.
    pub returned_units: i64,
    /// The amount of the returned pieces, like `amount`, above 0.
    pub returned: Minor,
}

impl ItemDay {
    /// An item with only units.
    pub const fn of_units(units: i64) -> ItemDay {
        ItemDay {
            units,
            amount: 0,
            returned_units: 0,
            returned: 0,
        }
    }

    /// Whether all figures are 0.
    pub fn is_nothing(&self) -> bool {
        *self == ItemDay::default()
    }

    /// Its units, without the figures kept only with amounts by line.
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
    /// Whether amounts and returns are known; otherwise they are 0.
    pub has_amounts: bool,
    /// The items sold or returned: largest amount first, then most units, then greatest SKU.
    pub items: Vec<(Box<str>, ItemDay)>,
    /// The items that are not kept one by one.
    pub rest: RestOfItems,
}

/// The items of a day beyond [`KEPT_ITEMS`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RestOfItems {
    /// The number of items.
    pub items: u64,
    /// Their sum.
    pub sum: ItemDay,
}

/// One item on a day, and all items together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ItemOnDay {
    /// Whether amounts and returns are known; otherwise they are 0.
    pub has_amounts: bool,
    /// The item; 0 if it is not kept by name.
    pub item: ItemDay,
    /// The sum of all items, those included that are not kept by name.
    pub all: ItemDay,
}

/// A dropped day as another store kept its items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftDay {
    /// The day.
    pub day: BusinessDay,
    /// Whether amounts and returns are known.
    pub has_amounts: bool,
    /// Items by their index in [`Commit::skus`](crate::Commit::skus).
    pub items: Vec<(SkuSlot, ItemDay)>,
    /// The items that are not kept one by one.
    pub rest: RestOfItems,
}

impl DayItems {
    /// The items of a day, given in any order.
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

    /// One of the items.
    pub fn on(&self, sku: &str) -> ItemOnDay {
        let found = self.items.iter().find(|(it, _)| **it == *sku);
        let item = found.map(|(_, figures)| *figures).unwrap_or_default();
        ItemOnDay::new(self.has_amounts, item, self.sum())
    }

    /// The sum of all items.
    pub fn sum(&self) -> ItemDay {
        let mut sum: ItemDay = self.items.iter().map(|(_, item)| *item).sum();
        sum += self.rest.sum;
        sum
    }
}

impl ItemOnDay {
    /// An item and all items, as far as they are known.
    pub fn new(has_amounts: bool, item: ItemDay, all: ItemDay) -> ItemOnDay {
        let known = |figures: ItemDay| match has_amounts {
            true => figures,
            false => figures.without_amounts(),
        };
        ItemOnDay {
            has_amounts,
            item: known(item),
            all: known(all),
        }
    }
}

impl RestOfItems {
    /// Keeps the [`KEPT_ITEMS`] first items (see [`DayItems::items`]) in `items`, and returns the sum of the others.
    /// `sku` returns an item's SKU, so that the choice among equal items does not depend on their sequence.
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
            // In any sequence: of equal items the greater SKU is kept.
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
