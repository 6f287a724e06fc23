//! A retained business day in detail.

use domain::{DayRecord, ItemDay, Minor, Pulse, RankedItem, Slices, Sums};
use hashbrown::HashMap;

use super::Version;
use super::by_time::ByTime;
use super::items::Items;
use super::leaders::{Leaders, Ranked};
use super::sold_items::SoldItems;
use super::totals::Totals;
use crate::codec::{Malformed, Reader, Write};

#[derive(Debug, Default)]
pub(crate) struct Day {
    by_time: ByTime,
    slices: Slices,
    items: HashMap<u32, i64>,
    /// Only for items with kept amounts.
    amounts: HashMap<u32, Amounts>,
    /// The sum of all items, without amounts if none are kept.
    all: ItemDay,
    /// No item has ever had a larger amount.
    most: i64,
    /// The number of items with units above 0.
    unique: usize,
    leaders: Leaders,
}

/// The figures of an item's day besides its units. They never exceed [`MAX_ITEM_SUM`](domain::MAX_ITEM_SUM).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Amounts {
    amount: i64,
    returned_units: i64,
    returned: i64,
}

impl Amounts {
    /// All figures of an item with so many units.
    fn of_units(self, units: i64) -> ItemDay {
        ItemDay {
            units,
            amount: self.amount.into(),
            returned_units: self.returned_units,
            returned: self.returned.into(),
        }
    }
}

impl Day {
    /// Changes its sums.
    pub(crate) fn change(&mut self, by: &ByTime, slices: &Slices) {
        self.by_time.add(by);
        self.slices.add_all(slices);
        self.slices.forget_zeros();
    }

    /// Makes room for the first items of a new day, so that the table need not grow step by step.
    pub(crate) fn expect_items(&mut self, count: usize) {
        if self.items.is_empty() {
            self.items.reserve(count);
        }
    }

    /// Changes an item's units on this day.
    pub(crate) fn sell(&mut self, item: u32, change: i64, catalogue: &Items) {
        let units = self.items.entry(item).or_default();
        let before = *units;
        *units = units.saturating_add(change);
        let after = *units;
        // Only damage goes so far.
        self.all.units = self.all.units.saturating_add(after.saturating_sub(before));
        if after == 0 {
            self.items.remove(&item);
        }
        match (before > 0, after > 0) {
            (false, true) => self.unique += 1,
            (true, false) => self.unique -= 1,
            _ => {}
        }
        let mut leaders = std::mem::take(&mut self.leaders);
        leaders.changed(
            &DayItems {
                day: self,
                catalogue,
            },
            item,
        );
        self.leaders = leaders;
    }

    /// Changes an item's amount and returns on this day.
    pub(crate) fn earn(&mut self, item: u32, change: &ItemDay) {
        if self.amounts.is_empty() {
            // Most items that are sold have amounts.
            self.amounts.reserve(self.items.len());
        }
        let amounts = self.amounts.entry(item).or_default();
        // Returns by how much it changed.
        let add = |to: &mut i64, by: Minor| {
            let before = *to;
            let sum = Minor::from(before).saturating_add(by);
            *to = sum.clamp(i64::MIN.into(), i64::MAX.into()) as i64;
            Minor::from(*to) - Minor::from(before)
        };
        self.all.amount += add(&mut amounts.amount, change.amount);
        let pieces = add(&mut amounts.returned_units, change.returned_units.into());
        let pieces = i64::try_from(pieces).unwrap_or(i64::MAX);
        self.all.returned_units = self.all.returned_units.saturating_add(pieces);
        self.all.returned += add(&mut amounts.returned, change.returned);
        let greatest = amounts
            .amount
            .saturating_abs()
            .max(amounts.returned.saturating_abs());
        self.most = self.most.max(greatest);
        if *amounts == Amounts::default() {
            self.amounts.remove(&item);
        }
    }

    /// Whether all its items are among the first so many of the catalogue.
    pub(crate) fn knows_only(&self, items: usize) -> bool {
        let mut all = self.items.keys().chain(self.amounts.keys());
        all.all(|item| (*item as usize) < items)
    }

    /// The upper bound of all items' amounts.
    pub(crate) fn most(&self) -> Minor {
        self.most.into()
    }

    /// An item's sales and returns, as far as they were kept.
    pub(crate) fn item(&self, item: u32) -> ItemDay {
        let amounts = self.amounts.get(&item).copied().unwrap_or_default();
        amounts.of_units(self.units_of(item))
    }

    /// The sum of all items.
    pub(crate) fn all(&self) -> ItemDay {
        self.all
    }

    /// The items sold or returned; without amounts only those sold.
    pub(crate) fn copy_items(&self, has_amounts: bool) -> SoldItems {
        let units = self.items.iter().map(|(item, units)| (*item, *units));
        let amounts = self.amounts.iter().filter(|_| has_amounts);
        let amounts = amounts.map(|(item, amounts)| (*item, amounts.of_units(0)));
        SoldItems {
            has_amounts,
            units: units.collect(),
            amounts: amounts.collect(),
        }
    }

    /// A page of the day's leaderboard.
    pub(crate) fn popular(
        &mut self,
        catalogue: &Items,
        offset: usize,
        limit: usize,
    ) -> Vec<RankedItem> {
        let mut leaders = std::mem::take(&mut self.leaders);
        let page = leaders.page(
            &DayItems {
                day: self,
                catalogue,
            },
            offset,
            limit,
        );
        self.leaders = leaders;
        page.into_iter()
            .map(|rank| catalogue.ranked(rank.item, rank.units))
            .collect()
    }

    /// Computes the top of the day's leaderboard, so that the first page need not wait for it.
    pub(crate) fn build_leaders(&mut self, catalogue: &Items) {
        let mut leaders = std::mem::take(&mut self.leaders);
        leaders.build(&DayItems {
            day: self,
            catalogue,
        });
        self.leaders = leaders;
    }

    /// An item's units.
    pub(crate) fn units_of(&self, item: u32) -> i64 {
        self.items.get(&item).copied().unwrap_or_default()
    }

    /// The items with units, in any order.
    pub(crate) fn sold_items(&self) -> impl Iterator<Item = (u32, i64)> {
        let items = self.items.iter().map(|(&item, &units)| (item, units));
        items.filter(|(_, units)| *units > 0)
    }

    /// The number of items with units above 0.
    pub(crate) fn unique(&self) -> usize {
        self.unique
    }

    pub(crate) fn totals(&self) -> Totals {
        let hours = self.by_time.hours();
        Totals::new(self.by_time.sums(), self.unique as u64, &hours)
    }

    /// Adds its figures to the day's other known ones.
    pub(crate) fn add_to(&self, record: &mut DayRecord) {
        record.sums += self.by_time.sums();
        record.unique_items += self.unique as u64;
        for (hour, sums) in record.hours.iter_mut().zip(self.by_time.hours()) {
            *hour += sums;
        }
    }

    /// Its sums by channel and country.
    pub(crate) fn slices(&self) -> &Slices {
        &self.slices
    }

    pub(crate) fn hours(&self) -> [Sums; 24] {
        self.by_time.hours()
    }

    /// The minutes with sales.
    pub(crate) fn sold_minutes(&self) -> Vec<(u16, Pulse)> {
        self.by_time.sold_minutes()
    }

    pub(crate) fn page_bytes(&self) -> Vec<u8> {
        // About what items with small numbers take.
        let items = 5 * self.items.len() + 8 * self.amounts.len();
        let mut bytes = Vec::with_capacity(16_384 + items);
        self.by_time.put(&mut bytes);
        bytes.put_slices(&self.slices);
        bytes.put_len(self.items.len());
        for (item, units) in &self.items {
            bytes.put_u64(u64::from(*item));
            bytes.put_i64(*units);
        }
        bytes.put_len(self.amounts.len());
        for (item, amounts) in &self.amounts {
            bytes.put_u64(u64::from(*item));
            put_amounts(&mut bytes, &amounts.of_units(0));
        }
        bytes
    }

    pub(crate) fn load(
        bytes: &[u8],
        version: Version,
        catalogue: &Items,
    ) -> Result<Day, Malformed> {
        let mut reader = Reader::new(bytes);
        let mut day = Day {
            by_time: ByTime::read(&mut reader, version)?,
            slices: version.slices(&mut reader)?,
            ..Day::default()
        };
        for _ in 0..reader.len()? {
            let (item, units) = (reader.u32()?, reader.i64()?);
            day.sell(item, units, catalogue);
        }
        version.amounts(&mut reader, |item, amounts| day.earn(item, amounts))?;
        Ok(day)
    }
}

/// Writes an item's figures besides its units.
pub(super) fn put_amounts(bytes: &mut Vec<u8>, item: &ItemDay) {
    bytes.put_i128(item.amount);
    bytes.put_i64(item.returned_units);
    bytes.put_i128(item.returned);
}

/// Reads them, with 0 units.
pub(super) fn read_amounts(reader: &mut Reader<'_>) -> Result<ItemDay, Malformed> {
    Ok(ItemDay {
        units: 0,
        amount: reader.sum()?,
        returned_units: reader.i64()?,
        returned: reader.sum()?,
    })
}

struct DayItems<'a> {
    day: &'a Day,
    catalogue: &'a Items,
}

impl Ranked for DayItems<'_> {
    fn units(&self, item: u32) -> i64 {
        self.day.units_of(item)
    }

    fn sku(&self, item: u32) -> &str {
        self.catalogue.sku(item)
    }

    fn all(&self) -> impl Iterator<Item = u32> {
        let items = || self.day.items.keys().copied();
        let mut sold = vec![0_u64; items().max().map_or(0, |max| max as usize / 64 + 1)];
        items().for_each(|item| sold[item as usize / 64] |= 1 << (item % 64));
        let bits = |(first, word): (u32, u64)| {
            let set = (0..64).filter(move |bit| word >> bit & 1 == 1);
            set.map(move |bit| first + bit)
        };
        (0..).step_by(64).zip(sold).flat_map(bits)
    }

    fn positive(&self) -> usize {
        self.day.unique
    }
}
