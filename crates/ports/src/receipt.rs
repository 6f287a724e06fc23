//! The receipt for a commit whose place is fixed.

use std::fmt;
use std::future::Future;
use std::pin::Pin;

use crate::{Committed, StoreError};

/// The outcome of a commit that a store has accepted.
///
/// If it is dropped, the outcome stays unknown: the commit may be applied or not, as after a crash. (A connection to
/// Redis skips calls that no longer have a waiter.)
#[must_use]
pub struct Receipt<'c>(State<'c>);

enum State<'c> {
    Compared(Committed, Answer<'c, ()>),
    UnderWay(Answer<'c, Committed>),
}

type Answer<'c, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'c>>;

impl<'c> Receipt<'c> {
    /// For a commit that is already compared and, if it matched, applied. When `durable` ends, it is durable, and so is
    /// everything that a conflict reports as stored.
    pub fn compared(
        committed: Committed,
        durable: impl Future<Output = Result<(), StoreError>> + Send + 'c,
    ) -> Receipt<'c> {
        Receipt(State::Compared(committed, Box::pin(durable)))
    }

    /// For a commit on its way to the comparison. Its answer is always durable.
    pub fn under_way(
        answer: impl Future<Output = Result<Committed, StoreError>> + Send + 'c,
    ) -> Receipt<'c> {
        Receipt(State::UnderWay(Box::pin(answer)))
    }

    /// Whether the store has already said that it holds something else than the commit expects.
    pub fn is_conflict(&self) -> bool {
        matches!(self.0, State::Compared(Committed::Conflict(_), _))
    }

    /// Returns when the commit is compared and, if it matched, applied, so that readers of the store see it. A crash
    /// may still undo it until something submitted later is [durable](Receipt::durable): a store then holds every
    /// commit up to some point and none after it.
    ///
    /// # Errors
    /// Any kind. Committing again is always right: see [`StoreError`].
    pub async fn applied(self) -> Result<Committed, StoreError> {
        match self.0 {
            State::Compared(committed, _) => Ok(committed),
            State::UnderWay(answer) => answer.await,
        }
    }

    /// Like [`applied`](Receipt::applied), but returns when no crash can undo the commit or anything that a conflict
    /// reports as stored: answers may then be built on it.
    ///
    /// # Errors
    /// As for [`applied`](Receipt::applied). A commit that could not be made durable may still be applied.
    pub async fn durable(self) -> Result<Committed, StoreError> {
        match self.0 {
            State::Compared(committed, durable) => durable.await.map(|()| committed),
            State::UnderWay(answer) => answer.await,
        }
    }
}

impl fmt::Debug for Receipt<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = match &self.0 {
            State::Compared(committed, _) => committed as &dyn fmt::Debug,
            State::UnderWay(_) => &"under way",
        };
        f.debug_tuple("Receipt").field(state).finish()
    }
}
