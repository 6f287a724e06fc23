//! What a store gives for a commit that has its place.

use std::fmt;
use std::future::Future;
use std::pin::Pin;

use crate::{Committed, StoreError};

/// For a commit that a store has taken in: what becomes of it.
///
/// Whoever drops it learns nothing: the commit may be applied or not, as after a crash. (A connection to Redis
/// leaves out what nobody waits for any more.)
#[must_use]
pub struct Receipt<'c>(State<'c>);

enum State<'c> {
    Compared(Committed, Answer<'c, ()>),
    UnderWay(Answer<'c, Committed>),
}

type Answer<'c, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'c>>;

impl<'c> Receipt<'c> {
    /// Of a commit that is compared, and applied if it was to be. When `durable` ends it is durable, and
    /// so is whatever a conflict says is stored.
    pub fn compared(
        committed: Committed,
        durable: impl Future<Output = Result<(), StoreError>> + Send + 'c,
    ) -> Receipt<'c> {
        Receipt(State::Compared(committed, Box::pin(durable)))
    }

    /// Of a commit that is under way to where it is compared. What is answered is durable by then.
    pub fn under_way(
        answer: impl Future<Output = Result<Committed, StoreError>> + Send + 'c,
    ) -> Receipt<'c> {
        Receipt(State::UnderWay(Box::pin(answer)))
    }

    /// Returns when the commit is compared, and applied if it was to be: whoever looks at the store sees
    /// it. A crash may take it back until something that was submitted later is
    /// [durable](Receipt::durable): a store then holds every commit up to some point and none after it.
    ///
    /// # Errors
    /// Any kind. Committing again is always right: see [`StoreError`].
    pub async fn applied(self) -> Result<Committed, StoreError> {
        match self.0 {
            State::Compared(committed, _) => Ok(committed),
            State::UnderWay(answer) => answer.await,
        }
    }

    /// The same, when no crash takes it back any more, nor what a conflict says is stored: an answer that
    /// is built on this may be given.
    ///
    /// # Errors
    /// As for [`applied`](Receipt::applied). What could not be made durable may be applied.
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
