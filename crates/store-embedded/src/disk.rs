//! What is where in fjall.
//!
//! | keyspace | key | value |
//! |---|---|---|
//! | `meta` | `format` | the format's number, one byte |
//! | `meta` | `seed` | 8 bytes, little-endian: seed of the ledger's hashes |
//! | `meta` | `shop/<id>` | the shop's number, time zone and currency |
//! | `meta` | `note/<name>` | a note that servers share |
//! | `meta` | `next-reject`, shop number (big-endian) | 8 bytes, little-endian: no reject has this number yet |
//! | `log` | shop number, sequence (big-endian) | the record of a commit |
//! | `pages` | shop number, kind, index (big-endian) | sequence (8 bytes), the page |
//! | `rejects` | shop number, reject number (big-endian) | the reject |

use std::path::Path;

use domain::BusinessDay;
use fjall::{
    Database, Keyspace, KeyspaceCreateOptions, KvSeparationOptions, OwnedWriteBatch, PersistMode,
    Slice, Snapshot,
};
use ports::{ErrorKind, StoreError};

use crate::codec::{Reader, Write};
use crate::state::{Page, Sequence};
use crate::{unfinished, whole};

/// The number of the on-disk format.
pub(crate) const FORMAT: u8 = 1;
/// In front of a note's name.
const NOTE: &str = "note/";
/// Nothing is read at random after the start, so a small cache does.
const CACHE_BYTES: u64 = 4 * 1024 * 1024;

pub(crate) struct Disk {
    database: Database,
    meta: Keyspace,
    pub(crate) log: Keyspace,
    pub(crate) pages: Keyspace,
    pub(crate) rejects: Keyspace,
    seed: u64,
}

/// A shop's number: the front of its keys.
pub(crate) type ShopNumber = u32;

impl Disk {
    pub(crate) fn open(folder: &Path) -> Result<Disk, StoreError> {
        let failed = |error: fjall::Error| {
            let message = format!("cannot open the store in {}", folder.display());
            StoreError::new(ErrorKind::Corrupt, message).because(error)
        };
        let data = folder.join("data");
        unfinished::clear(&data).map_err(|error| failed(error.into()))?;
        whole::check(&data)?;
        let open = || {
            let database = Database::builder(&data)
                .cache_size(CACHE_BYTES)
                .manual_journal_persist(true)
                .open()?;
            let manual = || KeyspaceCreateOptions::default().manual_journal_persist(true);
            let large = || manual().with_kv_separation(Some(KvSeparationOptions::default()));
            Ok(Disk {
                meta: database.keyspace("meta", manual)?,
                log: database.keyspace("log", manual)?,
                pages: database.keyspace("pages", large)?,
                rejects: database.keyspace("rejects", manual)?,
                database,
                seed: 0,
            })
        };
        let mut disk: Disk = open().map_err(failed)?;
        disk.check_format(folder)?;
        Ok(disk)
    }

    fn check_format(&mut self, folder: &Path) -> Result<(), StoreError> {
        let failed = |error| read_error("the store's format", error);
        match self.meta.get("format").map_err(failed)? {
            None => {
                // Distinct per store, so that nobody can prepare ids that all fall into one shard.
                let seed = std::hash::BuildHasher::hash_one(
                    &foldhash::fast::RandomState::default(),
                    FORMAT,
                );
                let mut batch = self.batch();
                batch.insert(&self.meta, "seed", seed.to_le_bytes());
                batch.insert(&self.meta, "format", [FORMAT]);
                let written = batch.durability(Some(PersistMode::SyncAll)).commit();
                written.map_err(|error| read_error("the store's format", error))?;
                self.seed = seed;
                Ok(())
            }
            Some(format) if *format == [FORMAT] => {
                let seed = self.meta.get("seed").map_err(failed)?;
                let seed = seed.and_then(|seed| <[u8; 8]>::try_from(&*seed).ok());
                let seed = seed.ok_or_else(|| corrupt("the seed of the ledger"))?;
                self.seed = u64::from_le_bytes(seed);
                Ok(())
            }
            Some(format) => {
                let stored = format.first().copied().unwrap_or_default();
                let message = format!(
                    "the store in {} has format {stored}; this version reads format {FORMAT}: use \
                     the version that wrote it, or a newer one",
                    folder.display()
                );
                Err(StoreError::new(ErrorKind::Format, message))
            }
        }
    }

    pub(crate) fn seed(&self) -> u64 {
        self.seed
    }

    pub(crate) fn batch(&self) -> OwnedWriteBatch {
        self.database.batch()
    }

    /// Everything as it is at this moment.
    pub(crate) fn snapshot(&self) -> Snapshot {
        self.database.snapshot()
    }

    /// Makes everything written so far durable.
    pub(crate) fn sync(&self) -> Result<(), fjall::Error> {
        self.database.persist(PersistMode::SyncData)
    }

    /// What is stored of a shop's settings: number, time zone, currency.
    pub(crate) fn shop(&self, id: &str) -> Result<Option<StoredShop>, StoreError> {
        let stored = self
            .meta
            .get(shop_key(id))
            .map_err(|error| read_error("a shop", error))?;
        let Some(stored) = stored else {
            return Ok(None);
        };
        let mut reader = Reader::new(&stored);
        let mut read = || {
            let number = reader.u32()?;
            Ok(StoredShop {
                number,
                timezone: reader.str()?.to_owned(),
                currency: reader.str()?.to_owned(),
            })
        };
        read()
            .map(Some)
            .map_err(|error: crate::codec::Malformed| corrupt("a shop").because(error))
    }

    /// Gives a shop a number and writes its settings.
    pub(crate) fn add_shop(
        &self,
        id: &str,
        timezone: &str,
        currency: &str,
    ) -> Result<StoredShop, StoreError> {
        let number = self.meta.prefix("shop/").count() as ShopNumber;
        let mut value = Vec::new();
        value.put_u64(u64::from(number));
        value.put_bytes(timezone.as_bytes());
        value.put_bytes(currency.as_bytes());
        let mut batch = self.batch();
        batch.insert(&self.meta, shop_key(id), value);
        let written = batch.durability(Some(PersistMode::SyncAll)).commit();
        written.map_err(|error| write_error("a shop", error))?;
        Ok(StoredShop {
            number,
            timezone: timezone.to_owned(),
            currency: currency.to_owned(),
        })
    }

    /// The number of the shop's next reject, as far as dropped ones tell.
    pub(crate) fn next_reject(&self, shop: ShopNumber) -> Result<u64, StoreError> {
        let stored = self.meta.get(next_reject_key(shop));
        let Some(stored) = stored.map_err(|error| read_error("the rejects", error))? else {
            return Ok(0);
        };
        let bytes = <[u8; 8]>::try_from(&*stored);
        bytes
            .map(u64::from_le_bytes)
            .map_err(|error| corrupt("the number of rejects").because(error))
    }

    /// Bytes that everything takes on disk.
    pub(crate) fn space(&self) -> Result<u64, StoreError> {
        let space = self.database.disk_space();
        space.map_err(|error| read_error("the size of the store", error))
    }

    /// Every note, by name.
    pub(crate) fn notes(&self) -> Result<Vec<(String, String)>, StoreError> {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let notes = self.meta.prefix(NOTE).map(|entry| {
            let (key, value) = entry
                .into_inner()
                .map_err(|error| read_error("a note", error))?;
            Ok((text(&key[NOTE.len()..]), text(&value)))
        });
        notes.collect()
    }

    /// Writes a note, or takes it away, durably.
    pub(crate) fn set_note(&self, name: &str, note: Option<&str>) -> Result<(), StoreError> {
        let key = format!("{NOTE}{name}");
        let mut batch = self.batch();
        match note {
            Some(text) => batch.insert(&self.meta, key, text),
            None => batch.remove(&self.meta, key),
        }
        let written = batch.durability(Some(PersistMode::SyncAll)).commit();
        written.map_err(|error| write_error("a note", error))
    }

    pub(crate) fn keep_next_reject(
        &self,
        shop: ShopNumber,
        next: u64,
        batch: &mut OwnedWriteBatch,
    ) {
        batch.insert(&self.meta, next_reject_key(shop), next.to_le_bytes());
    }
}

pub(crate) struct StoredShop {
    pub number: ShopNumber,
    pub timezone: String,
    pub currency: String,
}

fn next_reject_key(shop: ShopNumber) -> Vec<u8> {
    [&b"next-reject"[..], &shop.to_be_bytes()].concat()
}

fn shop_key(id: &str) -> String {
    format!("shop/{id}")
}

/// The key of something that a shop numbers: a commit, a reject.
pub(crate) fn numbered_key(shop: ShopNumber, number: u64) -> [u8; 12] {
    let mut key = [0; 12];
    key[..4].copy_from_slice(&shop.to_be_bytes());
    key[4..].copy_from_slice(&number.to_be_bytes());
    key
}

/// The number in such a key.
pub(crate) fn number_of(key: &Slice) -> Option<Sequence> {
    Some(u64::from_be_bytes(key.get(4..12)?.try_into().ok()?))
}

/// Pages sort in the order in which they have to be loaded.
pub(crate) fn page_key(shop: ShopNumber, page: Page) -> [u8; 9] {
    let (kind, index) = match page {
        Page::Misc => (0, 0),
        Page::Items(page) => (1, page),
        // Shifted, so that days before 1970 sort first.
        Page::Day(day) => (2, (day.epoch_days() as u32) ^ (1 << 31)),
        Page::Ledger(shard) => (3, shard),
    };
    let mut key = [0; 9];
    key[..4].copy_from_slice(&shop.to_be_bytes());
    key[4] = kind;
    key[5..].copy_from_slice(&index.to_be_bytes());
    key
}

/// The page of such a key.
pub(crate) fn page_of(key: &Slice) -> Option<Page> {
    let index = u32::from_be_bytes(key.get(5..9)?.try_into().ok()?);
    match key.get(4)? {
        0 => Some(Page::Misc),
        1 => Some(Page::Items(index)),
        2 => Some(Page::Day(BusinessDay::from_epoch_days(
            (index ^ (1 << 31)) as i32,
        ))),
        3 => Some(Page::Ledger(index)),
        _ => None,
    }
}

pub(crate) fn read_error(what: &str, error: fjall::Error) -> StoreError {
    StoreError::new(ErrorKind::Corrupt, format!("cannot read {what} from disk")).because(error)
}

pub(crate) fn write_error(what: &str, error: fjall::Error) -> StoreError {
    StoreError::new(
        ErrorKind::Unavailable,
        format!("cannot write {what} to disk"),
    )
    .because(error)
}

pub(crate) fn corrupt(what: &str) -> StoreError {
    StoreError::new(
        ErrorKind::Corrupt,
        format!("{what} on disk cannot be understood"),
    )
}
