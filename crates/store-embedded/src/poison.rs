//! Stops everything after a failure that may leave memory and disk different, or after a store was closed.

use std::sync::{Mutex, MutexGuard, OnceLock};

use ports::{ErrorKind, StoreError};

use crate::disk::system_error;

/// The error of a closed store.
pub(crate) fn closed() -> StoreError {
    StoreError::new(ErrorKind::Unavailable, "the embedded store is closed").refused()
}

/// Whether and why a store or a queue refuses to continue.
#[derive(Debug)]
pub(crate) struct Poison {
    whose: &'static str,
    cause: OnceLock<String>,
}

impl Poison {
    /// `whose` is the name in messages, such as "embedded store".
    pub(crate) fn of(whose: &'static str) -> Poison {
        Poison {
            whose,
            cause: OnceLock::new(),
        }
    }

    /// Fails if the store is poisoned.
    pub(crate) fn check(&self) -> Result<(), StoreError> {
        match self.cause.get() {
            None => Ok(()),
            Some(cause) => Err(self.error(cause)),
        }
    }

    /// Poisons the store, and returns the error for it.
    pub(crate) fn poison(&self, cause: &(dyn std::error::Error + 'static)) -> StoreError {
        let cause = self.cause.get_or_init(|| match system_error(cause) {
            Some(cause) => cause.to_string(),
            None => cause.to_string(),
        });
        let whose = self.whose;
        tracing::error!(cause, "the {whose} is poisoned: restart the process");
        self.error(cause)
    }

    /// Runs the work of a background thread. A panic in it poisons: otherwise nobody would notice that the work is no
    /// longer done.
    pub(crate) fn guard(&self, work: impl FnOnce()) {
        // Whatever the work left half-done is never used again: everything refuses.
        if std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).is_err() {
            self.poison(&WorkerPanicked);
        }
    }

    /// Locks, unless somebody panicked while holding the lock.
    pub(crate) fn lock<'m, T>(&self, mutex: &'m Mutex<T>) -> Result<MutexGuard<'m, T>, StoreError> {
        self.check()?;
        let guard = mutex.lock().map_err(|_| self.poison(&Panicked))?;
        // The previous holder may have failed in between, and left changes that never reached the disk.
        self.check()?;
        Ok(guard)
    }

    fn error(&self, cause: &str) -> StoreError {
        let whose = self.whose;
        let message = format!("the {whose} stopped after a failure ({cause}); restart to continue");
        StoreError::new(ErrorKind::Poisoned, message)
    }
}

#[derive(Debug, thiserror::Error)]
#[error("a worker panicked while it changed the figures")]
struct Panicked;

#[derive(Debug, thiserror::Error)]
#[error("a background thread panicked")]
struct WorkerPanicked;

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;

    #[test]
    fn whoever_waits_for_a_lock_does_not_see_what_failed_under_it() {
        for _ in 0..100 {
            let (poison, mutex) = (Poison::of("embedded store"), Mutex::new(()));
            let waits = AtomicBool::new(false);
            let guard = poison.lock(&mutex).unwrap();
            std::thread::scope(|scope| {
                let reader = scope.spawn(|| {
                    waits.store(true, Ordering::SeqCst);
                    poison.lock(&mutex).map(drop)
                });
                while !waits.load(Ordering::SeqCst) {
                    std::thread::yield_now();
                }
                // Gives the reader time to begin to wait. Without that it is refused at once, which is just as right.
                (0..100).for_each(|_| std::thread::yield_now());
                poison.poison(&WorkerPanicked);
                drop(guard);
                assert!(reader.join().unwrap().is_err());
            });
        }
    }

    #[test]
    fn a_full_disk_is_told_in_the_systems_words() {
        let full = std::io::Error::from_raw_os_error(28);
        let error = Poison::of("embedded store").poison(&fjall::Error::Io(full));
        assert_eq!(
            error.to_string(),
            "the embedded store stopped after a failure (No space left on device (os error 28)); restart to continue"
        );
    }

    #[test]
    fn a_thread_that_panics_is_not_survived() {
        let poison = Poison::of("embedded store");
        poison.guard(|| {});
        assert!(poison.check().is_ok());
        poison.guard(|| panic!("for the test"));
        let error = poison.check().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Poisoned);
        assert_eq!(
            error.to_string(),
            "the embedded store stopped after a failure (a background thread panicked); restart to continue"
        );
        assert!(poison.lock(&Mutex::new(())).is_err());
    }
}
