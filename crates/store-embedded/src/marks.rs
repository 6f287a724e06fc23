//! Records outside the log how far each shop's log was durable, so that a log that lost its end can be distinguished
//! from one that never had more.
//!
//! The storage library takes a flipped bit in the middle of its journal for a write torn by a crash, and opens without
//! anything after it, although the commits there were acknowledged. So after each sync, the file `livetill.marks`
//! records the newest commit of each shop that the sync covered, and the next start compares. The file is not synced
//! itself: a mark on disk may be older than the log, which is harmless, but never newer.
//!
//! | offset | |
//! |---|---|
//! | 16 · shop number | the sequence of a durable commit, 8 bytes, little-endian |
//! | 16 · shop number + 8 | XXH3 of the shop's number and the sequence, 8 bytes, little-endian |
//!
//! A mark with a wrong checksum is ignored.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use ports::{ErrorKind, StoreError};
use xxhash_rust::xxh3::xxh3_64;

use crate::disk::ShopNumber;
use crate::state::Sequence;

/// The file's name in the store's folder.
pub(crate) const FILE: &str = "livetill.marks";
const SLOT: usize = 16;

#[derive(Debug)]
pub(crate) struct Marks {
    path: PathBuf,
    file: File,
    /// The newest commit of each shop that was logged since the last sync began: the cost of a sync depends on what was
    /// written, not on the number of shops.
    logged: Mutex<BTreeMap<ShopNumber, Sequence>>,
    /// The file's content for shops that this process marked.
    marked: Mutex<BTreeMap<ShopNumber, Sequence>>,
}

/// The commits that a sync beginning now will cover.
pub(crate) struct Covered(BTreeMap<ShopNumber, Sequence>);

impl Marks {
    pub(crate) fn open(folder: &Path) -> Result<Marks, StoreError> {
        let path = folder.join(FILE);
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(&path);
        let file = file.map_err(|error| {
            let message = format!("cannot open {}", path.display());
            StoreError::new(ErrorKind::Settings, message).because(error)
        })?;
        Ok(Marks {
            path,
            file,
            logged: Mutex::default(),
            marked: Mutex::default(),
        })
    }

    /// Checks a shop whose log ends at commit `there`.
    ///
    /// # Errors
    /// [`ErrorKind::Corrupt`] if commits are missing at the end of its log.
    pub(crate) fn check(
        &self,
        shop: &str,
        number: ShopNumber,
        there: Sequence,
    ) -> Result<(), StoreError> {
        let marked = self.read(number);
        if there < marked {
            let message = format!(
                "the log of shop `{shop}` ends at commit {there}, but commit {marked} was durable: the files in {} were \
                 damaged or are older than {}; restore a backup, or remove {FILE} to continue without the last {} \
                 commits, and have their orders sent again",
                self.path.with_file_name("data").display(),
                self.path.display(),
                marked - there,
            );
            return Err(StoreError::new(ErrorKind::Corrupt, message));
        }
        Ok(())
    }

    /// Notes that a commit is in the log, durable or not.
    pub(crate) fn logged(&self, number: ShopNumber, sequence: Sequence) {
        let mut logged = lock(&self.logged);
        let newest = logged.entry(number).or_default();
        *newest = sequence.max(*newest);
    }

    /// Called before a sync, whose success is then [noted](Marks::note).
    pub(crate) fn covered(&self) -> Covered {
        Covered(std::mem::take(&mut *lock(&self.logged)))
    }

    /// Marks the commits that a sync has covered.
    pub(crate) fn note(&self, covered: &Covered) -> io::Result<()> {
        let mut marked = lock(&self.marked);
        for (&number, &sequence) in &covered.0 {
            let before = marked.entry(number).or_default();
            if *before < sequence {
                write_at(&self.file, &slot(number, sequence), offset(number))?;
                *before = sequence;
            }
        }
        Ok(())
    }

    fn read(&self, number: ShopNumber) -> Sequence {
        let mut bytes = [0; SLOT];
        if read_at(&self.file, &mut bytes, offset(number)).is_err() {
            return 0;
        }
        let mut sequence = [0; 8];
        sequence.copy_from_slice(&bytes[..8]);
        let sequence = u64::from_le_bytes(sequence);
        if bytes == slot(number, sequence) {
            sequence
        } else {
            0
        }
    }
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    // Nothing panics while the lock is held.
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

fn offset(number: ShopNumber) -> u64 {
    u64::from(number) * SLOT as u64
}

fn slot(number: ShopNumber, sequence: Sequence) -> [u8; SLOT] {
    let mut marked = [0; 12];
    marked[..4].copy_from_slice(&number.to_le_bytes());
    marked[4..].copy_from_slice(&sequence.to_le_bytes());
    let mut bytes = [0; SLOT];
    bytes[..8].copy_from_slice(&sequence.to_le_bytes());
    bytes[8..].copy_from_slice(&xxh3_64(&marked).to_le_bytes());
    bytes
}

#[cfg(unix)]
fn write_at(file: &File, bytes: &[u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, bytes, offset)
}

#[cfg(unix)]
fn read_at(file: &File, bytes: &mut [u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, offset)
}

#[cfg(not(unix))]
fn write_at(mut file: &File, bytes: &[u8], offset: u64) -> io::Result<()> {
    use std::io::{Seek, SeekFrom, Write};
    file.seek(SeekFrom::Start(offset))?;
    file.write_all(bytes)
}

#[cfg(not(unix))]
fn read_at(mut file: &File, bytes: &mut [u8], offset: u64) -> io::Result<()> {
    use std::io::{Read, Seek, SeekFrom};
    file.seek(SeekFrom::Start(offset))?;
    file.read_exact(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_that_lost_its_end_is_told_from_a_whole_one() {
        let folder = tempfile::tempdir().unwrap();
        let marks = Marks::open(folder.path()).unwrap();
        marks.check("shop", 3, 0).unwrap();
        marks.logged(3, 5);
        let before = marks.covered();
        marks.logged(3, 7);
        marks.logged(3, 6);
        let after = marks.covered();
        assert!(marks.covered().0.is_empty(), "only what is new is marked");
        marks.note(&after).unwrap();
        // An older sync that ends later does not lower a mark.
        marks.note(&before).unwrap();
        for (there, is_whole) in [(7, true), (8, true), (6, false), (0, false)] {
            let marks = Marks::open(folder.path()).unwrap();
            assert_eq!(marks.check("shop", 3, there).is_ok(), is_whole, "{there}");
            assert!(marks.check("other", 2, 0).is_ok());
        }
        // A damaged mark is ignored.
        let path = folder.path().join(FILE);
        let mut bytes = std::fs::read(&path).unwrap();
        bytes[3 * SLOT] ^= 1;
        std::fs::write(&path, bytes).unwrap();
        let marks = Marks::open(folder.path()).unwrap();
        assert!(marks.check("shop", 3, 0).is_ok());
    }
}
