//! Format 1, which was a database in the folder `data`. What waits there goes into files when the queue is opened.
//!
//! | keyspace | key | value |
//! |---|---|---|
//! | `meta` | `format`, `id` | 1; the identity |
//! | `meta` | `next/<shop>` | 8 bytes, little-endian: the number of the line's next record |
//! | `records` | length of the shop's name (2 bytes, big-endian), the name, number (big-endian) | number of orders (4 bytes) and time of arrival in milliseconds (8 bytes), little-endian; the record |

use std::fs;
use std::io;
use std::path::Path;

use domain::Timestamp;
use fjall::{Database, KeyspaceCreateOptions};
use ports::{NewRecord, StoreError};

use super::line::Line;
use crate::disk::{corrupt, read_error};
use crate::{unfinished, whole};

/// The folder of the database.
const DATA: &str = "data";
/// Bytes of records that are written and synced together.
const PART: usize = 4 * 1024 * 1024;

/// Copies what waits into lines of files. Returns the queue's identity, or `None` if nothing was ever written. The
/// database stays, so this can be repeated until the new format is noted.
pub(super) fn take_over(
    folder: &Path,
    full_file: u64,
    failed: impl Fn(io::Error) -> StoreError,
    other: impl Fn(&str) -> StoreError,
) -> Result<Option<String>, StoreError> {
    let data = folder.join(DATA);
    if !data.try_exists().map_err(&failed)? {
        return Ok(None);
    }
    unfinished::clear(&data).map_err(&failed)?;
    whole::check(&data)?;
    let unreadable = |error| read_error("the queue of format 1", error);
    let database = Database::builder(&data).open().map_err(unreadable)?;
    let keyspace = |name| database.keyspace(name, KeyspaceCreateOptions::default);
    let meta = keyspace("meta").map_err(unreadable)?;
    let records = keyspace("records").map_err(unreadable)?;
    match meta.get("format").map_err(unreadable)?.as_deref() {
        None => return Ok(None),
        Some([1]) => {}
        Some(format) => return Err(other(&format!("{format:?}"))),
    }
    let id = meta.get("id").map_err(unreadable)?;
    let id = id.and_then(|id| String::from_utf8(id.to_vec()).ok());
    let id = id.ok_or_else(|| corrupt("the identity of the queue"))?;
    let lines = folder.join("lines");
    if lines.try_exists().map_err(&failed)? {
        // From a process that was killed meanwhile.
        fs::remove_dir_all(&lines).map_err(&failed)?;
    }
    for entry in meta.prefix("next/") {
        let (key, next) = entry.into_inner().map_err(unreadable)?;
        let shop = std::str::from_utf8(&key["next/".len()..]).ok();
        let next = <[u8; 8]>::try_from(&*next).ok().map(u64::from_le_bytes);
        let (shop, next) = shop
            .zip(next)
            .ok_or_else(|| corrupt("a number of the queue"))?;
        let prefix = [&(shop.len() as u16).to_be_bytes(), shop.as_bytes()].concat();
        let mut line = NewLine {
            folder: &lines.join(shop),
            full_file,
            line: None,
            next,
        };
        let (mut part, mut bytes) = (Vec::new(), 0);
        for entry in records.prefix(&prefix) {
            let (key, value) = entry.into_inner().map_err(unreadable)?;
            let record = read(&key[prefix.len()..], &value);
            let (number, record) = record.ok_or_else(|| corrupt("a record of the queue"))?;
            if part.is_empty() && line.line.is_none() {
                line.next = number;
            }
            if number != line.next + part.len() as u64 {
                return Err(corrupt("the numbers of the queue's records"));
            }
            bytes += record.bytes.len();
            part.push(record);
            if bytes >= PART {
                line.append(&part).map_err(&failed)?;
                (part, bytes) = (Vec::new(), 0);
            }
        }
        line.append(&part).map_err(&failed)?;
        if line.next != next {
            return Err(corrupt("the number of the queue's next record"));
        }
    }
    Ok(Some(id))
}

/// Deletes the database, once its records are in files.
pub(super) fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder.join(DATA)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// A line that is being copied.
struct NewLine<'f> {
    folder: &'f Path,
    full_file: u64,
    line: Option<Line>,
    /// The number of the next record.
    next: u64,
}

impl NewLine<'_> {
    /// Appends records, or begins a line without any: it keeps the number of its next one.
    fn append(&mut self, records: &[NewRecord]) -> io::Result<()> {
        let line = match self.line.take() {
            Some(line) => line,
            None => Line::create(self.folder.to_owned(), self.full_file, Some(self.next))?,
        };
        if !records.is_empty() {
            line.append(records)?;
        }
        self.next += records.len() as u64;
        self.line = Some(line);
        Ok(())
    }
}

fn read(number: &[u8], value: &[u8]) -> Option<(u64, NewRecord)> {
    let number = <[u8; 8]>::try_from(number).ok()?;
    let (orders, rest) = value.split_first_chunk::<4>()?;
    let (millis, bytes) = rest.split_first_chunk::<8>()?;
    let record = NewRecord {
        orders: u32::from_le_bytes(*orders),
        received_at: Timestamp::from_millis(i64::from_le_bytes(*millis)),
        bytes: bytes.to_vec(),
    };
    Some((u64::from_be_bytes(number), record))
}
