//! What networks, queues and careless clients make of good orders.

use crate::dice::Dice;
use crate::event::Event;
use crate::malformed::Malformed;
use crate::order::Order;
use std::collections::{BTreeMap, VecDeque};
use std::ops::Range;

const MINUTE_MS: i64 = 60_000;
/// Less than the ten minutes for which a server forgives a clock.
const FASTEST_CLOCK_MS: i64 = 5 * MINUTE_MS;
const SLOWEST_CLOCK_MS: i64 = -90 * MINUTE_MS;

/// How much goes wrong. Shares are of the good events, from 0 to 1.
#[derive(Debug, Clone, PartialEq)]
pub struct FaultSettings {
    /// The same faults for the same seed and orders.
    pub seed: u64,
    /// Events delivered twice; one in five of these three times.
    pub duplicates: f64,
    /// How many events later a duplicate comes, at most; at least 1.
    pub duplicate_delay: u64,
    /// Spoiled copies sent before the good event, under the same id.
    pub malformed: f64,
    /// Orders stamped by a clock up to 90 minutes slow or 5 minutes fast. They count
    /// where their stamp says.
    pub skewed: f64,
    /// How many events may be overtaken: 0 keeps the order.
    pub reorder_window: usize,
    /// Times that skewed stamps stay within, for instance the days of a history,
    /// in milliseconds since 1970 UTC.
    pub within_ms: Range<i64>,
    /// Whether the events' transport gives those without an id an identity, as Kinesis does: then
    /// they are good, and none is sent as a bad one.
    pub identified: bool,
}

impl FaultSettings {
    /// A bad day, not a hopeless one.
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

/// Passes orders on as a bad network would.
#[derive(Debug)]
pub struct Faults {
    settings: FaultSettings,
    dice: Dice,
    /// Events that others may overtake.
    window: Vec<Event>,
    /// Duplicates by the count of orders at which they come, then in order of decision.
    delayed: BTreeMap<(u64, u64), Order>,
    orders: u64,
    duplicates: u64,
}

impl Faults {
    /// Faults to put into a stream of orders.
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

    /// Takes one order in and appends what comes out: nothing, or several events.
    pub fn pass(&mut self, mut order: Order, out: &mut Vec<Event>) {
        self.orders += 1;
        // A change keeps the stamp of its order, which came from the shop's database.
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

    /// Appends everything still held back. To be called when no order follows.
    pub fn finish(&mut self, out: &mut Vec<Event>) {
        while let Some((_, duplicate)) = self.delayed.pop_first() {
            self.send(Event::Order(duplicate), out);
        }
        while !self.window.is_empty() {
            self.release(out);
        }
    }

    /// All events that come out when these orders go in.
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
        // An event may be overtaken for long, but overtakes no more than the window.
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
