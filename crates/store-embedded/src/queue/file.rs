//! A file of records, one after the other.
//!
//! | offset in a record | |
//! |---|---|
//! | 0 | length of the content, 4 bytes, little-endian like all others |
//! | 4 | number of orders, 4 bytes |
//! | 8 | time of arrival in milliseconds, 8 bytes |
//! | 16 | number of the record, 8 bytes |
//! | 24 | XXH3 of all that and the content, 8 bytes |
//! | 32 | the content |
//!
//! The file's name is the number of its first record. Records from the first of the next file on are not part of it:
//! they were never acknowledged.

use std::fs::{self, File};
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};

use domain::Timestamp;
use ports::{NewRecord, QueuedRecord};
use xxhash_rust::xxh3::Xxh3;

/// The bytes before the content of a record.
pub(super) const HEAD: usize = 32;
/// The bytes of the head that its checksum covers.
const CHECKED: usize = 24;
/// How file names end.
const END: &str = ".orders";
/// How they end once everything that is whole in them is drained, and something is not.
const DAMAGED: &str = ".damaged";
/// A file that is not complete yet.
const NEW: &str = "new";

/// The path of the file that begins with a record.
pub(super) fn path(folder: &Path, first: u64) -> PathBuf {
    folder.join(format!("{first:020}{END}"))
}

/// The first record of each file in a folder. Removes what a killed process did not complete.
pub(super) fn list(folder: &Path) -> io::Result<Vec<u64>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name();
        let first = name.to_str().and_then(|name| name.strip_suffix(END));
        files.extend(first.and_then(|first| first.parse::<u64>().ok()));
        if name == NEW {
            fs::remove_file(folder.join(NEW))?;
        }
    }
    files.sort_unstable();
    Ok(files)
}

/// Appends a record to bytes that will be written.
pub(super) fn encode(number: u64, record: &NewRecord, into: &mut Vec<u8>) -> io::Result<()> {
    let length = u32::try_from(record.bytes.len()).map_err(io::Error::other)?;
    let start = into.len();
    into.extend_from_slice(&length.to_le_bytes());
    into.extend_from_slice(&record.orders.to_le_bytes());
    into.extend_from_slice(&record.received_at.millis().to_le_bytes());
    into.extend_from_slice(&number.to_le_bytes());
    let checksum = checksum(&into[start..], &record.bytes);
    into.extend_from_slice(&checksum.to_le_bytes());
    into.extend_from_slice(&record.bytes);
    Ok(())
}

fn checksum(head: &[u8], content: &[u8]) -> u64 {
    let mut hash = Xxh3::new();
    hash.update(head);
    hash.update(content);
    hash.digest()
}

/// Creates a file with these bytes durably, or not at all. A file with the same name, which then has no acknowledged
/// record, is replaced.
pub(super) fn create(folder: &Path, first: u64, bytes: &[u8]) -> io::Result<File> {
    let new = folder.join(NEW);
    let create = || {
        let mut file = File::create(&new)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&new, path(folder, first))?;
        sync(folder)?;
        Ok(file)
    };
    create().inspect_err(|_| {
        // A full disk needs the room. If it stays, it is overwritten or removed later.
        let _ = fs::remove_file(&new);
    })
}

/// Makes the names in a folder durable.
pub(super) fn sync(folder: &Path) -> io::Result<()> {
    // Elsewhere, a folder cannot be opened.
    if cfg!(unix) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// Reads records in their order.
pub(super) struct Reader {
    file: BufReader<File>,
    /// Where the next record begins.
    pub(super) at: u64,
    /// Its number.
    pub(super) number: u64,
    left: u64,
}

impl Reader {
    /// `at` is where the record with this number begins.
    pub(super) fn open(path: &Path, at: u64, number: u64) -> io::Result<Reader> {
        let mut file = File::open(path)?;
        let left = file.metadata()?.len().saturating_sub(at);
        file.seek(SeekFrom::Start(at))?;
        Ok(Reader {
            file: BufReader::with_capacity(64 * 1024, file),
            at,
            number,
            left,
        })
    }

    /// The next record; `None` where no whole one follows.
    pub(super) fn read(&mut self) -> io::Result<Option<QueuedRecord>> {
        let Some(left) = self.left.checked_sub(HEAD as u64) else {
            return Ok(None);
        };
        let mut head = [0; HEAD];
        self.file.read_exact(&mut head)?;
        let part = |at: usize| {
            let mut bytes = [0; 8];
            bytes.copy_from_slice(&head[at..at + 8]);
            u64::from_le_bytes(bytes)
        };
        let (sizes, millis, number) = (part(0), part(8), part(16));
        let length = sizes & u64::from(u32::MAX);
        if number != self.number || length > left {
            return Ok(None);
        }
        let mut bytes = vec![0; length as usize];
        self.file.read_exact(&mut bytes)?;
        if checksum(&head[..CHECKED], &bytes) != part(CHECKED) {
            return Ok(None);
        }
        self.left = left - length;
        self.at += HEAD as u64 + length;
        self.number += 1;
        let record = NewRecord {
            orders: (sizes >> 32) as u32,
            received_at: Timestamp::from_millis(millis as i64),
            bytes,
        };
        Ok(Some(QueuedRecord {
            number,
            record,
            lost: None,
        }))
    }
}

/// Where the first whole record with one of these numbers begins, from `at` on, and its number.
///
/// No content can be taken for a record. It is JSON text, which has no bytes 0, and the number in a head has some.
pub(super) fn find(path: &Path, at: u64, numbers: Range<u64>) -> io::Result<Option<(u64, u64)>> {
    let bytes = fs::read(path)?;
    let part = |at: usize| {
        let part = bytes.get(at..at + 8)?;
        part.try_into().ok().map(u64::from_le_bytes)
    };
    let is_whole = |at: usize| {
        let number = part(at + 16).filter(|number| numbers.contains(number))?;
        let content = at + HEAD;
        let length = part(at)? & u64::from(u32::MAX);
        let content = bytes.get(content..content.checked_add(usize::try_from(length).ok()?)?)?;
        let is_whole = checksum(&bytes[at..at + CHECKED], content) == part(at + CHECKED)?;
        is_whole.then_some((at as u64, number))
    };
    let from = usize::try_from(at).unwrap_or(usize::MAX);
    Ok((from..bytes.len()).find_map(is_whole))
}

/// The path of a file that has damaged records, once the others are drained.
pub(super) fn damaged_path(folder: &Path, first: u64) -> PathBuf {
    folder.join(format!("{first:020}{DAMAGED}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whatever happens to a file, it has its first records up to the damage, and nothing else.
    #[test]
    fn a_damaged_file_ends_before_the_damage() {
        let folder = tempfile::tempdir().unwrap();
        let records: Vec<NewRecord> = (0..5)
            .map(|number| NewRecord {
                orders: number,
                received_at: Timestamp::from_millis(-1 - i64::from(number)),
                bytes: vec![number as u8; 10 * number as usize],
            })
            .collect();
        let (mut whole, mut ends) = (Vec::new(), Vec::new());
        for (number, record) in (7..).zip(&records) {
            encode(number, record, &mut whole).unwrap();
            ends.push(whole.len());
        }
        let check = |bytes: &[u8], intact: usize| {
            fs::write(path(folder.path(), 7), bytes).unwrap();
            let mut reader = Reader::open(&path(folder.path(), 7), 0, 7).unwrap();
            for (number, record) in (7..).zip(&records).take(intact) {
                let read = reader.read().unwrap().unwrap();
                assert_eq!((read.number, &read.record), (number, record));
            }
            assert_eq!(reader.read().unwrap(), None);
        };
        for at in 0..whole.len() {
            let intact = ends.iter().filter(|end| **end <= at).count();
            check(&whole[..at], intact);
            let mut flipped = whole.clone();
            flipped[at] ^= 0x40;
            check(&flipped, intact);
        }
        check(&whole, records.len());
        create(folder.path(), 7, &whole).unwrap();
        fs::write(folder.path().join(NEW), &whole).unwrap();
        assert_eq!(list(folder.path()).unwrap(), [7]);
    }
}
