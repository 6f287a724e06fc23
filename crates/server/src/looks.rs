//! Tasks that look at something now and then, for as long as it is there.

use std::time::Duration;

use tokio::time::{Interval, MissedTickBehavior, interval};

/// Looks on a timer: a late one does not make the next ones come in a rush.
pub(crate) struct Looks<F> {
    at: F,
    ticks: Interval,
}

impl<T, F: Fn() -> Option<T>> Looks<F> {
    /// Looks `at` something, at once and then after each `pause`, until it is gone (`None`).
    pub(crate) fn every(pause: Duration, at: F) -> Looks<F> {
        let mut ticks = interval(pause);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Looks { at, ticks }
    }

    /// Waits for the next look; `None` ends them.
    pub(crate) async fn next(&mut self) -> Option<T> {
        self.ticks.tick().await;
        (self.at)()
    }
}
