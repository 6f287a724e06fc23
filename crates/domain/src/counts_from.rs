//! The day from which on a shop's platform counts.

use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};

use crate::BusinessDay;

/// The first day for which a platform's data count. Earlier orders are already in the shop under other ids. Cheap to
/// clone: all clones share one value.
#[derive(Clone, Debug)]
pub struct CountsFrom(Arc<AtomicI32>);

/// The earliest day: all data of the platform count.
const ALL: i32 = i32::MIN;

impl Default for CountsFrom {
    fn default() -> CountsFrom {
        CountsFrom(Arc::new(AtomicI32::new(ALL)))
    }
}

impl CountsFrom {
    /// The day; `None` = all data of the platform count.
    pub fn day(&self) -> Option<BusinessDay> {
        let day = self.0.load(Ordering::Relaxed);
        (day != ALL).then(|| BusinessDay::from_epoch_days(day))
    }

    /// Sets the day.
    pub fn set(&self, day: Option<BusinessDay>) {
        let day = day.map_or(ALL, BusinessDay::epoch_days);
        self.0.store(day, Ordering::Relaxed);
    }
}
