//! Days of orders per minute, replayed as a server would see them.

use std::collections::BTreeMap;

use domain::Measure::Orders;
use domain::alerts::{SalesLimits, SalesVerdict, Shortfall, Timeline, Usual, judge_sales};
use domain::{BusinessDay, DayRecord, Pulse, ShopClock, Timestamp};

/// Orders per minute of some days.
#[derive(Clone)]
pub(crate) struct Replay {
    clock: ShopClock,
    days: BTreeMap<BusinessDay, Vec<(u16, Pulse)>>,
}

/// A period of the day, in minutes, in which only a share of the orders arrives.
#[derive(Clone, Copy)]
pub(crate) struct Outage {
    pub(crate) from: u16,
    pub(crate) until: u16,
    pub(crate) share: f64,
}

/// An alert, with minutes of the day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Found {
    pub(crate) raised: u16,
    pub(crate) recovered: Option<u16>,
    pub(crate) shortfall: Shortfall,
}

impl Replay {
    /// Reads lines `2011-11-08,09:31,2`, in order.
    pub(crate) fn parse(text: &str) -> Replay {
        let mut days: BTreeMap<BusinessDay, Vec<(u16, Pulse)>> = BTreeMap::new();
        for line in text.lines().skip(1) {
            let mut parts = line.split(',');
            let mut part = || parts.next().expect("a line has three parts");
            let day = BusinessDay::parse(part()).expect("a date");
            let (hour, minute) = part().split_once(':').expect("a time");
            let minute = hour.parse::<u16>().expect("an hour") * 60
                + minute.parse::<u16>().expect("a minute");
            let pulse = Pulse {
                orders: part().parse().expect("orders"),
                revenue: 0,
            };
            days.entry(day).or_default().push((minute, pulse));
        }
        let clock = ShopClock::new("Europe/London").expect("the zone is known");
        Replay { clock, days }
    }

    /// The same days with this many times the orders.
    #[allow(dead_code, reason = "the tests use it, the example does not")]
    pub(crate) fn times(mut self, factor: i64) -> Replay {
        for (_, pulse) in self.days.values_mut().flatten() {
            pulse.orders *= factor;
        }
        self
    }

    /// Every day with orders.
    #[allow(dead_code, reason = "the example uses it, the tests do not")]
    pub(crate) fn dates(&self) -> Vec<BusinessDay> {
        self.days.keys().copied().collect()
    }

    /// Replays a day minute by minute, with as many days before it as a shop retains.
    pub(crate) fn run(
        &self,
        day: BusinessDay,
        retained: usize,
        outage: Option<Outage>,
        limits: &SalesLimits,
    ) -> Vec<Found> {
        let Some(usual) = self.usual(day, retained) else {
            return Vec::new();
        };
        let none = Vec::new();
        let yesterday = self.days.get(&(day - 1)).unwrap_or(&none);
        let today = with_outage(self.days.get(&day).unwrap_or(&none), outage);
        let midnight = self.midnight(day);
        let mut found: Vec<Found> = Vec::new();
        let mut recovered_at = None;
        for minute in 1..1_440 {
            let until = Timestamp::from_millis(midnight.millis() + i64::from(minute) * 60_000);
            let past = today.iter().take_while(|(at, _)| *at < minute);
            let past: Vec<(u16, Pulse)> = past.copied().collect();
            let timeline = Timeline::new(&self.clock, &usual, until, &past, yesterday);
            let stands = found.last().is_some_and(|alert| alert.recovered.is_none());
            let since = recovered_at.map(|at: u16| usize::from(minute - at));
            match judge_sales(&timeline, limits, stands, since) {
                SalesVerdict::Stopped(shortfall) if !stands => found.push(Found {
                    raised: minute,
                    recovered: None,
                    shortfall,
                }),
                SalesVerdict::Usual if stands => {
                    recovered_at = Some(minute);
                    if let Some(alert) = found.last_mut() {
                        alert.recovered = Some(minute);
                    }
                }
                _ => {}
            }
        }
        found
    }

    fn usual(&self, day: BusinessDay, retained: usize) -> Option<Usual> {
        let before: Vec<BusinessDay> = self.days.range(..day).map(|(day, _)| *day).collect();
        let oldest = *before.get(before.len().saturating_sub(retained))?;
        let mut days = Vec::new();
        let mut date = oldest;
        while date < day {
            days.push(self.record(date));
            date = date + 1;
        }
        Usual::learn(&days)
    }

    fn record(&self, day: BusinessDay) -> DayRecord {
        let mut record = DayRecord::empty(day);
        for (minute, pulse) in self.days.get(&day).into_iter().flatten() {
            let orders = i128::from(pulse.orders);
            record.sums[Orders] += orders;
            record.hours[usize::from(minute / 60)][Orders] += orders;
        }
        record
    }

    fn midnight(&self, day: BusinessDay) -> Timestamp {
        let date: jiff::civil::Date = day.to_string().parse().expect("a date");
        self.clock.resolve(date.at(0, 0, 0, 0)).expect("a moment")
    }
}

fn with_outage(minutes: &[(u16, Pulse)], outage: Option<Outage>) -> Vec<(u16, Pulse)> {
    let Some(outage) = outage else {
        return minutes.to_vec();
    };
    let mut missing = 0.0;
    let kept = minutes.iter().filter(|(minute, _)| {
        if !(outage.from..outage.until).contains(minute) {
            return true;
        }
        // Orders are left out at even intervals.
        missing += 1.0 - outage.share;
        if missing >= 1.0 {
            missing -= 1.0;
            return false;
        }
        true
    });
    kept.copied().collect()
}
