//! Attempts that failed, and when the next one may be made.

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
/// Between attempts at one that refuses: a wrong key that is tried often looks like an attack.
const REFUSED: Pauses = Pauses {
    first: Duration::from_secs(30),
    longest: Duration::from_secs(300),
};

/// Attempts that failed, over readers that were given up.
#[derive(Default)]
pub(super) struct Attempts {
    failures: AtomicU32,
    /// Nobody is asked before.
    next: Mutex<Option<Instant>>,
}

impl Attempts {
    /// Waits until the platform may be asked again.
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

    /// Notes a failure, and what the driver is to make of it.
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
