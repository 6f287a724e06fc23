//! The durable queue behind the intake buffer: a separate folder with a fjall database.
//!
//! | keyspace | key | value |
//! |---|---|---|
//! | `meta` | `format`, `id` | the number of the format; 16 hexadecimal digits unique to this queue |
//! | `meta` | `next/<shop>` | 8 bytes, little-endian: the number of the line's next record |
//! | `records` | length of the shop's name, the name, number (big-endian) | number of orders (4 bytes) and time of arrival in milliseconds (8 bytes), little-endian; the record |
//!
//! After a failed write or sync, the queue accepts nothing more until the process restarts, because the content of the
//! disk is then uncertain. Everything acknowledged before is there, and can still be read.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use domain::{ShopId, Timestamp};
use fjall::{Database, Keyspace, KeyspaceCreateOptions, PersistMode, Slice};
use ports::{ErrorKind, Held, NewRecord, QueuedRecord, RecordQueue, StoreError};

use crate::disk::{corrupt, read_error};
use crate::lock::FolderLock;
use crate::poison::Poison;
use crate::{unfinished, whole};

/// The number of the on-disk format.
const FORMAT: u8 = 1;
/// Records are written once and read once, so a small cache suffices, in bytes.
const CACHE_BYTES: u64 = 1024 * 1024;
/// The size of the library's journal, which also holds drained records until it is rewritten, in bytes.
const JOURNAL_BYTES: u64 = 64 * 1024 * 1024;
/// The bytes for the number of orders and the time before each record.
const HEAD: usize = 12;
/// Removals per batch.
const REMOVE_BATCH: usize = 10_000;

/// A durable queue in a folder of this machine.
#[derive(Clone)]
pub struct DiskQueue(Arc<Inner>);

struct Inner {
    id: String,
    database: Database,
    meta: Keyspace,
    records: Keyspace,
    /// By shop, the number of the next record. Held during a write, so that the numbers on disk never have a gap that
    /// is filled later.
    next: Mutex<HashMap<String, u64>>,
    poison: Poison,
    _lock: FolderLock,
}

impl DiskQueue {
    /// Opens the queue in a folder, or creates one.
    ///
    /// # Errors
    /// If another process has it open (naming the process), if it has another format, or if it cannot be read.
    pub fn open(folder: impl AsRef<Path>) -> Result<DiskQueue, StoreError> {
        let folder = folder.as_ref();
        let lock = FolderLock::acquire(folder, "queue")?;
        let failed = |error: fjall::Error| {
            let message = format!("cannot open the queue in {}", folder.display());
            StoreError::new(ErrorKind::Corrupt, message).because(error)
        };
        let data = folder.join("data");
        unfinished::clear(&data).map_err(|error| failed(error.into()))?;
        whole::check(&data)?;
        let open = || {
            let database = Database::builder(&data)
                .cache_size(CACHE_BYTES)
                .max_journaling_size(JOURNAL_BYTES)
                .manual_journal_persist(true)
                .open()?;
            let manual = || KeyspaceCreateOptions::default().manual_journal_persist(true);
            let meta = database.keyspace("meta", manual)?;
            let records = database.keyspace("records", manual)?;
            Ok((database, meta, records))
        };
        let (database, meta, records) = open().map_err(failed)?;
        let id = identify(&database, &meta, folder)?;
        Ok(DiskQueue(Arc::new(Inner {
            id,
            next: Mutex::new(next_numbers(&meta)?),
            database,
            meta,
            records,
            poison: Poison::of("queue"),
            _lock: lock,
        })))
    }

    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Inner) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let inner = Arc::clone(&self.0);
        let done = tokio::task::spawn_blocking(move || work(&inner)).await;
        done.map_err(|error| self.0.poison.poison(&error))?
    }
}

/// The queue's identity; a new queue gets one.
fn identify(database: &Database, meta: &Keyspace, folder: &Path) -> Result<String, StoreError> {
    let failed = |error| read_error("the queue's format", error);
    match meta.get("format").map_err(failed)? {
        None => {
            let id = format!("{:016x}", ports::chance());
            let mut batch = database.batch();
            batch.insert(meta, "id", id.as_bytes());
            batch.insert(meta, "format", [FORMAT]);
            let written = batch.durability(Some(PersistMode::SyncAll)).commit();
            written.map_err(failed)?;
            Ok(id)
        }
        Some(format) if *format == [FORMAT] => {
            let id = meta.get("id").map_err(failed)?;
            let id = id.and_then(|id| String::from_utf8(id.to_vec()).ok());
            id.ok_or_else(|| corrupt("the identity of the queue"))
        }
        Some(format) => {
            let stored = format.first().copied().unwrap_or_default();
            let message = format!(
                "the queue in {} has format {stored}; this version reads format {FORMAT}: use the version that wrote \
                 it, or a later one",
                folder.display()
            );
            Err(StoreError::new(ErrorKind::Format, message))
        }
    }
}

fn next_numbers(meta: &Keyspace) -> Result<HashMap<String, u64>, StoreError> {
    let mut next = HashMap::new();
    for entry in meta.prefix("next/") {
        let entry = entry.into_inner();
        let (key, value) = entry.map_err(|error| read_error("the queue's numbers", error))?;
        let shop = std::str::from_utf8(&key[b"next/".len()..]).ok();
        let number = <[u8; 8]>::try_from(&*value).ok();
        let (shop, number) = shop
            .zip(number)
            .ok_or_else(|| corrupt("a number of the queue"))?;
        next.insert(shop.to_owned(), u64::from_le_bytes(number));
    }
    Ok(next)
}

impl Inner {
    fn append(&self, shop: &str, records: &[NewRecord]) -> Result<(), StoreError> {
        let mut next = self.poison.lock(&self.next)?;
        let mut number = next.get(shop).copied().unwrap_or(1);
        let mut batch = self.database.batch();
        for record in records {
            let mut value = Vec::with_capacity(HEAD + record.bytes.len());
            value.extend_from_slice(&record.orders.to_le_bytes());
            value.extend_from_slice(&record.received_at.millis().to_le_bytes());
            value.extend_from_slice(&record.bytes);
            batch.insert(&self.records, record_key(shop, number), value);
            number += 1;
        }
        batch.insert(&self.meta, format!("next/{shop}"), number.to_le_bytes());
        let written = batch.durability(Some(PersistMode::SyncData)).commit();
        written.map_err(|error| self.poison.poison(&error))?;
        next.insert(shop.to_owned(), number);
        Ok(())
    }

    fn held(&self) -> Result<Vec<(String, Held)>, StoreError> {
        let mut shops: Vec<(String, Held)> = Vec::new();
        for entry in self.records.iter() {
            let entry = entry.into_inner();
            let (key, value) = entry.map_err(|error| read_error("the queue", error))?;
            let (shop, number) = split_key(&key)?;
            let record = record_of(number, &value)?.record;
            if shops.last().is_none_or(|(last, _)| last != shop) {
                shops.push((shop.to_owned(), Held::default()));
            }
            if let Some((_, held)) = shops.last_mut() {
                held.add(&record);
            }
        }
        Ok(shops)
    }

    fn read(
        &self,
        shop: &str,
        after: u64,
        max_bytes: usize,
    ) -> Result<Vec<QueuedRecord>, StoreError> {
        let (mut records, mut bytes) = (Vec::new(), 0);
        let range = record_key(shop, after.saturating_add(1))..=record_key(shop, u64::MAX);
        for entry in self.records.range(range) {
            let entry = entry.into_inner();
            let (key, value) = entry.map_err(|error| read_error("the queue", error))?;
            bytes += value.len();
            if bytes > max_bytes && !records.is_empty() {
                break;
            }
            records.push(record_of(split_key(&key)?.1, &value)?);
        }
        Ok(records)
    }

    fn remove(&self, shop: &str, through: u64) -> Result<Held, StoreError> {
        self.poison.check()?;
        let failed = |error| self.poison.poison(&error);
        let mut removed = Held::default();
        let mut batch = self.database.batch();
        for entry in self
            .records
            .range(record_key(shop, 0)..=record_key(shop, through))
        {
            let entry = entry.into_inner();
            let (key, value) = entry.map_err(|error| read_error("the queue", error))?;
            removed.add(&record_of(through, &value)?.record);
            batch.remove(&self.records, key);
            if batch.len() >= REMOVE_BATCH {
                std::mem::replace(&mut batch, self.database.batch())
                    .commit()
                    .map_err(failed)?;
            }
        }
        // Not synced: records that reappear after a crash are before the store's position, and are removed again
        // without being counted.
        batch.commit().map_err(failed)?;
        Ok(removed)
    }
}

#[async_trait]
impl RecordQueue for DiskQueue {
    fn id(&self) -> &str {
        &self.0.id
    }

    async fn held(&self) -> Result<Vec<(String, Held)>, StoreError> {
        self.blocking(Inner::held).await
    }

    async fn append(&self, shop: &ShopId, records: Vec<NewRecord>) -> Result<(), StoreError> {
        let shop = shop.clone();
        self.blocking(move |inner| inner.append(shop.as_str(), &records))
            .await
    }

    async fn read(
        &self,
        shop: &ShopId,
        after: u64,
        max_bytes: usize,
    ) -> Result<Vec<QueuedRecord>, StoreError> {
        let shop = shop.clone();
        self.blocking(move |inner| inner.read(shop.as_str(), after, max_bytes))
            .await
    }

    async fn remove(&self, shop: &ShopId, through: u64) -> Result<Held, StoreError> {
        let shop = shop.clone();
        self.blocking(move |inner| inner.remove(shop.as_str(), through))
            .await
    }
}

/// The length comes first, so that no shop's keys are between those of another.
fn record_key(shop: &str, number: u64) -> Vec<u8> {
    let length = shop.len() as u16;
    [
        &length.to_be_bytes(),
        shop.as_bytes(),
        &number.to_be_bytes(),
    ]
    .concat()
}

fn split_key(key: &Slice) -> Result<(&str, u64), StoreError> {
    let shop = |key: &[u8]| -> Option<(usize, u64)> {
        let (front, number) = key.split_last_chunk::<8>()?;
        Some((front.len(), u64::from_be_bytes(*number)))
    };
    let (end, number) = shop(key).ok_or_else(|| corrupt("a key of the queue"))?;
    let name = key
        .get(2..end)
        .and_then(|name| std::str::from_utf8(name).ok());
    let name = name.ok_or_else(|| corrupt("a key of the queue"))?;
    Ok((name, number))
}

fn record_of(number: u64, value: &[u8]) -> Result<QueuedRecord, StoreError> {
    let head = |value: &[u8]| -> Option<(u32, i64, Vec<u8>)> {
        let (orders, rest) = value.split_first_chunk::<4>()?;
        let (millis, bytes) = rest.split_first_chunk::<8>()?;
        let millis = i64::from_le_bytes(*millis);
        Some((u32::from_le_bytes(*orders), millis, bytes.to_vec()))
    };
    let (orders, millis, bytes) =
        head(value).ok_or_else(|| corrupt(&format!("record {number} of the queue")))?;
    let record = NewRecord {
        orders,
        received_at: Timestamp::from_millis(millis),
        bytes,
    };
    Ok(QueuedRecord { number, record })
}
