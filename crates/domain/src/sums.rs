//! A commit while its sums grow.

use hashbrown::HashMap;
use hashbrown::hash_map::Entry;

use crate::commit::{Commit, DayDelta, SkuDelta, SkuSlot};
use crate::{BusinessDay, LocalTime, Minor};

/// The most that a day's revenue or returns may be, in minor units: what a store can count in 64
/// bits, with something to spare. It is eighty thousand million millions of dollars.
pub const MAX_DAY_SUM: Minor = 8_000_000_000_000_000_000;

/// A commit with the places of its items and days.
pub(crate) struct CommitSums<'a> {
    pub(crate) commit: Commit<'a>,
    sku_slots: HashMap<&'a str, SkuSlot>,
    day_slots: HashMap<BusinessDay, usize>,
    last_day: Option<(BusinessDay, usize)>,
    /// By the place of a day, what was added to its revenue and returns.
    added: Vec<Minor>,
}

/// An order's effect on the figures, to be added or taken away.
pub(crate) struct Effect<'e> {
    pub(crate) at: LocalTime,
    pub(crate) revenue: Minor,
    pub(crate) returns: Minor,
    pub(crate) sold: &'e [(SkuSlot, u64)],
}

impl<'a> CommitSums<'a> {
    pub(crate) fn new(commit: Commit<'a>) -> CommitSums<'a> {
        CommitSums {
            commit,
            sku_slots: HashMap::new(),
            day_slots: HashMap::new(),
            last_day: None,
            added: Vec::new(),
        }
    }

    /// Whether a day of which so much is stored can take so much more.
    pub(crate) fn has_room(&self, day: BusinessDay, stored: Minor, amount: Minor) -> bool {
        let slot = match self.last_day {
            Some((last, slot)) if last == day => Some(slot),
            _ => self.day_slots.get(&day).copied(),
        };
        let added = slot.map_or(0, |slot| self.added[slot]);
        stored + added + amount <= MAX_DAY_SUM
    }

    /// Adds an effect (`sign` 1) or takes it away (−1).
    pub(crate) fn apply(&mut self, effect: &Effect<'_>, sign: i64) {
        let slot = self.day_slot(effect.at.day);
        if sign > 0 {
            self.added[slot] += effect.revenue + effect.returns;
        }
        let day = &mut self.commit.days[slot];
        let minute = day.minutes.entry(effect.at.minute()).or_default();
        if !effect.sold.is_empty() {
            minute.orders += sign;
        }
        minute.revenue += effect.revenue * i128::from(sign);
        minute.returns += effect.returns * i128::from(sign);
        for &(sku, units) in effect.sold {
            // A line has at most a million units, so neither the cast nor the sums can overflow.
            let units = units as i64 * sign;
            day.units += units;
            *day.items.entry(sku).or_default() += units;
            self.commit.skus[sku as usize].units += units;
        }
    }

    /// An item's place in the commit.
    pub(crate) fn sku_slot(&mut self, sku: &'a str) -> SkuSlot {
        match self.sku_slots.entry(sku) {
            Entry::Occupied(slot) => *slot.get(),
            Entry::Vacant(vacant) => {
                let slot = self.commit.skus.len() as SkuSlot;
                self.commit.skus.push(SkuDelta {
                    sku,
                    units: 0,
                    name: None,
                });
                *vacant.insert(slot)
            }
        }
    }

    fn day_slot(&mut self, day: BusinessDay) -> usize {
        if let Some((last, slot)) = self.last_day
            && last == day
        {
            return slot;
        }
        let (days, added) = (&mut self.commit.days, &mut self.added);
        let slot = *self.day_slots.entry(day).or_insert_with(|| {
            let (minutes, items) = (HashMap::new(), HashMap::new());
            added.push(0);
            days.push(DayDelta {
                day,
                units: 0,
                minutes,
                items,
            });
            days.len() - 1
        });
        self.last_day = Some((day, slot));
        slot
    }
}
