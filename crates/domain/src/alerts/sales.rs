//! Detects that sales have stopped.

use super::Timeline;
use super::chance::at_most;

/// How much the level of a day may differ before the day has shown its own, as the shape of a gamma distribution with
/// mean 1. With 2, a day with less than a fifth of the usual orders is nothing strange, so a holiday without buyers
/// from the morning on raises no alert.
const PRIOR_ORDERS: f64 = 2.0;
/// The windows that are always checked, in minutes, besides the time since the last order.
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
    let is_far_below = |it: &Lack| it.came as f64 <= limits.share * it.expected;
    let longest = longest(timeline, recovered);
    let is_silence = |minutes: &usize| (SHORTEST_SILENCE..=longest).contains(minutes);
    let silence = Some(timeline.silence()).filter(is_silence);
    let worst = windows(longest)
        .chain(silence)
        .map(|minutes| Lack::of(timeline, minutes))
        .filter(is_far_below)
        .map(Lack::shortfall)
        .min_by(|one, other| one.chance.total_cmp(&other.chance));
    match worst {
        _ if stopped && is_back(timeline) => SalesVerdict::Usual,
        Some(worst) if stopped || worst.chance < limits.chance => SalesVerdict::Stopped(worst),
        None if stopped => {
            let lack = Lack::of(timeline, timeline.silence());
            SalesVerdict::Stopped(lack.shortfall())
        }
        _ => SalesVerdict::Usual,
    }
}

/// Whether sales cannot count as stopped here, even if orders that are not known yet came before or within each window.
/// Sales must not count as stopped already.
///
/// More orders than are known raise the count of a window, and the day's level up to the usual one. So at the usual
/// level, with the known orders, a window is at its most suspicious. The verdict's distribution is a mixture of Poisson's
/// with at most this mean, and gives so few orders at least as high a chance as Poisson's (Jensen's inequality), as long
/// as they are at most half of what is expected.
pub fn are_sales_sure(timeline: &Timeline, limits: &SalesLimits, recovered: Option<usize>) -> bool {
    /// Evidence of so many orders makes the distribution Poisson's.
    const POISSON: f64 = 1e9;
    let is_sure = |minutes: usize| {
        let (came, expected) = (timeline.came(minutes), timeline.expected(minutes));
        came as f64 > limits.share * expected || at_most(came, expected, POISSON) >= limits.chance
    };
    let longest = longest(timeline, recovered);
    // An unknown order makes the silence shorter, however long it is now.
    let silence = timeline.silence().min(longest);
    let mut windows = windows(longest).chain([silence]);
    limits.share <= 0.5 && windows.all(is_sure)
}

/// The longest window to check, in minutes.
fn longest(timeline: &Timeline, recovered: Option<usize>) -> usize {
    timeline.open().min(recovered.unwrap_or(usize::MAX))
}

fn windows(longest: usize) -> impl Iterator<Item = usize> {
    WINDOWS
        .into_iter()
        .filter(move |minutes| *minutes <= longest)
}

/// A window, compared with what is expected in it.
struct Lack {
    minutes: usize,
    came: u64,
    expected: f64,
    shape: f64,
}

impl Lack {
    fn of(timeline: &Timeline, minutes: usize) -> Lack {
        let (expected_before, came_before) = (
            timeline.expected(timeline.open()) - timeline.expected(minutes),
            timeline
                .came(timeline.open())
                .saturating_sub(timeline.came(minutes)),
        );
        let expected_before = expected_before.max(0.0);
        let shape = PRIOR_ORDERS + (came_before as f64).min(expected_before);
        let level = shape / (PRIOR_ORDERS + expected_before);
        Lack {
            minutes,
            came: timeline.came(minutes),
            expected: timeline.expected(minutes) * level,
            shape,
        }
    }

    /// The chance takes a step for each order that came, so it is computed only for the windows that lack some.
    fn shortfall(self) -> Shortfall {
        Shortfall {
            minutes: self.minutes,
            came: self.came,
            expected: self.expected,
            chance: at_most(self.came, self.expected, self.shape),
        }
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
