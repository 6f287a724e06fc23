//! What items sold and got back on a day. The shop's lock is held only to copy numbers; they are put together and named
//! afterwards.

use domain::Measure::Units;
use domain::{BusinessDay, ItemDay, ItemOnDay};

use super::ShopState;
use super::day::Day;
use super::left::LeftItems;
use super::sold_items::SoldItems;
use crate::codec::Malformed;

/// Where the items of a day are.
enum Place<'a> {
    /// In a retained day, with whether amounts are kept. A day with only cancelled orders has no detail.
    Retained(bool, Option<&'a Day>),
    /// In a dropped day that is not on disk yet.
    Left(&'a LeftItems),
    Elsewhere(Elsewhere),
}

/// The items of a day are on disk, if they were kept.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Elsewhere {
    /// If there are none on disk: whether amounts are kept of a day known to have sold nothing; `None` = unknown.
    pub(crate) nothing: Option<bool>,
}

/// The items of a day, by number.
#[derive(Debug)]
pub(crate) enum Copied {
    Sold(SoldItems),
    Left(LeftItems),
    Elsewhere(Elsewhere),
}

impl ShopState {
    /// Copies the items of a day.
    pub(crate) fn copy_items(&self, day: BusinessDay) -> Copied {
        match self.place_of_items(day) {
            Place::Retained(has_amounts, detail) => Copied::Sold(match detail {
                Some(detail) => detail.copy_items(has_amounts),
                None => SoldItems {
                    has_amounts,
                    ..SoldItems::default()
                },
            }),
            Place::Left(left) => Copied::Left(left.clone()),
            Place::Elsewhere(elsewhere) => Copied::Elsewhere(elsewhere),
        }
    }

    /// One item on a day; `None` is an item that was never sold.
    pub(crate) fn item_on(
        &self,
        item: Option<u32>,
        day: BusinessDay,
    ) -> Result<ItemOnDay, Elsewhere> {
        match self.place_of_items(day) {
            Place::Retained(has_amounts, detail) => {
                let all = detail.map(Day::all).unwrap_or_default();
                let item = detail.zip(item).map(|(detail, item)| detail.item(item));
                Ok(ItemOnDay::new(has_amounts, item.unwrap_or_default(), all))
            }
            Place::Left(left) => Ok(left.item(item)),
            Place::Elsewhere(elsewhere) => Err(elsewhere),
        }
    }

    /// Adds the SKUs of some items.
    pub(crate) fn name_items(
        &self,
        items: &[(u32, ItemDay)],
        named: &mut Vec<(Box<str>, ItemDay)>,
    ) -> Result<(), Malformed> {
        let known = self.items.len();
        for (item, figures) in items {
            let item = Some(*item).filter(|item| (*item as usize) < known);
            let sku = self.items.sku(item.ok_or(Malformed::Damaged)?);
            named.push((sku.into(), *figures));
        }
        Ok(())
    }

    fn place_of_items(&self, day: BusinessDay) -> Place<'_> {
        let record = self.day(day);
        let is_known = record.totals().get(Units).is_some();
        let has_amounts = self.retained().has_products(day);
        if is_known && self.retained().days.contains(&day) {
            return Place::Retained(has_amounts, self.days.get(&day));
        }
        if let Some(left) = self.left().get(&day) {
            return Place::Left(left);
        }
        let sold_nothing = is_known && record.sums.is_zero();
        Place::Elsewhere(Elsewhere {
            nothing: sold_nothing.then_some(has_amounts),
        })
    }
}

impl LeftItems {
    /// One of the items; `None` is an item that was never sold.
    pub(crate) fn item(&self, item: Option<u32>) -> ItemOnDay {
        let found = self.items.iter().find(|(it, _)| Some(*it) == item);
        let found = found.map(|(_, figures)| *figures).unwrap_or_default();
        let mut all: ItemDay = self.items.iter().map(|(_, figures)| *figures).sum();
        all += self.rest.sum;
        ItemOnDay::new(self.has_amounts, found, all)
    }
}
