//! The machine's clock.

use std::time::{SystemTime, UNIX_EPOCH};

use domain::Timestamp;

/// The current time. A clock that shows a time before 1970 is wrong in any case, and counts as 1970.
pub fn machine_time() -> Timestamp {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH);
    let millis = since_epoch.unwrap_or_default().as_millis();
    Timestamp::from_millis(i64::try_from(millis).unwrap_or(i64::MAX))
}
