//! The errors of commits.

use ports::{ErrorKind, StoreError};

/// The number of conflicts in a row after which the loop gives up. Each one means that another writer committed in
/// between, so somebody always makes progress; this many mean a broken store.
pub(super) const MAX_CONFLICTS: usize = 100;

/// A batch could not be committed. Nothing of it is applied, unless it [may be](CommitError::may_be_applied), and then
/// perhaps all of it. Committing the same batch again is always safe.
#[derive(Debug, thiserror::Error)]
pub enum CommitError {
    /// The store failed.
    #[error("the store failed")]
    Store(#[from] StoreError),
    /// A source's position is not where this reader left it: another reader took over, or the store lost its last
    /// writes. The source has to be read again from `stored`.
    #[error("source {source_name} is at another position in the store")]
    PositionMoved {
        /// The source.
        source_name: String,
        /// The position in the store.
        stored: Option<String>,
    },
    /// Other writers were faster each time.
    #[error("the commit met {MAX_CONFLICTS} conflicts in a row")]
    Contention,
}

impl CommitError {
    /// The store's error, if it was the store that failed.
    pub fn store(&self) -> Option<&StoreError> {
        match self {
            CommitError::Store(error) => Some(error),
            CommitError::PositionMoved { .. } | CommitError::Contention => None,
        }
    }

    /// Whether the batch may have been applied anyway: the answer was lost, or is ambiguous.
    pub fn may_be_applied(&self) -> bool {
        self.store().is_some_and(|error| !error.is_refused())
    }

    /// Whether committing the same batch later may succeed.
    pub fn is_retryable(&self) -> bool {
        match self {
            CommitError::Store(error) => error.is_retryable(),
            CommitError::PositionMoved { .. } => false,
            CommitError::Contention => true,
        }
    }

    /// Whether this batch is too large for the store, and would be again.
    pub fn is_too_large(&self) -> bool {
        self.is_of(ErrorKind::TooLarge)
    }

    /// Whether the store refuses everything until the process is restarted.
    pub fn needs_restart(&self) -> bool {
        self.is_of(ErrorKind::Poisoned)
    }

    fn is_of(&self, kind: ErrorKind) -> bool {
        self.store().is_some_and(|error| error.kind() == kind)
    }
}
