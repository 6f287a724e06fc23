//! Counts failed attempts, and decides when to try again.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
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
    /// Whether pages went round in a circle, since the last end of a list.
    is_circling: AtomicBool,
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

    /// Records a page. Each page of a circle is a good one: only the end of the list shows that it is over.
    pub(super) async fn succeeded(&self, is_end: bool) {
        if is_end {
            self.is_circling.store(false, Ordering::Relaxed);
        }
        if !self.is_circling.load(Ordering::Relaxed) {
            self.failures.store(0, Ordering::Relaxed);
        }
        *self.next.lock().await = None;
    }

    /// Records that pages go round in a circle.
    pub(super) async fn circled(&self, error: ApiError) -> Fault {
        self.is_circling.store(true, Ordering::Relaxed);
        self.failed(error).await
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

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn pauses_grow_until_a_list_that_goes_round_in_a_circle_ends() {
        let attempts = Attempts::default();
        let circle = || ApiError::Impossible {
            platform: "Elm",
            detail: "a circle".to_owned(),
        };
        let failures = || attempts.failures.load(Ordering::Relaxed);
        for round in 1..4 {
            attempts.circled(circle()).await;
            assert!(attempts.next.lock().await.is_some());
            attempts.succeeded(false).await;
            assert_eq!(failures(), round);
        }
        attempts.succeeded(true).await;
        assert_eq!(failures(), 0);
        attempts.failed(circle()).await;
        assert_eq!(failures(), 1);
        attempts.succeeded(false).await;
        assert_eq!(failures(), 0);
    }
}
