//! A shop's goals as they were last shown: every open board asks for them, and none causes a reading of its own.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use api_types::Goals;
use domain::Timestamp;
use tokio::time::Instant;

/// The newest answer, if there is one.
#[derive(Default)]
pub(crate) struct KeptGoals(Mutex<Option<Kept>>);

struct Kept {
    since: Instant,
    moment: Moment,
    goals: Arc<Goals>,
}

/// The minute of the clock, and how often this server committed something.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Moment {
    minute: i64,
    writes: u64,
}

impl Moment {
    pub(crate) fn new(now: Timestamp, writes: u64) -> Moment {
        let minute = now.millis().div_euclid(60_000);
        Moment { minute, writes }
    }
}

impl KeptGoals {
    /// For how long they are right enough: another server may have taken orders, or set other goals.
    const FOR: Duration = Duration::from_secs(5);

    /// Those of the moment, as long as they are right enough.
    pub(crate) fn of(&self, moment: Moment) -> Option<Arc<Goals>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = kept.as_ref().filter(|it| it.moment == moment)?;
        (kept.since.elapsed() < KeptGoals::FOR).then(|| Arc::clone(&kept.goals))
    }

    pub(crate) fn keep(&self, moment: Moment, goals: Arc<Goals>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Kept {
            since: Instant::now(),
            moment,
            goals,
        });
    }
}
