//! The layout of the database (fjall).
//!
//! | keyspace | key | value |
//! |---|---|---|
//! | `meta` | `format` | the number of the format, one byte |
//! | `meta` | `seed` | 8 bytes, little-endian: the seed of the ledger's hashes |
//! | `meta` | `measures` | the number of measures that sums may have, one byte; 4 if missing |
//! | `meta` | `shop/<id>` | the shop's number, time zone, currency, and the first complete days of measures |
//! | `meta` | `note/<name>` | a note that servers share |
//! | `meta` | `listed/<name>` | a shop that was added while a server ran |
//! | `meta` | `shop/` and a space, shop number | a removed shop; one byte while it still has records |
//! | `meta` | `next-reject`, shop number (big-endian) | 8 bytes, little-endian: the number of the next reject |
//! | `meta` | `document/<name>` | a document that shops share, such as the table of rates |
//! | `log` | shop number, sequence (big-endian) | the record of a commit |
//! | `pages` | shop number, kind, index (big-endian) | 8 bytes, little-endian, with the version in the highest byte and the sequence below; the page |
//! | `items` | shop number, day (big-endian) | the items of a dropped day |
//! | `rejects` | shop number, reject number (big-endian) | the reject |
//! | `memos` | shop number, 0, key | 4 bytes, little-endian: the day with which the memo is dropped; its text |
//! | `memos` | shop number, 1, that day (big-endian), FF, sequence of a commit, place (big-endian) | the keys of memos; up to format 6 with a single key in place of FF and what follows, and no value |

mod format;
mod keys;
mod removed;
mod roster;
mod shops;

use std::error::Error;
use std::io;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use domain::BusinessDay;
use fjall::{
    Database, Keyspace, KeyspaceCreateOptions, KvSeparationOptions, LsmError, OwnedWriteBatch,
    PersistMode, Snapshot,
};
use ports::{ErrorKind, StoreError};

use crate::codec::Reader;
use crate::state::LeftItems;
use crate::{EmbeddedStore, unfinished, whole};

pub(crate) use format::FORMAT;
pub(crate) use keys::{day_key, number_of, numbered_key, page_key, page_of};
pub(crate) use shops::StoredShop;

/// The prefix of a note's key.
const NOTE: &str = "note/";
/// The prefix of a document's key.
const DOCUMENT: &str = "document/";
/// Nothing is read at random after the start, so a small cache suffices.
const CACHE_BYTES: u64 = 4 * 1024 * 1024;

pub(crate) struct Disk {
    database: Database,
    meta: Keyspace,
    pub(crate) log: Keyspace,
    pub(crate) pages: Keyspace,
    pub(crate) items: Keyspace,
    pub(crate) rejects: Keyspace,
    pub(crate) memos: Keyspace,
    seed: u64,
    /// Held while a document is replaced.
    documents: Mutex<()>,
    /// How many shops were ever numbered; `None` = not counted yet.
    numbered: Mutex<Option<ShopNumber>>,
}

/// The part of the store's folder that holds its data.
const DATA: &str = "data";

/// A shop's number: the prefix of its keys.
pub(crate) type ShopNumber = u32;

impl EmbeddedStore {
    /// Whether there is a store in a folder; opening it would create one. If that cannot be known, opening says why.
    pub fn is_in(folder: &Path) -> bool {
        folder.join(DATA).try_exists().unwrap_or(true)
    }
}

impl Disk {
    pub(crate) fn open(folder: &Path) -> Result<Disk, StoreError> {
        let failed = |error: fjall::Error| unopened(folder, error);
        let data = folder.join(DATA);
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
                items: database.keyspace("items", manual)?,
                rejects: database.keyspace("rejects", manual)?,
                memos: database.keyspace("memos", manual)?,
                database,
                seed: 0,
                documents: Mutex::new(()),
                numbered: Mutex::default(),
            })
        };
        let mut disk: Disk = open().map_err(failed)?;
        disk.check_format(folder)?;
        disk.finish_removals()?;
        Ok(disk)
    }

    pub(crate) fn seed(&self) -> u64 {
        self.seed
    }

    pub(crate) fn batch(&self) -> OwnedWriteBatch {
        self.database.batch()
    }

    /// A snapshot of the current content.
    pub(crate) fn snapshot(&self) -> Snapshot {
        self.database.snapshot()
    }

    /// Makes everything written so far durable.
    pub(crate) fn sync(&self) -> Result<(), fjall::Error> {
        self.database.persist(PersistMode::SyncData)
    }

    /// The highest number that a reject of the shop had, as far as known from dropped ones; 0 = none.
    pub(crate) fn last_reject(&self, shop: ShopNumber) -> Result<u64, StoreError> {
        let stored = self.meta.get(next_reject_key(shop));
        let Some(stored) = stored.map_err(|error| read_error("the rejects", error))? else {
            return Ok(0);
        };
        let bytes = <[u8; 8]>::try_from(&*stored);
        bytes
            .map(|next| u64::from_le_bytes(next).saturating_sub(1))
            .map_err(|error| corrupt("the number of rejects").because(error))
    }

    /// The items of a dropped day, if they are here.
    pub(crate) fn items_of(
        &self,
        shop: ShopNumber,
        day: BusinessDay,
    ) -> Result<Option<LeftItems>, StoreError> {
        let stored = self.items.get(day_key(shop, day));
        let Some(stored) = stored.map_err(|error| read_error("a day's items", error))? else {
            return Ok(None);
        };
        let items = LeftItems::read(&mut Reader::new(&stored));
        let items = items.map_err(|error| corrupt("a day's items").because(error))?;
        Ok(Some(items))
    }

    /// The bytes on disk.
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

    /// Writes or removes a note durably.
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

    /// A document that shops share; empty if never written.
    pub(crate) fn document(&self, name: &str) -> Result<Vec<u8>, StoreError> {
        let stored = self.meta.get(format!("{DOCUMENT}{name}"));
        let stored = stored.map_err(|error| read_error("a document", error))?;
        Ok(stored.map(|bytes| bytes.to_vec()).unwrap_or_default())
    }

    /// Replaces a document durably, if it is still the `known` one.
    pub(crate) fn replace_document(
        &self,
        name: &str,
        known: &[u8],
        new: &[u8],
    ) -> Result<bool, StoreError> {
        let _one_at_a_time = self
            .documents
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if self.document(name)? != known {
            return Ok(false);
        }
        let mut batch = self.batch();
        batch.insert(&self.meta, format!("{DOCUMENT}{name}"), new);
        let written = batch.durability(Some(PersistMode::SyncAll)).commit();
        written.map_err(|error| write_error("a document", error))?;
        Ok(true)
    }

    pub(crate) fn keep_last_reject(
        &self,
        shop: ShopNumber,
        last: u64,
        batch: &mut OwnedWriteBatch,
    ) {
        let next = (last + 1).to_le_bytes();
        batch.insert(&self.meta, next_reject_key(shop), next);
    }
}

fn next_reject_key(shop: ShopNumber) -> Vec<u8> {
    [&b"next-reject"[..], &shop.to_be_bytes()].concat()
}

/// Files of another user are no damage: a backup would not help.
fn unopened(folder: &Path, error: fjall::Error) -> StoreError {
    let folder = folder.display();
    let (kind, message) = match system_error(&error).map(io::Error::kind) {
        Some(io::ErrorKind::PermissionDenied) => (
            ErrorKind::Settings,
            format!(
                "cannot open the store in {folder}, all of whose files must belong to the user that runs livetill \
                 (chown -R)"
            ),
        ),
        Some(io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::StorageFull) => (
            ErrorKind::Settings,
            format!("cannot open the store in {folder}"),
        ),
        _ => (
            ErrorKind::Corrupt,
            format!("cannot open the store in {folder}"),
        ),
    };
    because(StoreError::new(kind, message), error)
}

/// The error of the system that an error of the engine, or one made from it, goes back to.
pub(crate) fn system_error<'e>(error: &'e (dyn Error + 'static)) -> Option<&'e io::Error> {
    let of_this = error.downcast_ref();
    error.source().and_then(system_error).or(of_this)
}

/// The engine puts the system's errors into its own words, which are those of a debugger.
fn because(error: StoreError, cause: fjall::Error) -> StoreError {
    match cause {
        fjall::Error::Io(cause) | fjall::Error::Storage(LsmError::Io(cause)) => {
            error.because(cause)
        }
        cause => error.because(cause),
    }
}

pub(crate) fn read_error(what: &str, error: fjall::Error) -> StoreError {
    let message = format!("cannot read {what} from disk");
    because(StoreError::new(ErrorKind::Corrupt, message), error)
}

pub(crate) fn write_error(what: &str, error: fjall::Error) -> StoreError {
    let message = format!("cannot write {what} to disk");
    because(StoreError::new(ErrorKind::Unavailable, message), error)
}

pub(crate) fn corrupt(what: &str) -> StoreError {
    StoreError::new(
        ErrorKind::Corrupt,
        format!("{what} on disk cannot be understood"),
    )
}

#[cfg(test)]
mod tests {
    use ports::with_causes;

    use super::*;

    #[test]
    fn what_the_system_refuses_is_no_damage_and_is_told_in_its_words() {
        for (kind, is_damage) in [
            (io::ErrorKind::PermissionDenied, false),
            (io::ErrorKind::StorageFull, false),
            (io::ErrorKind::InvalidData, true),
        ] {
            for error in [
                fjall::Error::Io(kind.into()),
                fjall::Error::Storage(LsmError::Io(kind.into())),
            ] {
                let error = unopened(Path::new("till"), error);
                assert_eq!(error.kind() == ErrorKind::Corrupt, is_damage, "{kind}");
                let said = with_causes(&error);
                assert!(said.starts_with("cannot open the store in till"), "{said}");
                assert!(said.ends_with(&format!(": {kind}")), "{said}");
                let belongs = said.contains("chown");
                assert_eq!(belongs, kind == io::ErrorKind::PermissionDenied, "{said}");
            }
        }
    }
}
