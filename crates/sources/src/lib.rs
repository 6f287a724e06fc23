//! Sources of orders other than HTTP and files.

use std::sync::Arc;
use std::time::Duration;

use domain::Timestamp;
use ports::Pauses;
use tokio::sync::watch;

#[cfg(feature = "aws")]
pub mod aws;
pub mod driver;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzzing;
mod headed;
pub mod kafka;
#[cfg(feature = "kinesis-records")]
pub mod kinesis;
#[cfg(feature = "nats")]
pub mod nats;
mod options;
pub mod platform;
pub mod redis_stream;
pub mod sqs;
mod start;

pub use options::InvalidUrl;
pub use start::{Start, StartOption};

/// Reads a password each time it is needed, so that a changed file takes effect.
pub type Password = Arc<dyn Fn() -> Result<String, String> + Send + Sync>;

/// Returns the current time: an order may be only a little ahead of it.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// The time in seconds since 1970, as in metrics.
fn seconds(clock: &Clock) -> f64 {
    clock().millis() as f64 / 1_000.0
}

/// Waits. Returns true as soon as it is asked to stop.
async fn wait(stop: &mut watch::Receiver<bool>, pause: Duration) -> bool {
    let asked = stop.wait_for(|stop| *stop);
    // A dropped sender means stop, too.
    tokio::time::timeout(pause, asked).await.is_ok()
}

/// The pause after this many failures in a row.
fn pause(failures: u32) -> Duration {
    const PAUSES: Pauses = Pauses {
        first: Duration::from_millis(200),
        longest: Duration::from_secs(10),
    };
    PAUSES.after(failures)
}
