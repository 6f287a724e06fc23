//! How far each shop's log was durable: kept outside the log, so that a log that lost its end can be
//! told from one that never had more.
//!
//! The storage library takes a flipped bit in the middle of its journal for a write that a crash
//! tore, and opens without anything behind it. The commits there were acknowledged. So after each
//! sync the file `livetill.marks` is told which commit of each shop the sync has covered, and the
//! next start compares. It is written without a sync of its own: the mark on disk may be older than
//! the log, which is harmless, and never newer.
//!
//! | offset | |
//! |---|---|
//! | 16 · shop number | the sequence of a durable commit, 8 bytes, little-endian |
//! | 16 · shop number + 8 | XXH3 of the shop's number and the sequence, 8 bytes, little-endian |
//!
//! A mark whose checksum is wrong is none.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

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
    shops: Mutex<Vec<Marked>>,
}

#[derive(Debug)]
struct Marked {
    number: ShopNumber,
    /// The newest commit in the log, durable or not yet.
    logged: Arc<AtomicU64>,
    /// What the file says.
    marked: Sequence,
}

/// What a sync that begins now will have covered.
pub(crate) struct Covered(Vec<(ShopNumber, Sequence)>);

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
            shops: Mutex::default(),
        })
    }

    /// Checks a recovered shop, and marks it from now on.
    ///
    /// # Errors
    /// [`ErrorKind::Corrupt`] when commits are missing at the end of its log.
    pub(crate) fn watch(
        &self,
        shop: &str,
        number: ShopNumber,
        logged: &Arc<AtomicU64>,
    ) -> Result<(), StoreError> {
        let (there, marked) = (logged.load(Ordering::Acquire), self.read(number));
        if there < marked {
            let message = format!(
                "the log of shop `{shop}` ends at commit {there}, but commit {marked} was durable: the \
                 files in {} were damaged or are older than {}; restore a backup, or remove {FILE} to \
                 go on without the last {} commits and have their orders sent again",
                self.path.with_file_name("data").display(),
                self.path.display(),
                marked - there,
            );
            return Err(StoreError::new(ErrorKind::Corrupt, message));
        }
        let logged = Arc::clone(logged);
        self.shops().push(Marked {
            number,
            logged,
            marked,
        });
        Ok(())
    }

    /// To be asked before a sync.
    pub(crate) fn covered(&self) -> Covered {
        let shops = self.shops();
        let logged = shops
            .iter()
            .map(|shop| (shop.number, shop.logged.load(Ordering::Acquire)));
        Covered(logged.collect())
    }

    /// Marks what a sync has covered.
    pub(crate) fn note(&self, covered: &Covered) -> io::Result<()> {
        let mut shops = self.shops();
        for &(number, sequence) in &covered.0 {
            let Some(shop) = shops.iter_mut().find(|shop| shop.number == number) else {
                continue;
            };
            if shop.marked < sequence {
                write_at(&self.file, &slot(number, sequence), offset(number))?;
                shop.marked = sequence;
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

    fn shops(&self) -> std::sync::MutexGuard<'_, Vec<Marked>> {
        // Nothing panics between a lock and its end.
        self.shops.lock().unwrap_or_else(PoisonError::into_inner)
    }
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
        let logged = Arc::new(AtomicU64::new(0));
        let marks = Marks::open(folder.path()).unwrap();
        marks.watch("shop", 3, &logged).unwrap();
        let before = marks.covered();
        logged.store(7, Ordering::Release);
        let after = marks.covered();
        marks.note(&after).unwrap();
        // An older sync that ends later takes nothing back.
        marks.note(&before).unwrap();
        for (there, is_whole) in [(7, true), (8, true), (6, false), (0, false)] {
            let marks = Marks::open(folder.path()).unwrap();
            let watched = marks.watch("shop", 3, &Arc::new(AtomicU64::new(there)));
            assert_eq!(watched.is_ok(), is_whole, "{there}");
            assert!(marks.watch("other", 2, &Arc::default()).is_ok());
        }
        // A mark that is damaged itself says nothing.
        let path = folder.path().join(FILE);
        let mut bytes = std::fs::read(&path).unwrap();
        bytes[3 * SLOT] ^= 1;
        std::fs::write(&path, bytes).unwrap();
        let marks = Marks::open(folder.path()).unwrap();
        assert!(marks.watch("shop", 3, &Arc::default()).is_ok());
    }
}
