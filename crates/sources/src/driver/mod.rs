//! Reads any source of orders exactly once, without knowing its kind.
//!
//! # What a source does, and what the driver does
//!
//! A [`Connector`] lists the partitions of its source, and opens one after a position. Its [`Reader`] reads records,
//! says at which position they end, and acknowledges them if the source wants that. The driver does everything else,
//! once for all sources:
//!
//! - **Positions are in the store.** Records are committed together with the position after them
//!   ([`PositionChange`](domain::PositionChange)), and the store accepts that only if it still has the position that
//!   reading started from. So a worker that dies leaves a position and its effect, or neither. If two workers read one
//!   partition, one wins each commit; the other learns that the position has moved, and continues from the store's. A
//!   worker that slept past its lease is refused for the same reason. A store that failed over and lost its last writes
//!   lost positions together with orders, and both are read again. A quiet partition is compared with the store
//!   now and then ([`Connector::trusts_for`]).
//! - **A commit is acknowledged after it is durable**, never before. A source without positions that only acknowledges
//!   (a queue) redelivers until then, and the ledger counts once.
//! - **Leases share the work** among the workers on a store, but correctness does not depend on them: see
//!   [`ports::LeaseRequest`].
//! - **After a failure it starts again** from the store's state, after a pause that grows and differs from worker to
//!   worker. So no failure needs special treatment.
//! - **A record that is not an order is a reject**, kept in the same commit; the partition moves on.
//! - **Records that the source removed before they were read are reported**: a reader never skips a gap silently. It
//!   describes the gap ([`Polled::lost`]), and this is committed as a [`Loss`](ports::Loss), which raises an alert,
//!   before anything after the gap.

mod batch;
mod commits;
mod connector;
mod fault;
mod partitions;
mod reading;
mod share;
mod worker;

use std::sync::Arc;

use async_trait::async_trait;
use domain::Shop;
use pipeline::Troubles;
use ports::{Ledger, OrderSource, Presence, caught};
use telemetry::catalogue::SOURCE_ERRORS;
use telemetry::labels::OfSourceErrors;
use tokio::sync::watch;

pub use batch::Batch;
pub use commits::Commits;
pub use connector::{Connector, Lag, Partition, Partitions, Place, Polled, Reader};
pub use fault::{Failure, Fault, Remedy};

use self::worker::Worker;
use crate::{Clock, pause, wait};

/// What a source is read for, and with.
#[derive(Clone)]
pub struct Context {
    /// The shop, already open in the store.
    pub shop: Arc<Shop>,
    /// Where orders and positions are committed.
    pub ledger: Arc<dyn Ledger>,
    /// The leases of the same store.
    pub leases: Arc<dyn Presence>,
    /// Notified when the store refuses the source's records.
    pub troubles: Arc<Troubles>,
    /// The clock.
    pub clock: Clock,
}

impl Context {
    /// Counts a failure of a source or partition, and reports failures of the store.
    fn failed(&self, source: &str, failure: &Failure) {
        if let Some(error) = failure.of_store() {
            self.troubles.failed(error);
        }
        let errors = OfSourceErrors::new(source, failure.kind());
        SOURCE_ERRORS.series(errors).add(1);
    }
}

/// A source of orders: a connector run by the driver.
pub struct Driver<C> {
    connector: C,
    context: Context,
}

impl<C: Connector> Driver<C> {
    /// A worker that reads the connector's source for a shop.
    pub fn new(connector: C, context: Context) -> Driver<C> {
        Driver { connector, context }
    }
}

#[async_trait]
impl<C: Connector> OrderSource for Driver<C> {
    fn name(&self) -> String {
        self.connector.name()
    }

    async fn run(self: Box<Self>, mut stop: watch::Receiver<bool>) {
        let chance = ports::chance();
        let name = format!("{}-{chance:016x}", std::process::id());
        let connector = Arc::new(self.connector);
        let mut failures = 0;
        loop {
            // One that panicked leaves its leases to the next, which has its name.
            let worker = Worker::new(Arc::clone(&connector), self.context.clone(), name.clone());
            let Err(panicked) = caught(worker.run(stop.clone())).await else {
                return;
            };
            let source = connector.name();
            tracing::error!(source, %panicked, "the work cannot be shared now; trying again");
            failures += 1;
            if wait(&mut stop, pause(failures)).await {
                return;
            }
        }
    }
}
