//! How a store fails: whose fault, and does trying again help?

use std::error::Error;

/// Whose fault an error is and what helps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// The store cannot be reached or does not answer in time. The same call may succeed later.
    Unavailable,
    /// The store and the configuration do not fit: other time zone, wrong password, other format.
    /// Somebody has to change a setting.
    Settings,
    /// What is stored cannot be read. Somebody has to look.
    Corrupt,
    /// An earlier failure left this process's view of the store in doubt; it refuses to go on. A
    /// restart reads the truth again.
    Poisoned,
}

/// A failed call to a store. Nothing of a failed commit is applied, or, where the answer was lost
/// on the way, all of it: committing again through the same comparison is always right.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct StoreError {
    kind: ErrorKind,
    message: String,
    #[source]
    source: Option<Box<dyn Error + Send + Sync>>,
}

impl StoreError {
    /// An error with its message: lower case, no final dot, says what was tried.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> StoreError {
        StoreError {
            kind,
            message: message.into(),
            source: None,
        }
    }

    /// Adds the error behind this one.
    #[must_use]
    pub fn because(mut self, source: impl Into<Box<dyn Error + Send + Sync>>) -> StoreError {
        self.source = Some(source.into());
        self
    }

    /// Whose fault it is.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// Whether the same call may succeed later without anybody doing anything.
    pub fn is_retryable(&self) -> bool {
        self.kind == ErrorKind::Unavailable
    }
}
