//! Where orders come from besides HTTP and files.

use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::time::Duration;

use domain::Timestamp;
use tokio::sync::watch;

#[cfg(feature = "aws")]
pub mod aws;
pub mod driver;
#[cfg(feature = "kinesis-records")]
pub mod kinesis;
mod options;
pub mod redis_stream;

pub use options::InvalidUrl;

/// Tells the time: an order may be only so far ahead of it.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// The time in seconds since 1970, as metrics have it.
fn seconds(clock: &Clock) -> f64 {
    clock().millis() as f64 / 1_000.0
}

/// Waits; true as soon as it is asked to stop.
async fn wait(stop: &mut watch::Receiver<bool>, pause: Duration) -> bool {
    let asked = stop.wait_for(|stop| *stop);
    // Whoever could ask being gone is the same as being asked.
    tokio::time::timeout(pause, asked).await.is_ok()
}

/// The pause after this many failures in a row: doubling, half of it by chance, so that those who
/// failed together do not come back together.
fn pause(failures: u32) -> Duration {
    const FIRST: Duration = Duration::from_millis(200);
    const LONGEST: Duration = Duration::from_secs(10);
    let longest = FIRST.saturating_mul(1 << failures.min(10)).min(LONGEST);
    let chance = RandomState::new().hash_one(failures) % 1_000;
    longest / 2 + longest / 2 * chance as u32 / 1_000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_a_limit() {
        assert!((100..200).contains(&pause(0).as_millis()));
        assert!((400..800).contains(&pause(2).as_millis()));
        assert!((5_000..10_000).contains(&pause(40).as_millis()));
    }
}
