//! A shop's line: a folder of files, and how far it is drained.
//!
//! Only the file that this process began is appended to, and only as long as every write and sync of it succeeded.
//! After a failure nobody knows what is at its end, so the next record begins a new file. Its name, which is that
//! record's number, says that what the older file may have from there on was never acknowledged.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use ports::{Held, NewRecord, QueuedRecord};
use xxhash_rust::xxh3::xxh3_64;

use super::file::{self, HEAD, Reader};

/// The file that says up to which number records are removed: the number and its XXH3, 8 bytes each, little-endian. It
/// is not synced: what an older one counts as waiting is before the store's position.
const REMOVED: &str = "removed";

#[derive(Debug)]
pub(super) struct Line {
    folder: PathBuf,
    /// A file with as many bytes gets no more records.
    full: u64,
    /// The end of the newest file. Held during a write.
    tail: Mutex<Option<Tail>>,
    state: Mutex<State>,
    /// The damaged stretches that were found, by file and first record.
    gaps: Mutex<BTreeMap<(u64, u64), Gap>>,
}

/// Records that were acknowledged and cannot be read.
#[derive(Clone, Copy, Debug)]
struct Gap {
    /// The record after them.
    to: u64,
    /// Where that begins, if it is in the same file.
    at: Option<u64>,
}

#[derive(Debug)]
struct Tail {
    file: File,
    bytes: u64,
}

#[derive(Clone, Debug)]
struct State {
    /// The first record of each file.
    files: BTreeSet<u64>,
    /// The number of the next record.
    next: u64,
    /// Records up to this number are removed.
    removed: u64,
    held: Held,
    /// Where the last read and the last removal ended, so that the next ones need not look for it.
    read_to: Option<Place>,
    removed_to: Option<Place>,
}

/// Where a record begins.
#[derive(Clone, Copy, Debug)]
struct Place {
    file: u64,
    at: u64,
    number: u64,
}

impl Line {
    /// A new line without records. They begin with this number, or else with 1.
    pub(super) fn create(folder: PathBuf, full: u64, first: Option<u64>) -> io::Result<Line> {
        fs::create_dir_all(&folder)?;
        for parent in folder.ancestors().skip(1).take(2) {
            file::sync(parent)?;
        }
        if let Some(first) = first {
            file::create(&folder, first, &[])?;
        }
        Line::open(folder, full)
    }

    /// Finds what waits.
    pub(super) fn open(folder: PathBuf, full: u64) -> io::Result<Line> {
        let files: BTreeSet<u64> = file::list(&folder)?.into_iter().collect();
        let removed = removed(&folder.join(REMOVED));
        let mut state = State {
            next: files.last().copied().unwrap_or(1).max(removed + 1),
            files,
            removed,
            held: Held::default(),
            read_to: None,
            removed_to: None,
        };
        // The last file has what is whole in it.
        if let Some(&last) = state.files.last() {
            let path = file::path(&folder, last);
            let bytes = path.metadata()?.len();
            let mut reader = Reader::open(&path, 0, last)?;
            loop {
                while reader.read()?.is_some() {}
                // What follows damage was acknowledged later. At the end, damage looks like a write that was cut off.
                let most = reader.number.saturating_add(bytes / HEAD as u64);
                let numbers = reader.number.saturating_add(1)..most;
                let Some((at, number)) = file::find(&path, reader.at, numbers)? else {
                    break;
                };
                reader = Reader::open(&path, at, number)?;
            }
            state.next = state.next.max(reader.number);
        }
        let line = Line {
            folder,
            full,
            tail: Mutex::default(),
            state: Mutex::new(state.clone()),
            gaps: Mutex::default(),
        };
        let mut held = Held::default();
        line.each(&state, None, removed + 1..state.next, |record| {
            held.add(&record.record);
            true
        })?;
        lock(&line.state).held = held;
        line.delete_removed();
        Ok(line)
    }

    /// What is held. Only the first record is read for that.
    pub(super) fn held(&self) -> io::Result<Held> {
        let held = lock(&self.state).held;
        let first = self.read(0, 0)?.into_iter().next();
        Ok(Held {
            oldest: first.map(|first| first.record.received_at),
            ..held
        })
    }

    pub(super) fn append(&self, records: &[NewRecord]) -> io::Result<()> {
        let mut tail = lock(&self.tail);
        let first = lock(&self.state).next;
        let (mut bytes, mut next) = (Vec::new(), first);
        for record in records {
            file::encode(next, record, &mut bytes)?;
            next += 1;
        }
        // Taken out: whatever fails, this file is not continued.
        let before = tail.take().filter(|tail| tail.bytes < self.full);
        let is_new = before.is_none();
        let mut now = match before {
            Some(mut tail) => {
                tail.file.write_all(&bytes)?;
                tail.file.sync_data()?;
                tail
            }
            None => Tail {
                file: file::create(&self.folder, first, &bytes)?,
                bytes: 0,
            },
        };
        now.bytes += bytes.len() as u64;
        *tail = Some(now);
        let mut state = lock(&self.state);
        state.next = next;
        records.iter().for_each(|record| state.held.add(record));
        if is_new {
            state.files.insert(first);
        }
        Ok(())
    }

    pub(super) fn read(&self, after: u64, max_bytes: usize) -> io::Result<Vec<QueuedRecord>> {
        let state = lock(&self.state).clone();
        let from = after.max(state.removed).saturating_add(1);
        let (mut records, mut bytes) = (Vec::new(), 0);
        let end = self.each(&state, state.read_to, from..state.next, |record| {
            bytes += HEAD + record.record.bytes.len();
            let fits = bytes <= max_bytes || records.is_empty();
            if fits {
                records.push(record);
            }
            fits
        })?;
        lock(&self.state).read_to = end;
        Ok(records)
    }

    /// Hands over the records with these numbers until told to stop. Returns where it stopped. `place` may be where the
    /// first one begins.
    fn each(
        &self,
        state: &State,
        place: Option<Place>,
        numbers: Range<u64>,
        mut take: impl FnMut(QueuedRecord) -> bool,
    ) -> io::Result<Option<Place>> {
        let (mut number, to) = (numbers.start, numbers.end);
        let mut lost = None;
        let mut place = place.filter(|place| place.number == number);
        while number < to {
            // The file with this record, or else the one after the gap.
            let found = state.files.range(..=number).next_back();
            let Some(&file) = found.or_else(|| state.files.first()) else {
                break;
            };
            number = number.max(file);
            let end = state.files.range(file + 1..).next().copied();
            let end = end.unwrap_or(state.next).min(to);
            let (at, first) = match place.take().filter(|place| place.file == file) {
                Some(place) => (place.at, place.number),
                None => (0, file),
            };
            let path = file::path(&self.folder, file);
            let mut reader = Reader::open(&path, at, first)?;
            while reader.number < end {
                let here = Place {
                    file,
                    at: reader.at,
                    number: reader.number,
                };
                let Some(mut record) = reader.read()? else {
                    let gap = self.gap(&here, end)?;
                    if gap.to > numbers.start {
                        lost = Some(self.lost(file, here.number.max(numbers.start), gap.to));
                    }
                    let Some(at) = gap.at else { break };
                    reader = Reader::open(&path, at, gap.to)?;
                    continue;
                };
                if record.number >= number {
                    record.lost = lost.take();
                    if !take(record) {
                        return Ok(Some(here));
                    }
                }
            }
            if end < to {
                number = end;
                continue;
            }
            return Ok(Some(Place {
                file,
                at: reader.at,
                number: reader.number,
            }));
        }
        Ok(None)
    }

    /// The damage that begins at a place of a file, whose last record is before `end`. The others still count.
    fn gap(&self, here: &Place, end: u64) -> io::Result<Gap> {
        let key = (here.file, here.number);
        if let Some(known) = lock(&self.gaps).get(&key) {
            return Ok(*known);
        }
        let path = file::path(&self.folder, here.file);
        let next = file::find(&path, here.at, here.number + 1..end)?;
        let (at, to) = next.map_or((None, end), |(at, number)| (Some(at), number));
        let gap = Gap { to, at };
        lock(&self.gaps).insert(key, gap);
        tracing::error!(
            file = %path.display(), from = here.number, to = to - 1,
            "records of the intake buffer are damaged: the orders in them are not counted unless they are sent again"
        );
        Ok(gap)
    }

    /// What is lost, for people.
    fn lost(&self, file: u64, from: u64, to: u64) -> String {
        let kept = file::damaged_path(&self.folder, file);
        let which = match to - from {
            1 => format!("record {from}"),
            _ => format!("records {from} to {}", to - 1),
        };
        format!(
            "the intake buffer is damaged: the orders of {which} are missing, and the file is kept as {}",
            kept.display()
        )
    }

    /// Removes the records up to a number; returns their sums.
    pub(super) fn remove(&self, through: u64) -> io::Result<Held> {
        let state = lock(&self.state).clone();
        let numbers = state.removed + 1..state.next.min(through.saturating_add(1));
        let mut gone = Held::default();
        if !numbers.is_empty() {
            let last = numbers.end - 1;
            let end = self.each(&state, state.removed_to, numbers, |record| {
                gone.add(&record.record);
                true
            })?;
            let mut state = lock(&self.state);
            if last + 1 == state.next {
                // With what became unreadable: nothing waits any more.
                gone = Held {
                    oldest: gone.oldest,
                    ..state.held
                };
            }
            state.removed = last;
            state.removed_to = end;
            state.held.records = state.held.records.saturating_sub(gone.records);
            state.held.orders = state.held.orders.saturating_sub(gone.orders);
            state.held.bytes = state.held.bytes.saturating_sub(gone.bytes);
        }
        self.begin_anew();
        self.delete_removed();
        Ok(gone)
    }

    /// Begins an empty file if the line is empty, so that the last ones can be deleted. Its name keeps the number.
    fn begin_anew(&self) {
        let mut tail = lock(&self.tail);
        let (removed, next, is_begun) = {
            let state = lock(&self.state);
            (state.removed, state.next, state.files.contains(&state.next))
        };
        if removed + 1 < next || is_begun {
            return;
        }
        *tail = None;
        match file::create(&self.folder, next, &[]) {
            Ok(file) => {
                *tail = Some(Tail { file, bytes: 0 });
                lock(&self.state).files.insert(next);
            }
            Err(error) => self.stays(&error),
        }
    }

    /// Deletes files without a waiting record, and notes what is removed.
    fn delete_removed(&self) {
        let mut state = lock(&self.state);
        let removed = state.removed;
        let number = removed.to_le_bytes();
        let mark = [number, xxh3_64(&number).to_le_bytes()].concat();
        let mut noted = OpenOptions::new();
        let noted = noted.create(true).truncate(false).write(true);
        let noted = noted.open(self.folder.join(REMOVED));
        if let Err(error) = noted.and_then(|mut file| file.write_all(&mark)) {
            self.stays(&error);
        }
        let mut begun = state.files.range(..=removed.saturating_add(1));
        let keeps = begun.next_back().copied().unwrap_or_default();
        let kept = state.files.split_off(&keeps);
        let gone = std::mem::replace(&mut state.files, kept);
        drop(state);
        for first in gone {
            let path = file::path(&self.folder, first);
            let is_damaged = lock(&self.gaps).keys().any(|(file, _)| *file == first);
            let removed = match is_damaged {
                // Somebody may want to save what is in it.
                true => fs::rename(&path, file::damaged_path(&self.folder, first)),
                false => fs::remove_file(&path),
            };
            if let Err(error) = removed {
                self.stays(&error);
            }
        }
    }

    /// Nothing is lost or counted twice by that.
    fn stays(&self, error: &io::Error) {
        tracing::warn!(
            folder = %self.folder.display(), error = error as &dyn std::error::Error,
            "what was drained stays in the intake buffer's folder until the next start"
        );
    }
}

/// The number in the file, or 0 if it is not there or not whole.
fn removed(path: &Path) -> u64 {
    let mut bytes = [0; 16];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut bytes));
    let (number, checksum) = bytes.split_at(8);
    if read.is_err() || xxh3_64(number).to_le_bytes() != *checksum {
        return 0;
    }
    let number = <[u8; 8]>::try_from(number);
    number.map(u64::from_le_bytes).unwrap_or_default()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What it protects is only changed once nothing can fail any more.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
