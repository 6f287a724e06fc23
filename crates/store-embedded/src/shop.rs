//! One shop in the store: its figures, its rejects, and how they were read back at the start.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use fjall::Readable as _;
use ports::StoreError;
use tokio::sync::watch;

use crate::disk::{Disk, ShopNumber, StoredShop, corrupt, number_of, page_of, read_error};
use crate::rejects::Rejects;
use crate::state::ShopState;

#[derive(Debug)]
pub(crate) struct ShopFigures {
    pub(crate) number: ShopNumber,
    pub(crate) timezone: String,
    pub(crate) currency: String,
    pub(crate) state: Mutex<ShopState>,
    /// Locked after `state` where both are.
    pub(crate) rejects: Mutex<Rejects>,
    pub(crate) news: watch::Sender<u64>,
    /// The newest commit in the log, whether durable or not yet.
    pub(crate) newest: Arc<AtomicU64>,
    /// What the log holds since the last round of pages.
    pub(crate) log_bytes: AtomicU64,
    pub(crate) log_records: AtomicU64,
    /// The size of all pages at the last round.
    pub(crate) page_bytes: AtomicU64,
    opened: Instant,
    /// When the last round of pages began or ended, in milliseconds after `opened`.
    last_round: AtomicU64,
}

/// A log longer than this takes longer to read back than somebody who waits for the start would
/// like.
const LONG: u64 = 16 * 1024 * 1024;

impl ShopFigures {
    /// Reads a shop's figures and rejects at the start.
    pub(crate) fn recover(disk: &Disk, stored: StoredShop) -> Result<ShopFigures, StoreError> {
        let mut figures = ShopFigures::freeze(disk, stored)?;
        figures.rejects = Mutex::new(Rejects::load(disk, figures.number)?);
        Ok(figures)
    }

    /// Reads a shop's figures as the disk has them at this moment: its pages, then the commits
    /// since. Commits and rounds of pages may go on meanwhile.
    pub(crate) fn freeze(disk: &Disk, stored: StoredShop) -> Result<ShopFigures, StoreError> {
        let number = stored.number;
        let snapshot = disk.snapshot();
        let mut state = ShopState::new(disk.seed());
        let mut page_bytes = 0;
        for entry in snapshot.prefix(&disk.pages, number.to_be_bytes()) {
            let (key, value) = entry
                .into_inner()
                .map_err(|error| read_error("a page", error))?;
            let page = page_of(&key).ok_or_else(|| corrupt("a page's key"))?;
            let (sequence, bytes) = value.split_first_chunk().ok_or_else(|| corrupt("a page"))?;
            let loaded = state.load_page(page, u64::from_le_bytes(*sequence), bytes);
            loaded.map_err(|error| corrupt(&format!("the page {page:?}")).because(error))?;
            page_bytes += bytes.len() as u64;
        }
        let (covered, newest_page) = (state.covered(), state.applied());
        let (mut log_bytes, mut log_records) = (0, 0);
        let mut next = None;
        for entry in snapshot.prefix(&disk.log, number.to_be_bytes()) {
            let (key, record) = entry
                .into_inner()
                .map_err(|error| read_error("the log", error))?;
            let sequence = number_of(&key).ok_or_else(|| corrupt("a log record's key"))?;
            // A cut of the log that a crash interrupted leaves older records, but never a gap.
            let expected = next.unwrap_or(sequence.min(covered + 1));
            if sequence != expected {
                return Err(corrupt(&format!("the log without record {expected}")));
            }
            next = Some(sequence + 1);
            let applied = state.apply(sequence, &record);
            applied.map_err(|error| corrupt(&format!("log record {sequence}")).because(error))?;
            log_bytes += record.len() as u64;
            log_records += 1;
        }
        let next = next.unwrap_or(covered + 1);
        if next <= newest_page {
            return Err(corrupt(&format!("the log without record {next}")));
        }
        let whole = state.recovered();
        whole.map_err(|error| corrupt("the catalogue").because(error))?;
        let newest = Arc::new(AtomicU64::new(state.applied()));
        Ok(ShopFigures {
            number,
            newest,
            timezone: stored.timezone,
            currency: stored.currency,
            state: Mutex::new(state),
            rejects: Mutex::default(),
            news: watch::Sender::new(0),
            log_bytes: AtomicU64::new(log_bytes),
            log_records: AtomicU64::new(log_records),
            page_bytes: AtomicU64::new(page_bytes),
            opened: Instant::now(),
            last_round: AtomicU64::new(0),
        })
    }

    /// Whether a round of pages before the end would make the next start noticeably quicker.
    pub(crate) fn has_long_log(&self) -> bool {
        self.log_bytes.load(Ordering::Relaxed) > LONG
    }

    /// Notes that a round of pages begins: commits from now on count towards the next one.
    pub(crate) fn begin_round(&self) {
        self.log_bytes.store(0, Ordering::Relaxed);
        self.log_records.store(0, Ordering::Relaxed);
        self.note_round();
    }

    /// Notes that a round of pages of this size is over.
    pub(crate) fn end_round(&self, page_bytes: u64) {
        self.page_bytes.store(page_bytes, Ordering::Relaxed);
        self.note_round();
    }

    fn note_round(&self) {
        let millis = u64::try_from(self.opened.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.last_round.store(millis, Ordering::Relaxed);
    }

    /// Notes a record in the log; says whether it is time to write pages.
    pub(crate) fn logged(&self, bytes: usize, min_bytes: u64) -> bool {
        /// So that reading the log back stays quick however small its records are.
        const MAX_RECORDS: u64 = 1_000_000;
        let log_bytes = self.log_bytes.fetch_add(bytes as u64, Ordering::Relaxed) + bytes as u64;
        let records = self.log_records.fetch_add(1, Ordering::Relaxed) + 1;
        // Pages are written anew when the log has grown as large as they are, so that writing them
        // at most doubles what a large import writes.
        let size = min_bytes.max(self.page_bytes.load(Ordering::Relaxed));
        log_bytes > size
            || records > MAX_RECORDS
            || (log_bytes > LONG.min(min_bytes) && self.can_afford_round(size))
    }

    /// Whether the last round is so long ago that another one of this size hardly adds to what is
    /// written a second. So in a server's daily life the log stays short, and a start after a crash
    /// is quick.
    fn can_afford_round(&self, bytes: u64) -> bool {
        const BYTES_PER_SECOND: u64 = 8 * 1024 * 1024;
        let last = Duration::from_millis(self.last_round.load(Ordering::Relaxed));
        let since = self.opened.elapsed().saturating_sub(last);
        bytes < since.as_secs() * BYTES_PER_SECOND
    }
}

#[cfg(test)]
mod tests;
