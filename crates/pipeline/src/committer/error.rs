//! How a batch fails to be committed.

use ports::{ErrorKind, StoreError};

/// After how many conflicts in a row the loop gives up. Each one means that another writer
/// committed in between, so somebody always makes progress; this many means a broken store.
pub(super) const MAX_CONFLICTS: usize = 100;

/// A batch could not be committed. Nothing of it is applied, or, where it
/// [may be](CommitError::may_be_applied), perhaps all of it: giving the same batch again is always
/// right.
#[derive(Debug, thiserror::Error)]
pub enum CommitError {
    /// The store failed.
    #[error("the store failed")]
    Store(#[from] StoreError),
    /// A source's position is not where this reader left it: another reader took over, or the
    /// store lost its last writes. The source has to be read again from `stored`.
    #[error("source {source_name} is at another position in the store")]
    PositionMoved {
        /// The source.
        source_name: String,
        /// Where the store says it is.
        stored: Option<String>,
    },
    /// Other writers were faster every time.
    #[error("the commit met {MAX_CONFLICTS} conflicts in a row")]
    Contention,
}

impl CommitError {
    /// What the store said, where it is the store that failed.
    pub fn store(&self) -> Option<&StoreError> {
        match self {
            CommitError::Store(error) => Some(error),
            CommitError::PositionMoved { .. } | CommitError::Contention => None,
        }
    }

    /// Whether the batch may have been applied all the same: the answer was lost on the way, or
    /// nobody knows what it means.
    pub fn may_be_applied(&self) -> bool {
        self.store().is_some_and(|error| !error.is_refused())
    }

    /// Whether the same batch may succeed later without anybody doing anything.
    pub fn is_retryable(&self) -> bool {
        match self {
            CommitError::Store(error) => error.is_retryable(),
            CommitError::PositionMoved { .. } => false,
            CommitError::Contention => true,
        }
    }

    /// Whether this batch is more than the store takes, and would be again.
    pub fn is_too_large(&self) -> bool {
        self.is_of(ErrorKind::TooLarge)
    }

    /// Whether the store refuses everything until the process is started again.
    pub fn needs_restart(&self) -> bool {
        self.is_of(ErrorKind::Poisoned)
    }

    fn is_of(&self, kind: ErrorKind) -> bool {
        self.store().is_some_and(|error| error.kind() == kind)
    }
}
