//! From which day on a shop's platform counts.

use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};

use crate::BusinessDay;

/// The first day on which what a shop's platform tells counts; what it tells of days before stands in the shop under other ids
/// already. Cheap to clone: all clones are one.
#[derive(Clone, Debug)]
pub struct CountsFrom(Arc<AtomicI32>);

/// No day is so early: all that the platform tells counts.
const ALL: i32 = i32::MIN;

impl Default for CountsFrom {
    fn default() -> CountsFrom {
        CountsFrom(Arc::new(AtomicI32::new(ALL)))
    }
}

impl CountsFrom {
    /// The day; `None` = all that the platform tells counts.
    pub fn day(&self) -> Option<BusinessDay> {
        let day = self.0.load(Ordering::Relaxed);
        (day != ALL).then(|| BusinessDay::from_epoch_days(day))
    }

    /// From now on it is this day.
    pub fn set(&self, day: Option<BusinessDay>) {
        let day = day.map_or(ALL, BusinessDay::epoch_days);
        self.0.store(day, Ordering::Relaxed);
    }
}
