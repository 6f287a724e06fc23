//! Tasks that look at something periodically, as long as it exists.

use std::sync::{Arc, Weak};
use std::time::Duration;

use ports::lasting;
use tokio::time::{Interval, MissedTickBehavior, interval};

/// Periodic looks: after a late one, the next ones do not catch up in a rush.
pub(crate) struct Looks<F> {
    at: F,
    ticks: Interval,
}

impl<T, F: Fn() -> Option<T>> Looks<F> {
    /// Looks `at` something at once and then after each `pause`, until it is gone (`None`).
    pub(crate) fn every(pause: Duration, at: F) -> Looks<F> {
        let mut ticks = interval(pause);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Looks { at, ticks }
    }

    /// Waits for the next look; `None` at the end.
    pub(crate) async fn next(&mut self) -> Option<T> {
        self.ticks.tick().await;
        (self.at)()
    }
}

/// Looks at something at once and then after each `pause`, until it is gone, whatever panics meanwhile. `what` that is
/// follows "the task that" in the log.
pub(crate) async fn keep_looking<T, F: Future<Output = ()>>(
    what: &str,
    pause: Duration,
    at: Weak<T>,
    look: impl Fn(Arc<T>) -> F,
) {
    lasting(what, || async {
        let mut looks = Looks::every(pause, || at.upgrade());
        while let Some(it) = looks.next().await {
            look(it).await;
        }
    })
    .await;
}
