//! The errors of the intake.

use std::sync::Arc;

use crate::committer::CommitError;

/// Orders could not be accepted.
#[derive(Clone, Debug, thiserror::Error)]
pub enum IntakeError {
    /// The commit failed, for all callers of its batch.
    #[error("orders could not be committed")]
    Commit(#[source] Arc<CommitError>),
    /// This caller's orders are too large for the store, and would be again.
    #[error("orders are more than the store accepts")]
    TooLarge(#[source] Arc<CommitError>),
    /// A fault of this program broke the commit off: nobody knows whether it happened.
    #[error("the commit was broken off by a fault")]
    Broken,
    /// The server is shutting down.
    #[error("the intake is closed")]
    Closed,
}

impl IntakeError {
    /// Whether submitting the same orders later may succeed.
    pub fn is_retryable(&self) -> bool {
        match self {
            IntakeError::Commit(error) => error.is_retryable(),
            IntakeError::TooLarge(_) => false,
            IntakeError::Broken | IntakeError::Closed => true,
        }
    }
}
