//! Whether sales have stopped.

use super::Timeline;
use super::chance::at_most;

/// How much the level of days differs before a day has shown its own, as the shape of a gamma
/// distribution with mean 1. Two means that a day with less than a fifth of the usual orders is
/// nothing strange, so that a holiday on which nobody buys from the morning on raises no alert.
const PRIOR_ORDERS: f64 = 2.0;
/// The windows that are looked at, in minutes, besides the time since the last order.
const WINDOWS: [usize; 14] = [5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 360, 480, 720];
/// A silence shorter than this is none.
const SHORTEST_SILENCE: usize = 3;
/// Orders that have to be expected of the window that shows that sales are back.
const BACK_EXPECTED: f64 = 4.0;
/// Orders that show that sales are back, at least.
const BACK_ORDERS: u64 = 3;
/// The longest window for that, in minutes.
const BACK_MINUTES: usize = 120;

/// When sales count as stopped.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SalesLimits {
    /// The probability below which it is no chance any more.
    pub chance: f64,
    /// At most this share of what is expected may have come: it is about sales that stopped, not
    /// about a slow day.
    pub share: f64,
}

impl Default for SalesLimits {
    /// One in 100,000, and three tenths. Over a year of real orders of a small shop, looked at every
    /// minute, these found a gap of four hours and raised no false alert.
    fn default() -> SalesLimits {
        SalesLimits {
            chance: 1e-5,
            share: 0.3,
        }
    }
}

/// How much is missing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shortfall {
    /// Of the last so many minutes.
    pub minutes: usize,
    /// Orders that came in them.
    pub came: u64,
    /// Orders that were to be expected, on a day such as this one has been.
    pub expected: f64,
    /// The probability of so few by chance.
    pub chance: f64,
}

/// What there is to say about sales.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SalesVerdict {
    /// As usual, or nothing else that could be told from chance.
    Usual,
    /// Far below the usual.
    Stopped(Shortfall),
}

/// Judges sales at the end of a timeline. `stopped` says whether they count as stopped already:
/// then they have to come back visibly, not just fall short of an alert. Only minutes after
/// `recovered` (minutes before the end) can bring a new alert.
///
/// The day's own level is learned from the orders before the window: with prior orders *a*, *n*
/// orders of *E* expected ones before and *e* expected in the window, the count in the window has
/// a negative binomial distribution with shape *a + min(n, E)* and mean *e (a + min(n, E)) / (a +
/// E)*. A day above the usual does not raise what is expected.
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

/// Sales are back when a window in which some orders are expected has at least half of them; in a
/// quiet time, when a few came at all.
fn is_back(timeline: &Timeline) -> bool {
    let enough = (1..=BACK_MINUTES).find(|minutes| timeline.expected(*minutes) >= BACK_EXPECTED);
    let minutes = enough.unwrap_or(BACK_MINUTES);
    let came = timeline.came(minutes);
    came >= BACK_ORDERS && came as f64 >= timeline.expected(minutes) / 2.0
}
