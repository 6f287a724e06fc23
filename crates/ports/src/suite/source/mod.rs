//! The conformance suite of sources: a source exists once it passes all of it.
//!
//! A source's tests implement [`SourceFactory`] over its real server and call
//! [`source_suite!`](crate::source_suite), which makes one test of every case:
//!
//! ```text
//! ports::source_suite!(MyFactory::new());
//! ```
//!
//! A case knows a source as an [`OrderSource`] alone, and gives it a ledger in memory
//! ([`SourceStore`]) that can do what stores do at the worst moment: go away, lose their last
//! writes, grant one lease to two workers, or leave a worker asleep in the middle of a commit.

mod cases;
pub mod failures;
mod fixture;
pub mod partitions;
pub mod reading;
pub mod removal;
mod store;
pub mod workers;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use domain::{Shop, Timestamp};

pub use cases::{SourceCase, together};
pub use fixture::{SourceFixture, Worker, event};
pub use store::{SourceStore, WorkerStore};

use crate::{Ledger, OrderSource, Presence};

/// Makes the source that the suite tests, and does to it what happens to sources. One factory
/// serves one case.
#[async_trait]
pub trait SourceFactory: Send + Sync {
    /// Makes an empty source of at least two partitions, where it has any. Called once, first.
    async fn create(&self);

    /// Puts a body into it; the same key goes into the same partition.
    async fn put(&self, key: &str, body: &[u8]);

    /// A worker of the source.
    async fn worker(&self, attached: Attached) -> Box<dyn OrderSource>;

    /// How long a worker that says nothing keeps what it reads.
    fn lease(&self) -> Duration;

    /// Whether what was acknowledged can be read again, so that a store that lost its last writes is
    /// made whole. Of a source that only acknowledges it is gone.
    fn can_read_again(&self) -> bool {
        true
    }

    /// Changes the partitions in this way; false where there is no such thing.
    async fn change(&self, change: Change) -> bool {
        let _ = change;
        false
    }

    /// Removes everything that was put so far, as the source does after a while or at its limit;
    /// how far the clock moved on meanwhile, or `None` when the source never removes anything.
    async fn trim(&self) -> Option<Duration> {
        None
    }

    /// Whether records go by themselves when they are a day old.
    fn forgets_by_time(&self) -> bool {
        false
    }

    /// Lets time go by in the source, as far as it keeps things by time.
    async fn pass(&self, time: Duration) {
        let _ = time;
    }

    /// The source's server cannot be reached from now on, or can again.
    async fn set_away(&self, is_away: bool);
}

/// What becomes of partitions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// One closes, and two take its keys.
    Split,
    /// One more.
    Add,
    /// One that is read to its end is not there any more.
    Remove,
}

/// For whom a worker reads.
#[derive(Clone)]
pub struct Attached {
    /// The shop.
    pub shop: Arc<Shop>,
    /// Where it commits.
    pub ledger: Arc<dyn Ledger>,
    /// The leases.
    pub leases: Arc<dyn Presence>,
    /// The time.
    pub clock: Arc<dyn Fn() -> Timestamp + Send + Sync>,
}
