//! What networks, queues and careless clients do to good orders.

use crate::dice::Dice;
use crate::event::Event;
use crate::malformed::Malformed;
use crate::order::Order;
use std::collections::{BTreeMap, VecDeque};
use std::ops::Range;

const MINUTE_MS: i64 = 60_000;
/// Less than the ten minutes that a server tolerates.
const FASTEST_CLOCK_MS: i64 = 5 * MINUTE_MS;
const SLOWEST_CLOCK_MS: i64 = -90 * MINUTE_MS;

/// How much goes wrong. Shares are of the good events, from 0 to 1.
#[derive(Debug, Clone, PartialEq)]
pub struct FaultSettings {
    /// The same seed and orders give the same faults.
    pub seed: u64,
    /// Share of events delivered twice; one in five of these comes three times.
    pub duplicates: f64,
    /// The most events between an event and its duplicate; at least 1.
    pub duplicate_delay: u64,
    /// Share of spoiled copies sent before the good event, with the same id.
    pub malformed: f64,
    /// Share of orders stamped by a clock up to 90 minutes slow or 5 minutes fast. They count at their stamped time.
    pub skewed: f64,
    /// How many events may be overtaken; 0 keeps the order.
    pub reorder_window: usize,
    /// The range of skewed stamps, for example the days of a history, in milliseconds since 1970 UTC.
    pub within_ms: Range<i64>,
    /// Whether the transport assigns an id to events without one, as Kinesis does: such events are then good, and none
    /// is sent as a bad one.
    pub identified: bool,
}

impl FaultSettings {
    /// A bad day, but not a hopeless one.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self {
            seed,
            duplicates: 0.05,
            duplicate_delay: 500,
            malformed: 0.02,
            skewed: 0.02,
            reorder_window: 100,
            within_ms: i64::MIN..i64::MAX,
            identified: false,
        }
    }
}

/// Passes orders on like a bad network.
#[derive(Debug)]
pub struct Faults {
    settings: FaultSettings,
    dice: Dice,
    /// Events that others may overtake.
    window: Vec<Event>,
    /// Duplicates by the count of orders at which they are sent, then in order of decision.
    delayed: BTreeMap<(u64, u64), Order>,
    orders: u64,
    duplicates: u64,
}

impl Faults {
    /// Adds faults to a stream of orders.
    #[must_use]
    pub fn new(settings: FaultSettings) -> Self {
        Self {
            dice: Dice::new(settings.seed, 4),
            settings,
            window: Vec::new(),
            delayed: BTreeMap::new(),
            orders: 0,
            duplicates: 0,
        }
    }

    /// Takes one order and appends the resulting events: none, one or several.
    pub fn pass(&mut self, mut order: Order, out: &mut Vec<Event>) {
        self.orders += 1;
        // A change keeps its order's stamp, which came from the shop's database.
        if order.version == 0 && self.dice.chance(self.settings.skewed) {
            self.skew(&mut order);
        }
        if self.dice.chance(self.settings.malformed) {
            let kind = *self
                .dice
                .pick(&Malformed::ALL)
                .unwrap_or(&Malformed::NotJson);
            let kind = match kind {
                Malformed::NoId if self.settings.identified => Malformed::NotJson,
                kind => kind,
            };
            let line = kind.spoil(&order, &mut self.dice);
            self.send(Event::Malformed { kind, line }, out);
        }
        if self.dice.chance(self.settings.duplicates) {
            for _ in 0..if self.dice.below(5) == 0 { 2 } else { 1 } {
                let due = self.orders + 1 + self.dice.below(self.settings.duplicate_delay);
                self.duplicates += 1;
                self.delayed.insert((due, self.duplicates), order.clone());
            }
        }
        self.send(Event::Order(order), out);
        while let Some(soonest) = self.delayed.first_entry() {
            if soonest.key().0 > self.orders {
                break;
            }
            let duplicate = soonest.remove();
            self.send(Event::Order(duplicate), out);
        }
    }

    /// Appends all events still held back. Call this after the last order.
    pub fn finish(&mut self, out: &mut Vec<Event>) {
        while let Some((_, duplicate)) = self.delayed.pop_first() {
            self.send(Event::Order(duplicate), out);
        }
        while !self.window.is_empty() {
            self.release(out);
        }
    }

    /// All events that result from these orders.
    pub fn over(mut self, orders: impl IntoIterator<Item = Order>) -> impl Iterator<Item = Event> {
        let mut orders = orders.into_iter();
        let mut ready = VecDeque::new();
        let mut batch = Vec::new();
        let mut ended = false;
        std::iter::from_fn(move || {
            while ready.is_empty() && !ended {
                if let Some(order) = orders.next() {
                    self.pass(order, &mut batch);
                } else {
                    self.finish(&mut batch);
                    ended = true;
                }
                ready.extend(batch.drain(..));
            }
            ready.pop_front()
        })
    }

    fn skew(&mut self, order: &mut Order) {
        let drift = self.dice.between(SLOWEST_CLOCK_MS, FASTEST_CLOCK_MS);
        let Range { start, end } = self.settings.within_ms;
        let skewed = order.timestamp_ms.saturating_add(drift);
        if (start..end).contains(&skewed) {
            order.timestamp_ms = skewed;
        }
    }

    fn send(&mut self, event: Event, out: &mut Vec<Event>) {
        self.window.push(event);
        if self.window.len() > self.settings.reorder_window {
            self.release(out);
        }
    }

    /// Lets any of the events in the window go first.
    fn release(&mut self, out: &mut Vec<Event>) {
        let at = self.dice.below(self.window.len() as u64) as usize;
        out.push(self.window.swap_remove(at));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{History, Period, Settings};
    use jiff::tz::TimeZone;
    use std::collections::{HashMap, HashSet};

    const PERIOD: Period = Period {
        now_ms: 1_784_000_000_000,
        days: 3,
        orders: 10_000,
    };

    fn history() -> History {
        History::new(&Settings::new(21, TimeZone::UTC), PERIOD).unwrap()
    }

    fn events(settings: FaultSettings) -> Vec<Event> {
        Faults::new(settings).over(history()).collect()
    }

    fn harmless() -> FaultSettings {
        FaultSettings {
            duplicates: 0.0,
            malformed: 0.0,
            skewed: 0.0,
            reorder_window: 0,
            ..FaultSettings::new(1)
        }
    }

    #[test]
    fn no_faults_change_nothing() {
        assert!(
            events(harmless())
                .into_iter()
                .eq(history().map(Event::Order))
        );
    }

    #[test]
    fn every_order_arrives_and_some_arrive_twice() {
        let mut seen: HashMap<(String, u32), u32> = HashMap::new();
        let mut kinds = HashSet::new();
        for event in events(FaultSettings::new(1)) {
            match event {
                Event::Order(order) => *seen.entry((order.id, order.version)).or_default() += 1,
                Event::Malformed { kind, .. } => {
                    kinds.insert(kind);
                }
            }
        }
        assert_eq!(seen.len() as u64, PERIOD.orders);
        assert_eq!(kinds.len(), Malformed::ALL.len());
        let twice = seen.values().filter(|&&times| times > 1).count();
        assert!((300..700).contains(&twice), "{twice}");
        assert!(seen.values().any(|&times| times == 3));
    }

    #[test]
    fn reordering_is_a_shuffle_of_neighbours() {
        let shuffled = events(FaultSettings {
            reorder_window: 100,
            ..harmless()
        });
        let sorted: Vec<Event> = history().map(Event::Order).collect();
        assert_eq!(shuffled.len(), sorted.len());
        assert_ne!(shuffled, sorted);
        let places: HashMap<String, usize> = sorted
            .iter()
            .enumerate()
            .map(|(at, event)| (format!("{event:?}"), at))
            .collect();
        // An event may be overtaken many times, but itself overtakes at most the window.
        assert!(
            shuffled
                .iter()
                .enumerate()
                .all(|(at, event)| places[&format!("{event:?}")] <= at + 100)
        );
    }

    #[test]
    fn skewed_stamps_stay_within_the_given_time() {
        let start = history().start_ms();
        let within_ms = start..PERIOD.now_ms;
        let skewed = events(FaultSettings {
            skewed: 1.0,
            within_ms: within_ms.clone(),
            ..harmless()
        });
        let moved = skewed
            .iter()
            .zip(history())
            .filter(|(event, order)| **event != Event::Order(order.clone()))
            .count();
        assert!(moved > 9_000);
        for event in skewed {
            let Event::Order(order) = event else {
                panic!("only orders")
            };
            assert!(within_ms.contains(&order.timestamp_ms));
        }
    }
}
