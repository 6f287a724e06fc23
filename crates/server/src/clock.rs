//! The time of day.

use std::sync::Arc;

use domain::Timestamp;

/// Returns the current time. Everything in the server that depends on the time of day uses this, so that a test can
/// move midnight.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// The clock of the machine.
pub fn system_clock() -> Clock {
    Arc::new(ports::machine_time)
}
