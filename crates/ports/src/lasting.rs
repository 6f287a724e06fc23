//! Work that goes on for as long as a process needs it, even after a mistake in it.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::FutureExt as _;
use telemetry::catalogue::FAULTS;
use tokio::time::{Instant, sleep};

use crate::Pauses;

/// What it panicked about is probably still there.
const PAUSES: Pauses = Pauses {
    first: Duration::from_secs(1),
    longest: Duration::from_secs(60),
};

/// Work panicked. Where and why has been printed; what it was doing is in no known state, and is to be begun anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it panicked")]
pub struct Panicked;

/// Waits for work that may panic, which is counted.
///
/// # Errors
/// [`Panicked`].
pub fn caught<F: Future>(work: F) -> impl Future<Output = Result<F::Output, Panicked>> {
    // Callers do not use what it worked with any more.
    let caught = AssertUnwindSafe(work).catch_unwind();
    caught.map(|done| {
        done.map_err(|_| {
            FAULTS.add(1);
            Panicked
        })
    })
}

/// Does the work of a task that has to last: if it panics, it is logged and begun anew after a pause, which grows while
/// that goes on. Returns once the work ends by itself. `what` it is follows "the task that" in the log.
pub async fn lasting<F: Future<Output = ()>>(what: &str, mut work: impl FnMut() -> F) {
    let mut failures = 0;
    loop {
        let began = Instant::now();
        if caught(async { work().await }).await.is_ok() {
            return;
        }
        if began.elapsed() > PAUSES.longest {
            failures = 0;
        }
        let pause = PAUSES.after(failures);
        tracing::error!(?pause, "the task that {what} panicked; it begins anew");
        sleep(pause).await;
        failures += 1;
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn work_that_panics_begins_anew_after_pauses_that_grow() {
        let (began, start) = (AtomicU32::new(0), Instant::now());
        lasting("is tested", || {
            // Outside of the future, too.
            assert_ne!(began.fetch_add(1, Ordering::Relaxed), 0);
            async {
                sleep(Duration::from_millis(1)).await;
                assert!(began.load(Ordering::Relaxed) > 10);
            }
        })
        .await;
        assert_eq!(began.load(Ordering::Relaxed), 11);
        let took = start.elapsed();
        assert!(took > PAUSES.longest && took < PAUSES.longest * 10);
    }

    #[tokio::test]
    async fn who_waits_learns_whether_it_panicked() {
        assert_eq!(caught(async { 7 }).await, Ok(7));
        let before = FAULTS.total();
        let broken = async {
            tokio::task::yield_now().await;
            panic!("a mistake");
        };
        assert_eq!(caught(broken).await, Err(Panicked));
        assert!(FAULTS.total() > before);
    }
}
