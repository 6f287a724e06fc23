//! A retained business day in detail.

use domain::Measure::{Orders, Returns, Revenue, Units};
use domain::{BusinessDay, DayRecord, Minor, Pulse, RankedItem, Sums};
use hashbrown::HashMap;

use super::items::Items;
use super::leaders::{Leaders, Ranked};
use crate::codec::{Malformed, Reader, Write};

const MINUTES: usize = 24 * 60;

#[derive(Debug)]
pub(crate) struct Day {
    /// Sums by local minute; those of hours and of the day are sums of these.
    minutes: Box<[MinuteSums]>,
    units: i64,
    items: HashMap<u32, i64>,
    /// How many items have units above 0.
    unique: usize,
    leaders: Leaders,
}

/// Sums of a minute. Format 1 has returns by the minute as well, which nobody reads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct MinuteSums {
    pub pulse: Pulse,
    pub returns: Minor,
}

/// A day's sums: all that is left of it when it leaves the window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Totals {
    pub sums: Sums,
    pub unique_items: u64,
}

impl Default for Day {
    fn default() -> Day {
        Day {
            minutes: vec![MinuteSums::default(); MINUTES].into(),
            units: 0,
            items: HashMap::new(),
            unique: 0,
            leaders: Leaders::default(),
        }
    }
}

impl Day {
    pub(crate) fn change_minute(&mut self, minute: u16, by: &MinuteSums) -> Result<(), Malformed> {
        let minute = self.minutes.get_mut(usize::from(minute)).ok_or(Malformed)?;
        minute.pulse += by.pulse;
        minute.returns += by.returns;
        Ok(())
    }

    pub(crate) fn change_units(&mut self, by: i64) {
        // Only damaged figures ever reach the end of the numbers.
        self.units = self.units.saturating_add(by);
    }

    /// Changes an item's units on this day.
    pub(crate) fn sell(&mut self, item: u32, change: i64, catalogue: &Items) {
        let units = self.items.entry(item).or_default();
        let before = *units;
        *units = units.saturating_add(change);
        let after = *units;
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

    /// Looks for the top of the day's leaderboard, so that the first page need not wait for it.
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

    /// The items that have units, in no order.
    pub(crate) fn sold_items(&self) -> impl Iterator<Item = (u32, i64)> {
        let items = self.items.iter().map(|(&item, &units)| (item, units));
        items.filter(|(_, units)| *units > 0)
    }

    /// How many items have units above 0.
    pub(crate) fn unique(&self) -> usize {
        self.unique
    }

    pub(crate) fn totals(&self) -> Totals {
        let mut sums: Sums = self.hours().into_iter().sum();
        sums[Units] = i128::from(self.units);
        Totals {
            sums,
            unique_items: self.unique as u64,
        }
    }

    pub(crate) fn hours(&self) -> [Sums; 24] {
        let mut hours = [Sums::ZERO; 24];
        for (hour, minutes) in hours.iter_mut().zip(self.minutes.chunks(60)) {
            for minute in minutes {
                *hour += minute.pulse.sums();
                hour[Returns] += minute.returns;
            }
        }
        hours
    }

    /// The minutes in which something sold.
    pub(crate) fn sold_minutes(&self) -> Vec<(u16, Pulse)> {
        let minutes = (0..).zip(self.minutes.iter().map(|sums| sums.pulse));
        minutes.filter(|(_, pulse)| !pulse.is_zero()).collect()
    }

    pub(crate) fn page_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        bytes.put_i64(self.units);
        let used = self
            .minutes
            .iter()
            .filter(|sums| **sums != MinuteSums::default());
        bytes.put_len(used.count());
        for (minute, sums) in self.minutes.iter().enumerate() {
            if *sums != MinuteSums::default() {
                bytes.put_len(minute);
                put_minute(&mut bytes, sums);
            }
        }
        bytes.put_len(self.items.len());
        for (item, units) in &self.items {
            bytes.put_u64(u64::from(*item));
            bytes.put_i64(*units);
        }
        bytes
    }

    pub(crate) fn load(bytes: &[u8], catalogue: &Items) -> Result<Day, Malformed> {
        let mut reader = Reader::new(bytes);
        let mut day = Day {
            units: reader.i64()?,
            ..Day::default()
        };
        for _ in 0..reader.len()? {
            let minute = u16::try_from(reader.u64()?).map_err(|_| Malformed)?;
            day.change_minute(minute, &read_minute(&mut reader)?)?;
        }
        for _ in 0..reader.len()? {
            let (item, units) = (reader.u32()?, reader.i64()?);
            day.sell(item, units, catalogue);
        }
        Ok(day)
    }
}

pub(crate) fn put_minute(bytes: &mut Vec<u8>, sums: &MinuteSums) {
    bytes.put_i64(sums.pulse.orders);
    bytes.put_i128(sums.pulse.revenue);
    bytes.put_i128(sums.returns);
}

pub(crate) fn read_minute(reader: &mut Reader<'_>) -> Result<MinuteSums, Malformed> {
    let (orders, revenue) = (read_orders(reader)?, read_amount(reader)?);
    Ok(MinuteSums {
        pulse: Pulse { orders, revenue },
        returns: read_amount(reader)?,
    })
}

/// More orders than a shop can have are damage, and would overflow sums.
fn read_orders(reader: &mut Reader<'_>) -> Result<i64, Malformed> {
    const MOST: u64 = 1 << 40;
    let orders = reader.i64()?;
    (orders.unsigned_abs() <= MOST)
        .then_some(orders)
        .ok_or(Malformed)
}

/// Likewise money: so much is more than as many orders of the largest kind.
fn read_amount(reader: &mut Reader<'_>) -> Result<i128, Malformed> {
    const MOST: u128 = 1 << 102;
    let amount = reader.i128()?;
    (amount.unsigned_abs() <= MOST)
        .then_some(amount)
        .ok_or(Malformed)
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

impl Totals {
    pub(crate) fn of(day: &DayRecord) -> Totals {
        Totals {
            sums: day.sums,
            unique_items: day.unique_items,
        }
    }

    pub(crate) fn put(&self, bytes: &mut Vec<u8>) {
        bytes.put_i128(self.sums[Orders]);
        bytes.put_u64(self.unique_items);
        // Only damaged figures ever reach the end of the numbers.
        bytes.put_i64(i64::try_from(self.sums[Units]).unwrap_or(i64::MAX));
        bytes.put_i128(self.sums[Revenue]);
        bytes.put_i128(self.sums[Returns]);
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Totals, Malformed> {
        let orders = i128::from(read_orders(reader)?);
        let unique_items = reader.u64()?;
        let units = i128::from(reader.i64()?);
        let (revenue, returns) = (read_amount(reader)?, read_amount(reader)?);
        let sums = [
            (Orders, orders),
            (Units, units),
            (Revenue, revenue),
            (Returns, returns),
        ];
        Ok(Totals {
            sums: sums.into(),
            unique_items,
        })
    }

    /// Adds a day's second life: it left the window, and came back when more days were retained; or
    /// its orders, to what the original design had counted before. Unique items are those that the
    /// first does not have.
    pub(crate) fn plus(self, other: Totals) -> Totals {
        Totals {
            sums: self.sums + other.sums,
            unique_items: self.unique_items + other.unique_items,
        }
    }

    pub(crate) fn record(self, day: BusinessDay, hours: [Sums; 24]) -> DayRecord {
        DayRecord {
            sums: self.sums,
            unique_items: self.unique_items,
            hours,
            ..DayRecord::empty(day)
        }
    }
}
