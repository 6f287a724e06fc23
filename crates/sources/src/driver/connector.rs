//! The interface of a source.

use std::time::Duration;

use super::{Batch, Commits, Failure, Fault};
use async_trait::async_trait;
use domain::{Shop, Timestamp};

/// A source of orders, as the driver sees it. The [module](super) describes the division of work.
#[async_trait]
pub trait Connector: Send + Sync + 'static {
    /// Reads a partition.
    type Reader: Reader;

    /// The source's name, such as `kinesis:orders`.
    fn name(&self) -> String;

    /// How long a silent worker keeps its partitions.
    fn lease(&self) -> Duration;

    /// How long a reader that commits nothing trusts its position. If a store fails over while a partition is quiet,
    /// this is how long it can take to notice.
    fn trusts_for(&self) -> Duration {
        Duration::from_secs(5)
    }

    /// The group of leases that its workers share.
    fn group(&self) -> String {
        self.name()
    }

    /// The name under which the store keeps a partition's position.
    fn position_name(&self, partition: &str) -> String {
        format!("{}:{partition}", self.name())
    }

    /// The partition's name in rejects, logs and metrics.
    fn label(&self, partition: &str) -> String {
        self.position_name(partition)
    }

    /// Where to begin partitions without a position, if the source cannot decide that itself. `stored` is the value in
    /// the store, from the first start on. `None` if the source decides.
    fn begin(&self, stored: Option<&str>, now: Timestamp) -> Option<String> {
        let _ = (stored, now);
        None
    }

    /// Whether a position means that its partition is finished and will have no more records.
    fn is_end(&self, position: &str) -> bool {
        let _ = position;
        false
    }

    /// The current partitions.
    ///
    /// # Errors
    /// [`Fault`] when they cannot be listed; the driver asks again.
    async fn partitions(&self) -> Result<Partitions, Fault>;

    /// Starts reading a partition; `None` if nothing is left in it.
    ///
    /// # Errors
    /// [`Fault`], which says what to do about it.
    async fn open(&self, place: Place<'_>) -> Result<Option<Self::Reader>, Fault>;
}

/// How a source is divided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Partitions {
    /// Into these partitions. One worker at a time reads each; workers share them evenly.
    Each(Vec<Partition>),
    /// By the source itself, among all its readers: each worker holds one numbered place.
    Any,
}

/// A partition, such as a shard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partition {
    /// Its name in the source.
    pub name: String,
    /// Predecessors to read to their end first, as far as they still exist.
    pub after: Vec<String>,
}

/// Where reading begins.
#[derive(Clone, Copy, Debug)]
pub struct Place<'p> {
    /// The partition.
    pub partition: &'p str,
    /// After this position; `None` if nothing has been committed.
    pub position: Option<&'p str>,
    /// Where to begin a partition without a position: see [`Connector::begin`].
    pub begin: Option<&'p str>,
}

/// Reads one partition. After a failure it is dropped, and a new one is opened.
#[async_trait]
pub trait Reader: Send + 'static {
    /// A record as the source delivers it.
    type Record: Send + Sync;

    /// Whether a read can be dropped half-way without leaving anything behind. If not, a stop waits for it.
    const IS_READ_DROPPABLE: bool;

    /// The next records, in order. Empty if there are none yet.
    ///
    /// # Errors
    /// [`Fault`], which says what to do about it.
    async fn read(&mut self) -> Result<Polled<Self::Record>, Fault>;

    /// Decodes and validates a record's events into a batch. Anything that is not an order is a reject. An event
    /// without an id is identified by its place, which is the same each time it is read.
    fn decode(&self, shop: &Shop, record: &Self::Record, into: &mut Batch);

    /// The position after records that are about to be committed. `before` is the stored one. `None` if the source has
    /// no positions.
    ///
    /// # Errors
    /// [`Fault`] if the source has to be asked for it and does not answer.
    async fn position(
        &mut self,
        before: Option<&str>,
        records: &[Self::Record],
    ) -> Result<Option<String>, Fault>;

    /// Acknowledges records: their commit, with this position, is durable.
    ///
    /// # Errors
    /// [`Fault`]; the records may then be delivered again.
    async fn acknowledge(
        &mut self,
        position: Option<&str>,
        records: &[Self::Record],
    ) -> Result<(), Fault> {
        let _ = (position, records);
        Ok(())
    }

    /// Periodic work, done first of all and then about three times per lease.
    ///
    /// # Errors
    /// Any [`Failure`]: the reader is opened again.
    async fn look_after(&mut self, commits: &mut Commits) -> Result<(), Failure> {
        let _ = commits;
        Ok(())
    }
}

/// The result of a read.
#[derive(Clone, Debug)]
pub struct Polled<R> {
    /// The records, in order.
    pub records: Vec<R>,
    /// About how many bytes they have, to reserve memory for their orders; 0 if that is unknown.
    pub bytes: usize,
    /// How far behind the partition's end they are.
    pub lag: Lag,
    /// How long to wait before the next read.
    pub pause: Duration,
    /// If nothing can ever follow these records: the position that says so.
    pub end: Option<String>,
    /// The records that the source removed before they were read and that preceded these: text for people, without
    /// data.
    pub lost: Option<String>,
}

/// How far reading is behind the partition's end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Lag {
    /// This many seconds.
    Seconds(f64),
    /// The newest record read entered the source at this time.
    Since(Timestamp),
    /// Unknown.
    Unknown,
}

impl Lag {
    /// In seconds; NaN if unknown.
    pub(super) fn seconds(self, now: Timestamp) -> f64 {
        match self {
            Lag::Seconds(seconds) => seconds,
            Lag::Since(time) => now.millis().saturating_sub(time.millis()).max(0) as f64 / 1_000.0,
            Lag::Unknown => f64::NAN,
        }
    }
}

impl<R> Default for Polled<R> {
    /// Nothing new, at the partition's end.
    fn default() -> Polled<R> {
        Polled {
            records: Vec::new(),
            bytes: 0,
            lag: Lag::Seconds(0.0),
            pause: Duration::ZERO,
            end: None,
            lost: None,
        }
    }
}
