//! The last two days, minute by minute, together with the expected orders.

use super::Usual;
use crate::{BusinessDay, Pulse, ShopClock, Timestamp};

/// After this many minutes with almost no expected orders a new trading day begins: the evening before says nothing
/// about the morning of a holiday.
const CLOSED_MINUTES: usize = 240;
/// Fewer orders than this are almost none.
const CLOSED_ORDERS: f64 = 0.5;
/// The longest look back, in minutes.
const MINUTES: usize = 48 * 60;

/// The actual and the expected orders in the minutes before a moment.
#[derive(Clone, Debug)]
pub struct Timeline {
    /// Orders in the last 0, 1, 2 … minutes.
    came: Vec<u64>,
    /// Expected orders in the same minutes.
    expected: Vec<f64>,
    /// Minutes since the trading day began.
    open: usize,
    until: Timestamp,
}

impl Timeline {
    /// Collects the minutes before `until`. `today` and `yesterday` are the minutes of the business day of `until` and
    /// of the day before; the minute of `until` is not over, so it is left out. Minutes count as they really pass, so a
    /// day may have 23 or 25 hours.
    pub fn new(
        clock: &ShopClock,
        usual: &Usual,
        until: Timestamp,
        today: &[(u16, Pulse)],
        yesterday: &[(u16, Pulse)],
    ) -> Timeline {
        let day = clock.local(until).day;
        let (mut came, mut expected) = (vec![0], vec![0.0]);
        let (mut orders, mut mean) = (0, 0.0);
        // The offset changes twice a year, but thousands of minutes ask for it.
        let mut span = clock.offset_span(until);
        for back in 1..=MINUTES {
            let at = Timestamp::from_millis(until.millis() - back as i64 * 60_000);
            if !span.contains(at) {
                span = clock.offset_span(at);
            }
            let local = span.local(at);
            let records = match local.day {
                at if at == day => today,
                at if at == day - 1 => yesterday,
                _ => break,
            };
            orders += orders_of(records, local.minute());
            mean += usual.hour(local.day, local.hour()) / 60.0;
            came.push(orders);
            expected.push(mean);
        }
        let open = open_minutes(&expected);
        Timeline {
            came,
            expected,
            open,
            until,
        }
    }

    /// The end of the timeline.
    pub fn until(&self) -> Timestamp {
        self.until
    }

    /// The business day of a moment and the day before, whose minutes a timeline needs.
    pub fn days(clock: &ShopClock, until: Timestamp) -> [BusinessDay; 2] {
        let day = clock.local(until).day;
        [day, day - 1]
    }

    /// Minutes since the trading day began, at most two days.
    pub(super) fn open(&self) -> usize {
        self.open
    }

    /// Orders in the last `minutes` minutes.
    pub(super) fn came(&self, minutes: usize) -> u64 {
        self.came[minutes.min(self.came.len() - 1)]
    }

    /// Orders expected in the last `minutes` minutes.
    pub(super) fn expected(&self, minutes: usize) -> f64 {
        self.expected[minutes.min(self.expected.len() - 1)]
    }

    /// Whole minutes since the last order, within the trading day.
    pub(super) fn silence(&self) -> usize {
        let silent = self.came.iter().take(self.open + 1);
        silent.take_while(|orders| **orders == 0).count() - 1
    }
}

fn orders_of(minutes: &[(u16, Pulse)], minute: u16) -> u64 {
    let found = minutes.binary_search_by_key(&minute, |(minute, _)| *minute);
    found.map_or(0, |index| minutes[index].1.orders.max(0).unsigned_abs())
}

fn open_minutes(expected: &[f64]) -> usize {
    let last = expected.len() - 1;
    let is_closed = |from: &usize| {
        let end = from + CLOSED_MINUTES;
        end <= last && expected[end] - expected[*from] < CLOSED_ORDERS
    };
    (0..=last).find(is_closed).unwrap_or(last)
}
