//! What a source has to say of itself.

use std::time::Duration;

use super::{Batch, Commits, Failure, Fault};
use async_trait::async_trait;
use domain::{Shop, Timestamp};

/// A source of orders, as the driver knows it. See the [module](super) for who does what.
#[async_trait]
pub trait Connector: Send + Sync + 'static {
    /// What reads a partition.
    type Reader: Reader;

    /// How the source is called, such as `kinesis:orders`.
    fn name(&self) -> String;

    /// How long a worker that says nothing keeps its partitions.
    fn lease(&self) -> Duration;

    /// The group of leases that its workers share.
    fn group(&self) -> String {
        self.name()
    }

    /// Under which name the store holds where a partition stands.
    fn position_name(&self, partition: &str) -> String {
        format!("{}:{partition}", self.name())
    }

    /// What a partition is called in rejects, logs and metrics.
    fn label(&self, partition: &str) -> String {
        self.position_name(partition)
    }

    /// Where partitions without a position are begun, if the source has to be told: `stored` is what
    /// stands in the store, from the first start on. `None` when the source itself knows.
    fn begin(&self, stored: Option<&str>, now: Timestamp) -> Option<String> {
        let _ = (stored, now);
        None
    }

    /// Whether a position says that its partition is read to its end, and nothing comes any more.
    fn is_end(&self, position: &str) -> bool {
        let _ = position;
        false
    }

    /// The partitions that there are now.
    ///
    /// # Errors
    /// [`Fault`] when they cannot be told; it is asked again.
    async fn partitions(&self) -> Result<Partitions, Fault>;

    /// Begins to read a partition; `None` when there is nothing left in it.
    ///
    /// # Errors
    /// [`Fault`], which says what to do about it.
    async fn open(&self, place: Place<'_>) -> Result<Option<Self::Reader>, Fault>;
}

/// How a source is divided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Partitions {
    /// Into these, each read by one worker at a time; workers share them evenly.
    Each(Vec<Partition>),
    /// Among whoever reads, by the source itself: each worker holds one place, with a number.
    Any,
}

/// A partition, such as a shard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partition {
    /// Its name in the source.
    pub name: String,
    /// Those that have to be read to their end before it, as far as they are still there.
    pub after: Vec<String>,
}

/// Where reading begins.
#[derive(Clone, Copy, Debug)]
pub struct Place<'p> {
    /// The partition.
    pub partition: &'p str,
    /// Behind this position; `None` when nothing was committed yet.
    pub position: Option<&'p str>,
    /// Where a partition without a position is begun: see [`Connector::begin`].
    pub begin: Option<&'p str>,
}

/// What reads one partition. It is dropped after a failure and opened anew.
#[async_trait]
pub trait Reader: Send + 'static {
    /// A record as the source hands it out.
    type Record: Send + Sync;

    /// Whether a read that is given up half-way leaves nothing behind. If not, a stop waits for it.
    const IS_READ_DROPPABLE: bool;

    /// The next records, in their order. An empty answer is none yet.
    ///
    /// # Errors
    /// [`Fault`], which says what to do about it.
    async fn read(&mut self) -> Result<Polled<Self::Record>, Fault>;

    /// Decodes and checks a record's events into a batch. What is no order is a reject; an event
    /// without an id is known by where it stands, which is the same however often it is read.
    fn decode(&self, shop: &Shop, record: &Self::Record, into: &mut Batch);

    /// The position behind records that are about to be committed, `before` being the one that is
    /// stored. `None` where the source keeps none.
    ///
    /// # Errors
    /// [`Fault`] when it has to be asked for and is not told.
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

    /// What is to be done now and then, about three times in the time of a lease, and first of all.
    ///
    /// # Errors
    /// Any [`Failure`]: reading begins anew.
    async fn look_after(&mut self, commits: &mut Commits) -> Result<(), Failure> {
        let _ = commits;
        Ok(())
    }
}

/// What a read brought.
#[derive(Clone, Debug)]
pub struct Polled<R> {
    /// The records, in their order.
    pub records: Vec<R>,
    /// How far behind the partition's end they are.
    pub lag: Lag,
    /// How long to wait before the next read.
    pub pause: Duration,
    /// Nothing will ever come behind these records: the position that says so.
    pub end: Option<String>,
    /// What was removed from the source before it was read, and stood before these records: for
    /// people, without the data.
    pub lost: Option<String>,
}

/// How far behind its end a partition is read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Lag {
    /// By so much.
    Seconds(f64),
    /// What came last was put into the source then.
    Since(Timestamp),
    /// Nobody knows.
    Unknown,
}

impl Lag {
    /// In seconds; not a number where nobody knows.
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
            lag: Lag::Seconds(0.0),
            pause: Duration::ZERO,
            end: None,
            lost: None,
        }
    }
}
