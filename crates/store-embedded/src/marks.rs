//! Records outside the log how far each shop's log was durable, so that a log that lost its end can be distinguished
//! from one that never had more.
//!
//! The storage library takes a flipped bit in the middle of its journal for a write torn by a crash, and opens without
//! anything after it, although the commits there were acknowledged. So the file `livetill.marks` records the newest
//! commit of each shop that a sync has covered, and the next start compares. The file is written after the answers, at
//! most [`EVERY`] so often, and not synced: a mark on disk may be older than the log, which is harmless, but never newer.
//!
//! | offset | |
//! |---|---|
//! | 16 · shop number | the sequence of a durable commit, 8 bytes, little-endian |
//! | 16 · shop number + 8 | XXH3 of the shop's number and the sequence, 8 bytes, little-endian |
//!
//! A mark with a wrong checksum is ignored.

use std::collections::BTreeSet;
use std::fs::{File, OpenOptions};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use ports::{ErrorKind, StoreError};
use xxhash_rust::xxh3::xxh3_64;

use crate::disk::ShopNumber;
use crate::state::Sequence;

/// The file's name in the store's folder.
pub(crate) const FILE: &str = "livetill.marks";
const SLOT: usize = 16;
/// The file is written in pages: with thousands of shops, a call for each mark would cost more than the sync.
const PAGE: usize = 4_096;
/// How long marks wait to be written together. Only the commits of the last moments before a crash can be without one.
const EVERY: Duration = Duration::from_millis(100);

#[derive(Debug)]
pub(crate) struct Marks {
    path: PathBuf,
    file: File,
    /// The commits that were logged since the last sync began: the cost of a sync depends on what was written, not on
    /// the number of shops.
    logged: Mutex<Vec<(ShopNumber, Sequence)>>,
    marked: Mutex<Marked>,
}

/// The file's content, with marks that are yet to be written.
#[derive(Debug)]
struct Marked {
    bytes: Vec<u8>,
    /// The pages with such marks, and since when there are any.
    changed: BTreeSet<usize>,
    since: Instant,
}

/// The commits that a sync beginning now will cover.
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
        let mut bytes = Vec::new();
        let file = file.and_then(|mut file| file.read_to_end(&mut bytes).map(|_| file));
        let file = file.map_err(|error| {
            let message = format!("cannot open {}", path.display());
            StoreError::new(ErrorKind::Settings, message).because(error)
        })?;
        let marked = Marked {
            bytes,
            changed: BTreeSet::new(),
            since: Instant::now(),
        };
        Ok(Marks {
            path,
            file,
            logged: Mutex::default(),
            marked: Mutex::new(marked),
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
        let marked = lock(&self.marked).of(number);
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
        match logged.last_mut() {
            // An import may log any number of commits of one shop before a sync.
            Some((last, newest)) if *last == number => *newest = sequence.max(*newest),
            _ => logged.push((number, sequence)),
        }
    }

    /// Called before a sync, whose success is then [noted](Marks::note).
    pub(crate) fn covered(&self) -> Covered {
        Covered(std::mem::take(&mut *lock(&self.logged)))
    }

    /// Marks the commits that a sync has covered, and writes the marks if some have waited long enough.
    pub(crate) fn note(&self, covered: &Covered) -> io::Result<()> {
        let mut marked = lock(&self.marked);
        for &(number, sequence) in &covered.0 {
            marked.raise(number, sequence);
        }
        drop(marked);
        match self.due() {
            Some(Duration::ZERO) => self.write(),
            _ => Ok(()),
        }
    }

    /// In how long marks have to be written; `None` = all are.
    pub(crate) fn due(&self) -> Option<Duration> {
        let marked = lock(&self.marked);
        let waits = !marked.changed.is_empty();
        waits.then(|| EVERY.saturating_sub(marked.since.elapsed()))
    }

    /// Writes the marks that are noted.
    pub(crate) fn write(&self) -> io::Result<()> {
        let mut marked = lock(&self.marked);
        for page in std::mem::take(&mut marked.changed) {
            let from = page * PAGE;
            write_at(&self.file, &marked.bytes[from..from + PAGE], from as u64)?;
        }
        Ok(())
    }
}

impl Marked {
    /// A shop's mark; 0 if it has none.
    fn of(&self, number: ShopNumber) -> Sequence {
        let (_, from) = place(number);
        let Some((sequence, _)) = self.bytes.get(from..).and_then(<[u8]>::split_first_chunk) else {
            return 0;
        };
        let sequence = u64::from_le_bytes(*sequence);
        match self.bytes.get(from..from + SLOT) == Some(&slot(number, sequence)) {
            true => sequence,
            false => 0,
        }
    }

    fn raise(&mut self, number: ShopNumber, sequence: Sequence) {
        if self.of(number) >= sequence {
            return;
        }
        let (page, from) = place(number);
        if self.bytes.len() < (page + 1) * PAGE {
            self.bytes.resize((page + 1) * PAGE, 0);
        }
        self.bytes[from..from + SLOT].copy_from_slice(&slot(number, sequence));
        if self.changed.is_empty() {
            self.since = Instant::now();
        }
        self.changed.insert(page);
    }
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    // Nothing panics while the lock is held.
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The page with a shop's mark, and the mark's offset in the file.
fn place(number: ShopNumber) -> (usize, usize) {
    let offset = number as usize * SLOT;
    (offset / PAGE, offset)
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

#[cfg(not(unix))]
fn write_at(mut file: &File, bytes: &[u8], offset: u64) -> io::Result<()> {
    use std::io::{Seek, SeekFrom, Write};
    file.seek(SeekFrom::Start(offset))?;
    file.write_all(bytes)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

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
        assert_eq!(marks.due(), None);
        marks.note(&after).unwrap();
        // An older sync that ends later does not lower a mark.
        marks.note(&before).unwrap();
        assert!(marks.due().is_some_and(|due| due <= EVERY));
        marks.write().unwrap();
        assert_eq!(marks.due(), None);
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

    #[test]
    fn marks_that_have_waited_are_written_by_the_next_sync() {
        let folder = tempfile::tempdir().unwrap();
        let marks = Marks::open(folder.path()).unwrap();
        let synced = |sequence| {
            marks.logged(1, sequence);
            marks.note(&marks.covered()).unwrap();
        };
        synced(1);
        lock(&marks.marked).since = Instant::now().checked_sub(EVERY).unwrap();
        synced(2);
        assert_eq!(marks.due(), None);
        let again = Marks::open(folder.path()).unwrap();
        assert!(again.check("shop", 1, 1).is_err() && again.check("shop", 1, 2).is_ok());
    }

    proptest! {
        /// Whatever is noted and written between restarts, each shop has the newest mark that was written. The file may
        /// be as an earlier version left it, which wrote no whole pages.
        #[test]
        fn marks_are_those_of_a_model(
            syncs in prop::collection::vec((prop::collection::vec((0..1_000_u32, 1..50_u64), 0..20), 0..4_u8), 1..20),
            first in prop::option::of(0..1_000_u32),
        ) {
            let folder = tempfile::tempdir().unwrap();
            let mut model = BTreeMap::<u32, u64>::new();
            if let Some(number) = first {
                let before = [vec![0; number as usize * SLOT], slot(number, 9).to_vec()].concat();
                std::fs::write(folder.path().join(FILE), before).unwrap();
                model.insert(number, 9);
            }
            let (mut marks, mut noted) = (Marks::open(folder.path()).unwrap(), model.clone());
            for (commits, then) in syncs {
                for (number, sequence) in commits {
                    marks.logged(number, sequence);
                    let newest = noted.entry(number).or_default();
                    *newest = sequence.max(*newest);
                }
                marks.note(&marks.covered()).unwrap();
                match then {
                    0 => {
                        marks.write().unwrap();
                        model.clone_from(&noted);
                    }
                    1 => {
                        // It may have written them itself, if the test is slow.
                        if marks.due().is_none() {
                            model.clone_from(&noted);
                        }
                        marks = Marks::open(folder.path()).unwrap();
                        noted.clone_from(&model);
                    }
                    _ => continue,
                }
                for (&number, &sequence) in &model {
                    prop_assert!(marks.check("shop", number, sequence).is_ok());
                    prop_assert!(marks.check("shop", number, sequence - 1).is_err());
                }
            }
        }
    }
}
