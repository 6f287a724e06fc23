//! The sums of a ledger's orders.

use std::collections::HashMap;

use domain::{BusinessDay, ItemDay, LedgerEntry, Pulse, Slices, Sums, restate};

/// Sums of orders, by business day.
#[derive(Default)]
pub(crate) struct LedgerSums {
    /// The number of orders added, including cancelled ones.
    pub(crate) orders: u64,
    pub(crate) days: HashMap<BusinessDay, DaySums>,
    /// Items, indexed by their numbers here.
    pub(crate) skus: Vec<Box<str>>,
    numbers: HashMap<Box<str>, u32>,
}

/// A day according to the ledger.
pub(crate) struct DaySums {
    /// By local minute, all 1,440.
    pub(crate) minutes: Vec<Pulse>,
    pub(crate) hours: Box<[Sums; 24]>,
    /// Measures that are only kept for the whole day.
    day_only: Sums,
    /// By the item's number.
    pub(crate) items: HashMap<u32, ItemDay>,
    /// By channel and country.
    pub(crate) slices: Slices,
}

impl LedgerSums {
    pub(crate) fn add(&mut self, orders: &[(Box<str>, LedgerEntry)]) {
        self.orders += orders.len() as u64;
        let commit = restate(0, orders.iter().map(|(id, entry)| (&**id, entry)));
        let skus = commit.skus.iter();
        let numbers: Vec<u32> = skus.map(|delta| self.number(delta.sku)).collect();
        for delta in &commit.days {
            let day = self.days.entry(delta.day).or_default();
            day.day_only += delta.day_only;
            day.slices.add_all(&delta.slices);
            for (sums, by) in day.hours.iter_mut().zip(delta.hours.iter()) {
                *sums += *by;
            }
            for (minute, by) in &delta.minutes {
                if let Some(pulse) = day.minutes.get_mut(usize::from(*minute)) {
                    *pulse += *by;
                }
            }
            for (slot, item) in delta.items.iter() {
                *day.items.entry(numbers[slot as usize]).or_default() += *item;
            }
        }
    }

    /// The number of an item, assigned on first use.
    pub(crate) fn number(&mut self, sku: &str) -> u32 {
        if let Some(number) = self.numbers.get(sku) {
            return *number;
        }
        let number = self.skus.len() as u32;
        self.skus.push(sku.into());
        self.numbers.insert(sku.into(), number);
        number
    }
}

impl DaySums {
    /// Items with units above 0.
    pub(crate) fn unique_items(&self) -> u64 {
        self.items.values().filter(|item| item.units > 0).count() as u64
    }

    /// All sums of the day.
    pub(crate) fn sums(&self) -> Sums {
        self.hours.iter().copied().sum::<Sums>() + self.day_only
    }
}

impl Default for DaySums {
    fn default() -> DaySums {
        DaySums {
            minutes: vec![Pulse::default(); 24 * 60],
            hours: Box::new([Sums::ZERO; 24]),
            day_only: Sums::ZERO,
            items: HashMap::new(),
            slices: Slices::default(),
        }
    }
}
