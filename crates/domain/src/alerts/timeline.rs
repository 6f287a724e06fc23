//! The last two days, minute by minute, together with the expected orders.

use std::sync::Arc;

use super::Usual;
use crate::{BusinessDay, Pulse, ShopClock, Timestamp};

/// After this many minutes with almost no expected orders a new trading day begins: the evening before says nothing
/// about the morning of a holiday.
const CLOSED_MINUTES: usize = 240;
/// Fewer orders than this are almost none.
const CLOSED_ORDERS: f64 = 0.5;
/// The longest look back, in minutes.
const MINUTES: usize = 48 * 60;
/// Expected orders of a minute are a multiple of one divided by this, about a millionth. So sums and differences are
/// exact, and do not depend on where a sum began.
const GRAIN: f64 = (1 << 20) as f64;

/// The actual and the expected orders in the minutes before a moment.
#[derive(Clone, Debug)]
pub struct Timeline {
    /// Orders in the last 0, 1, 2 … minutes before the end of the collected time.
    came: Arc<[u64]>,
    /// Expected orders in the same minutes.
    expected: Arc<[f64]>,
    /// Collected minutes after `until`. They are not part of the timeline.
    after: usize,
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
        Timeline::with_after(clock, usual, (until, 0), today, yesterday)
    }

    /// The same, and up to `after` minutes that follow on the same day, for [`later`](Timeline::later).
    pub fn with_after(
        clock: &ShopClock,
        usual: &Usual,
        (until, after): (Timestamp, usize),
        today: &[(u16, Pulse)],
        yesterday: &[(u16, Pulse)],
    ) -> Timeline {
        let day = clock.local(until).day;
        let plus = |minutes: usize| Timestamp::from_millis(until.millis() + millis(minutes));
        let is_today = |after: &usize| clock.local(plus(*after)).day == day;
        let after = (0..=after).rev().find(is_today).unwrap_or(0);
        let end = plus(after);
        let [today, yesterday] = [today, yesterday].map(by_minute);
        let (mut came, mut expected) = (vec![0], vec![0.0]);
        let (mut orders, mut mean) = (0, 0.0);
        // The offset changes twice a year, but thousands of minutes ask for it.
        let mut span = clock.offset_span(end);
        for back in 1..=MINUTES + after {
            let at = Timestamp::from_millis(end.millis() - millis(back));
            if !span.contains(at) {
                span = clock.offset_span(at);
            }
            let local = span.local(at);
            let records = match local.day {
                at if at == day => &today,
                at if at == day - 1 => &yesterday,
                _ => break,
            };
            orders += records
                .get(usize::from(local.minute()))
                .copied()
                .unwrap_or(0);
            mean += (usual.hour(local.day, local.hour()) / 60.0 * GRAIN).round() / GRAIN;
            came.push(orders);
            expected.push(mean);
        }
        Timeline {
            came: came.into(),
            expected: expected.into(),
            after,
            open: 0,
            until,
        }
        .opened()
    }

    /// The timeline that ends this many minutes later, if no more orders come until then; `None` if those minutes were
    /// not collected.
    pub fn later(&self, minutes: usize) -> Option<Timeline> {
        let later = Timeline {
            came: Arc::clone(&self.came),
            expected: Arc::clone(&self.expected),
            after: self.after.checked_sub(minutes)?,
            open: 0,
            until: Timestamp::from_millis(self.until.millis() + millis(minutes)),
        };
        Some(later.opened())
    }

    fn opened(mut self) -> Timeline {
        let last = self.last();
        let is_closed = |from: &usize| {
            let end = from + CLOSED_MINUTES;
            end <= last && self.expected(end) - self.expected(*from) < CLOSED_ORDERS
        };
        self.open = (0..=last).find(is_closed).unwrap_or(last);
        self
    }

    /// The length in minutes.
    fn last(&self) -> usize {
        MINUTES.min(self.came.len() - 1 - self.after)
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
        self.came[self.after + minutes.min(self.last())] - self.came[self.after]
    }

    /// Orders expected in the last `minutes` minutes.
    pub(super) fn expected(&self, minutes: usize) -> f64 {
        self.expected[self.after + minutes.min(self.last())] - self.expected[self.after]
    }

    /// Whole minutes since the last order, within the trading day.
    pub(super) fn silence(&self) -> usize {
        let silent = (0..=self.open).take_while(|minutes| self.came(*minutes) == 0);
        silent.count() - 1
    }
}

fn millis(minutes: usize) -> i64 {
    minutes as i64 * 60_000
}

/// The orders of each minute of a day.
fn by_minute(minutes: &[(u16, Pulse)]) -> Vec<u64> {
    let mut orders = vec![0; 24 * 60];
    for (minute, pulse) in minutes {
        if let Some(orders) = orders.get_mut(usize::from(*minute)) {
            *orders = pulse.orders.max(0).unsigned_abs();
        }
    }
    orders
}
