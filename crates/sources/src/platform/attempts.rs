//! Counts failed attempts, and decides when to try again.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use platform_apis::ApiError;
use ports::Pauses;
use telemetry::labels::SourceError;
use tokio::sync::Mutex;

use crate::driver::{Fault, Remedy};

/// Between attempts at a platform that is away.
const AWAY: Pauses = Pauses {
    first: Duration::from_secs(1),
    longest: Duration::from_secs(120),
};
/// Between attempts at a platform that refuses: trying a wrong key often looks like an attack.
const REFUSED: Pauses = Pauses {
    first: Duration::from_secs(30),
    longest: Duration::from_secs(300),
};

/// Failed attempts, counted across readers.
#[derive(Default)]
pub(super) struct Attempts {
    failures: AtomicU32,
    /// No request is made before this time.
    next: Mutex<Option<Instant>>,
}

impl Attempts {
    /// Waits until the next request is allowed.
    pub(super) async fn turn(&self) {
        let next = *self.next.lock().await;
        if let Some(next) = next {
            tokio::time::sleep_until(next.into()).await;
        }
    }

    pub(super) async fn succeeded(&self) {
        self.failures.store(0, Ordering::Relaxed);
        *self.next.lock().await = None;
    }

    /// Records a failure. Returns how the driver should react.
    pub(super) async fn failed(&self, error: ApiError) -> Fault {
        let failures = self.failures.fetch_add(1, Ordering::Relaxed);
        let pause = match error.is_retryable() {
            true => AWAY.after(failures),
            false => REFUSED.after(failures),
        };
        let pause = pause.max(error.retry_after().unwrap_or_default());
        *self.next.lock().await = Some(Instant::now() + pause);
        let kind = match &error {
            ApiError::Limited { .. } => SourceError::Throttled,
            error if !error.is_retryable() => SourceError::Refused,
            _ => SourceError::CallFailed,
        };
        Fault::new(Remedy::Wait, kind, error)
    }
}
