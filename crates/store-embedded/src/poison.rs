//! After a failure that leaves memory and disk apart, nothing goes on.

use std::sync::{Mutex, MutexGuard, OnceLock};

use ports::{ErrorKind, StoreError};

/// Whether, and why, the store refuses to go on.
#[derive(Debug, Default)]
pub(crate) struct Poison(OnceLock<String>);

impl Poison {
    /// Fails if the store is poisoned.
    pub(crate) fn check(&self) -> Result<(), StoreError> {
        match self.0.get() {
            None => Ok(()),
            Some(cause) => Err(poisoned(cause)),
        }
    }

    /// Poisons the store and returns the error to say so.
    pub(crate) fn poison(&self, cause: &(dyn std::error::Error + 'static)) -> StoreError {
        let cause = self.0.get_or_init(|| cause.to_string());
        tracing::error!(cause, "the embedded store is poisoned: restart the process");
        poisoned(cause)
    }

    /// Locks, unless somebody panicked while holding the lock.
    pub(crate) fn lock<'m, T>(&self, mutex: &'m Mutex<T>) -> Result<MutexGuard<'m, T>, StoreError> {
        self.check()?;
        mutex.lock().map_err(|_| self.poison(&Panicked))
    }
}

#[derive(Debug, thiserror::Error)]
#[error("a worker panicked while it changed the figures")]
struct Panicked;

fn poisoned(cause: &str) -> StoreError {
    let message = format!("the embedded store stopped after a failure ({cause}); restart to go on");
    StoreError::new(ErrorKind::Poisoned, message)
}
