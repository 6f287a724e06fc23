//! A shop's goals as last shown: every open board asks for them, and none of them causes a read of its own.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use api_types::Goals;
use domain::Timestamp;
use tokio::time::Instant;

/// The newest answer, if any.
#[derive(Default)]
pub(crate) struct KeptGoals(Mutex<Option<Kept>>);

struct Kept {
    since: Instant,
    moment: Moment,
    goals: Arc<Goals>,
}

/// The minute of the clock, and how often this server has committed something.
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
    /// How long an answer is used: another server may have taken orders or changed the goals since.
    const FOR: Duration = Duration::from_secs(5);

    /// The goals for this moment, if they are fresh enough.
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
