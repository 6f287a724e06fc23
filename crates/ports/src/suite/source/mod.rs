//! The conformance suite of sources: a source is done once it passes all of it.
//!
//! A source's tests implement [`SourceFactory`] over its real server and call [`source_suite!`](crate::source_suite),
//! which makes a test of each case:
//!
//! ```text
//! ports::source_suite!(MyFactory::new());
//! ```
//!
//! A case knows a source only as an [`OrderSource`], and gives it a ledger in memory ([`SourceStore`]) that can do what
//! stores do at the worst moment: go away, lose their last writes, grant one lease to two workers, or leave a worker
//! asleep in the middle of a commit.

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

/// Creates the source under test, and does to it what happens to sources. One factory serves one case.
#[async_trait]
pub trait SourceFactory: Send + Sync {
    /// Creates an empty source with at least two partitions, if it has partitions. Called once, first.
    async fn create(&self);

    /// Puts a body into it; the same key goes into the same partition.
    async fn put(&self, key: &str, body: &[u8]);

    /// A worker of the source.
    async fn worker(&self, attached: Attached) -> Box<dyn OrderSource>;

    /// How long a silent worker keeps its leases.
    fn lease(&self) -> Duration;

    /// Whether acknowledged records can be read again, so that a store that lost its last writes recovers. A source
    /// that only acknowledges cannot.
    fn can_read_again(&self) -> bool {
        true
    }

    /// Changes the partitions in this way; false if the source cannot.
    async fn change(&self, change: Change) -> bool {
        let _ = change;
        false
    }

    /// Removes everything put so far, as the source does after a while or at its limit. Returns how far the clock moved
    /// meanwhile, or `None` if the source never removes anything.
    async fn trim(&self) -> Option<Duration> {
        None
    }

    /// Whether records disappear by themselves when they are a day old.
    fn forgets_by_time(&self) -> bool {
        false
    }

    /// Lets time pass in the source, if it keeps things by time.
    async fn pass(&self, time: Duration) {
        let _ = time;
    }

    /// Makes the source's server unreachable, or reachable again.
    async fn set_away(&self, is_away: bool);
}

/// A change of partitions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// One closes, and two take over its keys.
    Split,
    /// One is added.
    Add,
    /// One that has been read to its end disappears.
    Remove,
}

/// What a worker is attached to.
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
