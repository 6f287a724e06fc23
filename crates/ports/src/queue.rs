//! A durable queue on this machine, for orders that the store cannot take now.

use async_trait::async_trait;
use domain::{ShopId, Timestamp};

use crate::StoreError;

/// Records in order of arrival, with a separate line for each shop.
///
/// Records of a line are numbered consecutively from 1, and no number is ever used twice, not even after the line was
/// empty or the process was killed: a number is a position.
#[async_trait]
pub trait RecordQueue: Send + Sync + 'static {
    /// Distinguishes this queue from every other one, including a later one in the same place.
    fn id(&self) -> &str;

    /// What is held, by the name of the shop.
    ///
    /// # Errors
    /// Any kind.
    async fn held(&self) -> Result<Vec<(String, Held)>, StoreError>;

    /// Appends all of the records to the line or none; they are durable when this returns.
    ///
    /// # Errors
    /// Any kind. After an error some or all of them may still be there after a restart. The queue may then have a
    /// [failure](RecordQueue::failure).
    async fn append(&self, shop: &ShopId, records: Vec<NewRecord>) -> Result<(), StoreError>;

    /// The records after a number, oldest first: as many as fit into so many bytes, but at least one if there is one.
    ///
    /// # Errors
    /// Any kind.
    async fn read(
        &self,
        shop: &ShopId,
        after: u64,
        max_bytes: usize,
    ) -> Result<Vec<QueuedRecord>, StoreError>;

    /// Removes the records up to and including a number, and returns how much that was.
    ///
    /// # Errors
    /// Any kind.
    async fn remove(&self, shop: &ShopId, through: u64) -> Result<Held, StoreError>;

    /// Why nothing is accepted now, for people. This passes by itself once the cause is gone; what was accepted before
    /// can be read meanwhile.
    fn failure(&self) -> Option<String>;
}

/// A record to be queued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRecord {
    /// How many orders it contains, for the count of waiting orders.
    pub orders: u32,
    /// When they arrived.
    pub received_at: Timestamp,
    /// The content, which the queue does not interpret.
    pub bytes: Vec<u8>,
}

/// A record in the queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueuedRecord {
    /// Its number in the line.
    pub number: u64,
    /// The queued record.
    pub record: NewRecord,
    /// The records just before it that were accepted and cannot be read any more: text for people.
    pub lost: Option<String>,
}

/// How much a line holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// Records.
    pub records: u64,
    /// Orders in the records.
    pub orders: u64,
    /// Bytes of the records.
    pub bytes: u64,
    /// When the oldest arrived.
    pub oldest: Option<Timestamp>,
}

impl Held {
    /// Adds a record to the sums.
    pub fn add(&mut self, record: &NewRecord) {
        self.records += 1;
        self.orders += u64::from(record.orders);
        self.bytes += record.bytes.len() as u64;
        self.oldest = self.oldest.or(Some(record.received_at));
    }
}
