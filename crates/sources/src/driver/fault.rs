//! How reading fails, and what helps.

use std::error::Error;
use std::fmt;

use pipeline::CommitError;
use ports::StoreError;
use telemetry::labels::SourceError;

/// What to do about a failure of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// Begin anew, after a pause. Somebody may have to look.
    Wait,
    /// Go on with the same reader, later.
    Slower,
    /// Begin anew at once: what is read from has run out, as it does.
    Reopen,
    /// Nothing: the partition is not there any more, which is told where it was not read to its end.
    Leave,
}

/// A failed call of a source.
#[derive(Debug)]
pub struct Fault {
    /// What to do.
    pub remedy: Remedy,
    /// What failed, for metrics.
    pub kind: SourceError,
    cause: Box<dyn Error + Send + Sync>,
}

impl Fault {
    /// A failure that this helps against.
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
    /// What was read could not be committed.
    #[error(transparent)]
    Commit(#[from] CommitError),
    /// The store could not be asked.
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

    /// What the store said, where it is the store that failed.
    pub(super) fn of_store(&self) -> Option<&StoreError> {
        match self {
            Failure::Source(_) => None,
            Failure::Commit(error) => error.store(),
            Failure::Store(error) => Some(error),
        }
    }

    /// What to do about it, where the source says so.
    pub(super) fn remedy(&self) -> Remedy {
        match self {
            Failure::Source(fault) => fault.remedy,
            Failure::Commit(_) | Failure::Store(_) => Remedy::Wait,
        }
    }
}
