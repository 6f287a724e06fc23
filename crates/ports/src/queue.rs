//! A durable queue on this machine, for orders that the store cannot take now.

use async_trait::async_trait;
use domain::{ShopId, Timestamp};

use crate::StoreError;

/// Records in the sequence in which they came, with a line of them for each shop.
///
/// Records of a line are numbered from 1, one by one, and no number is ever given twice, not even
/// after the line was empty or the process was killed: a number is a position.
#[async_trait]
pub trait RecordQueue: Send + Sync + 'static {
    /// Distinguishes this queue from every other one, including a later one in the same place.
    fn id(&self) -> &str;

    /// What is held, by the shop's name.
    ///
    /// # Errors
    /// Any kind.
    async fn held(&self) -> Result<Vec<(String, Held)>, StoreError>;

    /// Puts records behind the line, all of them or none; they are durable when this returns.
    ///
    /// # Errors
    /// Any kind. After an error some or all of them may be there even so, and the queue may take
    /// nothing more until the process is started again.
    async fn append(&self, shop: &ShopId, records: Vec<NewRecord>) -> Result<(), StoreError>;

    /// The records behind a number, oldest first: as many as have so many bytes, but at least one if
    /// there is one.
    ///
    /// # Errors
    /// Any kind.
    async fn read(
        &self,
        shop: &ShopId,
        after: u64,
        max_bytes: usize,
    ) -> Result<Vec<QueuedRecord>, StoreError>;

    /// Forgets the records up to and with a number, and says how much that was.
    ///
    /// # Errors
    /// Any kind.
    async fn remove(&self, shop: &ShopId, through: u64) -> Result<Held, StoreError>;
}

/// A record to be queued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRecord {
    /// How many orders are in it, for the count of what waits.
    pub orders: u32,
    /// When they came.
    pub received_at: Timestamp,
    /// What the queue does not look into.
    pub bytes: Vec<u8>,
}

/// A record in the queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueuedRecord {
    /// Its number in the line.
    pub number: u64,
    /// As it was put in.
    pub record: NewRecord,
}

/// How much a line holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// Records.
    pub records: u64,
    /// Orders in them.
    pub orders: u64,
    /// Bytes of them.
    pub bytes: u64,
    /// When the oldest came.
    pub oldest: Option<Timestamp>,
}

impl Held {
    /// Adds a record behind these.
    pub fn add(&mut self, record: &NewRecord) {
        self.records += 1;
        self.orders += u64::from(record.orders);
        self.bytes += record.bytes.len() as u64;
        self.oldest = self.oldest.or(Some(record.received_at));
    }
}
