//! The figures of a correct board.

mod day;
mod report;

pub use day::{DayTruth, Figure, ItemTruth, Slice};

use crate::event::Event;
use crate::order::{Kind, Order};
use day::Day;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};

/// The outcome of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Counted: the first of its id.
    Accepted,
    /// Its version is not higher than a known one; changes nothing.
    Duplicate,
    /// Replaced a lower version.
    Updated,
    /// Rejected, with the reason.
    Rejected(&'static str),
}

/// The number of events by outcome.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Counts {
    /// First events of their id.
    pub accepted: u64,
    /// Events seen before.
    pub duplicates: u64,
    /// Newer versions.
    pub updated: u64,
    /// Rejected events, by reason.
    pub rejected: BTreeMap<&'static str, u64>,
}

/// Reads the same events as a server, in the same order, and knows the figures that the server must then show.
///
/// It is the simplest possible calculation: it keeps the newest version of every order and adds everything up when
/// asked. It shares no code with the server, and it forgets nothing, so it also has the days that a server no longer
/// retains.
#[derive(Debug)]
pub struct Truth {
    timezone: TimeZone,
    minor_digits: u8,
    newest: HashMap<String, Order>,
    names: HashMap<String, String>,
    counts: Counts,
}

impl Truth {
    /// The truth of a shop in a time zone. `minor_digits` is the number of decimals of its currency's minor unit, at
    /// most 6 (higher numbers count as 6).
    #[must_use]
    pub fn new(timezone: TimeZone, minor_digits: u8) -> Self {
        Self {
            timezone,
            minor_digits: minor_digits.min(6),
            newest: HashMap::new(),
            names: HashMap::new(),
            counts: Counts::default(),
        }
    }

    /// Takes the next event in.
    pub fn observe(&mut self, event: &Event) -> Outcome {
        let outcome = match event {
            Event::Order(order) if self.local(order).is_none() => {
                Outcome::Rejected("invalid_timestamp")
            }
            Event::Order(order) => self.remember(order),
            Event::Malformed { kind, .. } => Outcome::Rejected(kind.reason()),
        };
        match outcome {
            Outcome::Accepted => self.counts.accepted += 1,
            Outcome::Duplicate => self.counts.duplicates += 1,
            Outcome::Updated => self.counts.updated += 1,
            Outcome::Rejected(reason) => *self.counts.rejected.entry(reason).or_default() += 1,
        }
        outcome
    }

    /// The number of events by outcome.
    #[must_use]
    pub fn counts(&self) -> &Counts {
        &self.counts
    }

    /// The figures of every local day with an event, oldest first.
    #[must_use]
    pub fn days(&self) -> Vec<DayTruth> {
        let mut days: BTreeMap<Date, Day> = BTreeMap::new();
        for order in self.newest.values() {
            if let Some((date, hour)) = self.local(order) {
                let day = days.entry(date).or_default();
                if order.counts() {
                    day.add(order, hour, self.minor_digits);
                }
            }
        }
        days.into_iter()
            .map(|(date, day)| day.finish(date))
            .collect()
    }

    /// All-time units of each sold sku, most first, ties by sku bytes descending.
    #[must_use]
    pub fn popular(&self) -> Vec<(String, i64)> {
        let mut units: HashMap<&str, i64> = HashMap::new();
        for order in self.newest.values().filter(|order| order.counts()) {
            let products = order.items.iter().filter(|item| item.kind == Kind::Product);
            for item in products.filter(|item| !item.quantity.is_return()) {
                *units.entry(&item.sku).or_default() += day::pieces(item.quantity);
            }
        }
        rank(units)
    }

    /// The name of a sku, if an accepted event had one.
    #[must_use]
    pub fn name_of(&self, sku: &str) -> Option<&str> {
        self.names.get(sku).map(String::as_str)
    }

    fn remember(&mut self, order: &Order) -> Outcome {
        let outcome = match self.newest.entry(order.id.clone()) {
            Entry::Vacant(free) => {
                free.insert(without_names(order));
                Outcome::Accepted
            }
            Entry::Occupied(known) if known.get().version >= order.version => {
                return Outcome::Duplicate;
            }
            Entry::Occupied(mut known) => {
                known.insert(without_names(order));
                Outcome::Updated
            }
        };
        for item in &order.items {
            if let Some(name) = &item.name
                && !self.names.contains_key(&item.sku)
            {
                self.names.insert(item.sku.clone(), name.clone());
            }
        }
        outcome
    }

    fn local(&self, order: &Order) -> Option<(Date, usize)> {
        let timestamp = Timestamp::from_millisecond(order.timestamp_ms).ok()?;
        let local = self.timezone.to_datetime(timestamp);
        Some((local.date(), usize::try_from(local.hour()).ok()?))
    }
}

/// All lines of a sku have the same name, so keeping it once is enough.
fn without_names(order: &Order) -> Order {
    let mut order = order.clone();
    for item in &mut order.items {
        item.name = None;
    }
    order
}

fn rank(units: HashMap<&str, i64>) -> Vec<(String, i64)> {
    let mut ranking: Vec<(String, i64)> = units
        .into_iter()
        .map(|(sku, units)| (sku.to_owned(), units))
        .collect();
    ranking.sort_unstable_by(|(one_sku, one), (other_sku, other)| {
        other
            .cmp(one)
            .then_with(|| other_sku.as_bytes().cmp(one_sku.as_bytes()))
    });
    ranking
}

#[cfg(test)]
mod tests;
