//! Detects that sales have stopped.

use super::Timeline;
use super::chance::at_most;

/// How much the level of a day may differ before the day has shown its own, as the shape of a gamma distribution with
/// mean 1. With 2, a day with less than a fifth of the usual orders is nothing strange, so a holiday without buyers
/// from the morning on raises no alert.
const PRIOR_ORDERS: f64 = 2.0;
/// The windows to check, in minutes, besides the time since the last order.
const WINDOWS: [usize; 14] = [5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 360, 480, 720];
/// A shorter pause, in minutes, does not count as silence.
const SHORTEST_SILENCE: usize = 3;
/// The window that shows recovered sales must have at least this many expected orders.
const BACK_EXPECTED: f64 = 4.0;
/// The fewest orders that show recovered sales.
const BACK_ORDERS: u64 = 3;
/// The longest window for that, in minutes.
const BACK_MINUTES: usize = 120;

/// The limits beyond which sales count as stopped.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SalesLimits {
    /// The probability below which a lack of orders is not put down to chance.
    pub chance: f64,
    /// At most this share of the expected orders may have come: the rule is about stopped sales, not about slow days.
    pub share: f64,
}

impl Default for SalesLimits {
    /// One in 100,000, and three tenths. In a year of real orders of a small shop, checked every minute, these limits
    /// found a gap of four hours and raised no false alert.
    fn default() -> SalesLimits {
        SalesLimits {
            chance: 1e-5,
            share: 0.3,
        }
    }
}

/// A lack of orders.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shortfall {
    /// The length of the window, in minutes.
    pub minutes: usize,
    /// Orders that came in the window.
    pub came: u64,
    /// Orders expected in the window, on a day like this one so far.
    pub expected: f64,
    /// The probability of so few orders by chance.
    pub chance: f64,
}

/// The verdict on sales.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SalesVerdict {
    /// As usual, or not distinguishable from chance.
    Usual,
    /// Far below the usual.
    Stopped(Shortfall),
}

/// Judges sales at the end of a timeline. If they already count as stopped (`stopped`), they have to recover visibly;
/// it does not suffice that they no longer raise an alert. Only the last `recovered` minutes can raise a new alert.
///
/// The day's own level is learned from the orders before the window. With prior orders *a*, *n* orders of *E* expected
/// ones before the window and *e* expected ones in it, the count in the window has a negative binomial distribution
/// with shape *a + min(n, E)* and mean *e (a + min(n, E)) / (a + E)*. A day above the usual does not raise the
/// expectation.
pub fn judge_sales(
    timeline: &Timeline,
    limits: &SalesLimits,
    stopped: bool,
    recovered: Option<usize>,
) -> SalesVerdict {
    let longest = timeline.open().min(recovered.unwrap_or(usize::MAX));
    let shortfalls = WINDOWS
        .into_iter()
        .chain(
            [timeline.silence()]
                .into_iter()
                .filter(|it| *it >= SHORTEST_SILENCE),
        )
        .filter(|minutes| *minutes <= longest)
        .map(|minutes| shortfall(timeline, minutes));
    let is_far_below = |it: &Shortfall| it.came as f64 <= limits.share * it.expected;
    let worst = shortfalls
        .filter(is_far_below)
        .min_by(|one, other| one.chance.total_cmp(&other.chance));
    match worst {
        _ if stopped && is_back(timeline) => SalesVerdict::Usual,
        Some(worst) if stopped || worst.chance < limits.chance => SalesVerdict::Stopped(worst),
        None if stopped => SalesVerdict::Stopped(shortfall(timeline, timeline.silence())),
        _ => SalesVerdict::Usual,
    }
}

fn shortfall(timeline: &Timeline, minutes: usize) -> Shortfall {
    let (expected_before, came_before) = (
        timeline.expected(timeline.open()) - timeline.expected(minutes),
        timeline
            .came(timeline.open())
            .saturating_sub(timeline.came(minutes)),
    );
    let expected_before = expected_before.max(0.0);
    let shape = PRIOR_ORDERS + (came_before as f64).min(expected_before);
    let level = shape / (PRIOR_ORDERS + expected_before);
    let (came, expected) = (timeline.came(minutes), timeline.expected(minutes) * level);
    Shortfall {
        minutes,
        came,
        expected,
        chance: at_most(came, expected, shape),
    }
}

/// Sales have recovered when a window with enough expected orders has at least half of them; in quiet times, when a few
/// came at all.
fn is_back(timeline: &Timeline) -> bool {
    let enough = (1..=BACK_MINUTES).find(|minutes| timeline.expected(*minutes) >= BACK_EXPECTED);
    let minutes = enough.unwrap_or(BACK_MINUTES);
    let came = timeline.came(minutes);
    came >= BACK_ORDERS && came as f64 >= timeline.expected(minutes) / 2.0
}
