//! Orders of the past days.

use crate::basket::Baskets;
use crate::demand::demand_millionths;
use crate::dice::{Dice, scramble};
use crate::follow_ups::{Delays, FollowUps};
use crate::live::Live;
use crate::order::Order;
use crate::{Settings, SettingsError};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

const MINUTE_MS: i64 = 60_000;

/// The time that a history covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// The present, in milliseconds since 1970 UTC: where the history ends.
    pub now_ms: i64,
    /// The number of local calendar days, the last being today until now; 1 to [`Period::MAX_DAYS`]. 8 includes the
    /// same weekday a week ago.
    pub days: u32,
    /// The number of all events, including refunds and changes.
    pub orders: u64,
}

impl Period {
    /// The most days: a little over ten years.
    pub const MAX_DAYS: u32 = 4_000;
}

/// The events of a period, in the order in which they happened, exactly as many as requested. It needs memory for the
/// changes and refunds still to come, but not for the orders.
#[derive(Debug)]
pub struct History {
    baskets: Baskets,
    follow_ups: FollowUps,
    minutes: Minutes,
    dice: Dice,
    orders: u64,
    emitted: u64,
    /// Times of the current minute still to be used, latest first.
    times: Vec<i64>,
}

impl History {
    /// The history of a shop.
    ///
    /// # Errors
    /// [`SettingsError`] names the setting that no shop can have.
    pub fn new(settings: &Settings, period: Period) -> Result<Self, SettingsError> {
        if period.days == 0 || period.days > Period::MAX_DAYS {
            return Err(SettingsError::Days(period.days));
        }
        let start_ms =
            start_of(&settings.timezone, period).ok_or(SettingsError::Now(period.now_ms))?;
        Ok(Self {
            baskets: Baskets::new(settings)?,
            follow_ups: FollowUps::new(settings.seed, settings.mix, Delays::HISTORY),
            // At exactly midnight, today has had no time yet; its first moment still counts.
            minutes: Minutes::new(settings, start_ms, period.now_ms.max(start_ms + 1)),
            dice: Dice::new(settings.seed, 3),
            orders: period.orders,
            emitted: 0,
            times: Vec::new(),
        })
    }

    /// Local midnight of the first day, in milliseconds since 1970 UTC.
    #[must_use]
    pub fn start_ms(&self) -> i64 {
        self.minutes.start_ms
    }

    /// Continues the same shop in the present: order numbers continue, and changes still to come follow.
    #[must_use]
    pub fn into_live(self) -> Live {
        Live::resume(self.baskets, self.follow_ups.with_delays(Delays::LIVE))
    }

    /// Draws the times of the next minute with events.
    fn refill(&mut self) {
        while self.times.is_empty() {
            let Some(minute) = self.minutes.next() else {
                return;
            };
            // Rounding down a running total spreads the remainders and ends at the exact number.
            let until = (u128::from(self.orders) * minute.weight_until / self.minutes.total) as u64;
            let count = until - self.emitted;
            self.emitted = until;
            for _ in 0..count {
                self.times
                    .push(self.dice.between(minute.start_ms, minute.end_ms - 1));
            }
            self.times.sort_unstable_by(|one, other| other.cmp(one));
        }
    }
}

impl Iterator for History {
    type Item = Order;

    fn next(&mut self) -> Option<Order> {
        self.refill();
        let now_ms = self.times.pop()?;
        if let Some(later) = self.follow_ups.due(now_ms) {
            return Some(later);
        }
        let order = self.baskets.order(now_ms);
        self.follow_ups.plan(&order, &mut self.baskets);
        Some(order)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = (self.orders - self.emitted) as usize + self.times.len();
        (left, Some(left))
    }
}

impl ExactSizeIterator for History {}

fn start_of(timezone: &TimeZone, period: Period) -> Option<i64> {
    let today = timezone
        .to_datetime(Timestamp::from_millisecond(period.now_ms).ok()?)
        .date();
    let first = today
        .checked_sub((i64::from(period.days) - 1).days())
        .ok()?;
    let midnight = first.to_zoned_datetime(timezone.clone()).ok()?;
    Some(midnight.timestamp().as_millisecond())
}

/// The minutes of a period, each with its share of the demand.
#[derive(Debug)]
struct Minutes {
    timezone: TimeZone,
    seed: u64,
    start_ms: i64,
    end_ms: i64,
    next: i64,
    weight: u128,
    total: u128,
}

struct Minute {
    start_ms: i64,
    end_ms: i64,
    /// The weight of this minute and all earlier ones.
    weight_until: u128,
}

impl Minutes {
    fn new(settings: &Settings, start_ms: i64, end_ms: i64) -> Self {
        let mut minutes = Self {
            timezone: settings.timezone.clone(),
            seed: settings.seed,
            start_ms,
            end_ms,
            next: 0,
            weight: 0,
            total: 0,
        };
        // Weighing each minute twice is cheaper than keeping ten years of them.
        minutes.total = minutes
            .by_ref()
            .last()
            .map_or(1, |minute| minute.weight_until);
        minutes.next = 0;
        minutes.weight = 0;
        minutes
    }

    /// Good and bad days, hours and minutes, around 1000 each.
    fn noise(&self) -> u128 {
        let around = |salt: u64, index: i64, spread: u64| {
            let mixed = scramble(scramble(self.seed ^ salt) ^ index as u64);
            u128::from(1000 - spread + mixed % (2 * spread + 1))
        };
        around(1, self.next / 1440, 150)
            * around(2, self.next / 60, 120)
            * around(3, self.next, 450)
    }
}

impl Iterator for Minutes {
    type Item = Minute;

    fn next(&mut self) -> Option<Minute> {
        let start_ms = self.start_ms + self.next * MINUTE_MS;
        if start_ms >= self.end_ms {
            return None;
        }
        let end_ms = self.end_ms.min(start_ms + MINUTE_MS);
        let demand = u128::from(demand_millionths(&self.timezone, start_ms));
        self.weight += demand * self.noise() * (end_ms - start_ms) as u128;
        self.next += 1;
        Some(Minute {
            start_ms,
            end_ms,
            weight_until: self.weight,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Status;
    use std::collections::{HashMap, HashSet};

    /// Wednesday 2026-03-11 15:00 in New York, three days after the clocks went forward.
    const NOW: i64 = 1_773_255_600_000;

    fn settings() -> Settings {
        Settings::new(11, TimeZone::get("America/New_York").unwrap())
    }

    fn history(days: u32, orders: u64) -> History {
        History::new(
            &settings(),
            Period {
                now_ms: NOW,
                days,
                orders,
            },
        )
        .unwrap()
    }

    #[test]
    fn gives_exactly_as_many_events_in_order_of_time() {
        for (days, orders) in [(1, 0), (1, 1), (3, 2_000), (8, 10_001), (400, 999)] {
            let history = history(days, orders);
            let start = history.start_ms();
            assert_eq!(history.len() as u64, orders);
            let mut last = start;
            let mut count = 0;
            for order in history {
                count += 1;
                if order.version == 0 {
                    assert!((last..NOW).contains(&order.timestamp_ms));
                    last = order.timestamp_ms;
                }
            }
            assert_eq!(count, orders);
        }
    }

    #[test]
    fn has_refunds_corrections_and_cancellations() {
        let events: Vec<Order> = history(8, 20_000).collect();
        let refunds = events
            .iter()
            .filter(|order| order.items.iter().all(|item| item.quantity.is_return()))
            .count();
        let cancelled = events
            .iter()
            .filter(|order| order.status == Status::Cancelled)
            .count();
        let corrected = events.iter().filter(|order| order.version > 0).count() - cancelled;
        assert!((200..800).contains(&refunds), "{refunds}");
        assert!((100..400).contains(&cancelled), "{cancelled}");
        assert!((100..400).contains(&corrected), "{corrected}");
        let versions: HashSet<_> = events
            .iter()
            .map(|order| (&order.id, order.version))
            .collect();
        assert_eq!(versions.len(), events.len());
    }

    #[test]
    fn nights_are_quiet_in_the_shops_zone() {
        let zone = settings().timezone;
        let mut hours: HashMap<i8, u32> = HashMap::new();
        for order in history(8, 20_000) {
            let local = zone.to_datetime(Timestamp::from_millisecond(order.timestamp_ms).unwrap());
            *hours.entry(local.hour()).or_default() += 1;
        }
        assert!(hours[&3] * 8 < hours[&12]);
        // The clocks went forward on Sunday, so hour 2 has seven days and the others eight.
        assert!(hours[&2] > 0);
    }

    #[test]
    fn the_same_seed_gives_the_same_orders() {
        assert!(history(8, 3_000).eq(history(8, 3_000)));
        let mut other = settings();
        other.seed = 12;
        let period = Period {
            now_ms: NOW,
            days: 8,
            orders: 3_000,
        };
        assert!(!history(8, 3_000).eq(History::new(&other, period).unwrap()));
    }

    #[test]
    fn impossible_periods_are_named() {
        let bad = |now_ms, days| {
            History::new(
                &settings(),
                Period {
                    now_ms,
                    days,
                    orders: 1,
                },
            )
            .err()
        };
        assert_eq!(bad(NOW, 0), Some(SettingsError::Days(0)));
        assert_eq!(bad(NOW, 4_001), Some(SettingsError::Days(4_001)));
        assert_eq!(bad(i64::MAX, 1), Some(SettingsError::Now(i64::MAX)));
    }

    #[test]
    fn midnight_sharp_has_a_day_of_one_moment() {
        let midnight = 1_784_160_000_000;
        let settings = Settings::new(1, TimeZone::UTC);
        let period = Period {
            now_ms: midnight,
            days: 1,
            orders: 3,
        };
        let times: Vec<i64> = History::new(&settings, period)
            .unwrap()
            .map(|order| order.timestamp_ms)
            .collect();
        assert_eq!(times, [midnight; 3]);
    }
}
