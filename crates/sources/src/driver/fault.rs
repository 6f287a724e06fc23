//! How reading can fail, and how to recover.

use std::error::Error;
use std::fmt;

use pipeline::CommitError;
use ports::StoreError;
use telemetry::labels::SourceError;

/// How to recover from a failure of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// Start again after a pause. Somebody may have to look into it.
    Wait,
    /// Continue with the same reader, later.
    Slower,
    /// Start again at once: an expected expiry.
    Reopen,
    /// Do nothing: the partition no longer exists. This is reported if it was not read to its end.
    Leave,
}

/// A failed call of a source.
#[derive(Debug)]
pub struct Fault {
    /// How to recover.
    pub remedy: Remedy,
    /// What failed, for metrics.
    pub kind: SourceError,
    cause: Box<dyn Error + Send + Sync>,
}

impl Fault {
    /// A failure with its remedy.
    pub fn new(
        remedy: Remedy,
        kind: SourceError,
        cause: impl Into<Box<dyn Error + Send + Sync>>,
    ) -> Fault {
        Fault {
            remedy,
            kind,
            cause: cause.into(),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.cause.fmt(f)
    }
}

impl Error for Fault {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.cause.source()
    }
}

/// A failure on the way from a source to the store.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The source failed.
    #[error(transparent)]
    Source(#[from] Fault),
    /// The records could not be committed.
    #[error(transparent)]
    Commit(#[from] CommitError),
    /// The store could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Failure {
    /// What failed, for metrics.
    pub(super) fn kind(&self) -> SourceError {
        match self {
            Failure::Source(fault) => fault.kind,
            Failure::Commit(_) | Failure::Store(_) => SourceError::Store,
        }
    }

    /// The store's error, if the store failed.
    pub(super) fn of_store(&self) -> Option<&StoreError> {
        match self {
            Failure::Source(_) => None,
            Failure::Commit(error) => error.store(),
            Failure::Store(error) => Some(error),
        }
    }

    /// How to recover, as the source says.
    pub(super) fn remedy(&self) -> Remedy {
        match self {
            Failure::Source(fault) => fault.remedy,
            Failure::Commit(_) | Failure::Store(_) => Remedy::Wait,
        }
    }
}
