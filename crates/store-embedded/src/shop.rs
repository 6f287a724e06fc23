//! One shop in the store: its figures and its rejects, and how they are read back.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};

use domain::{BusinessDay, FirstDays, Memo, OwnChannels, Shop};
use ports::{ErrorKind, StoreError, machine_time};
use tokio::sync::watch;

use crate::disk::{Disk, ShopNumber, StoredShop, corrupt};
use crate::memos::{self, Memos};
use crate::order_count::OrderCount;
use crate::poison::{Poison, closed};
use crate::recovery::StateRead;
use crate::rejects::Rejects;
use crate::state::{LeftItems, ShopState};

#[derive(Debug)]
pub(crate) struct ShopFigures {
    pub(crate) number: ShopNumber,
    pub(crate) timezone: String,
    pub(crate) currency: String,
    pub(crate) channels: OwnChannels,
    /// Locked after `state` if both are.
    first_days: Mutex<FirstDays>,
    /// `None` = dropped from memory because nobody used them.
    state: Mutex<Option<ShopState>>,
    /// Whether the shop was removed. Changed with `state` locked.
    is_gone: AtomicBool,
    /// The disk they are read back from.
    disk: Weak<Disk>,
    /// Locked after `state` if both are.
    pub(crate) rejects: Mutex<Rejects>,
    /// Locked after `rejects` if both are.
    pub(crate) memos: Mutex<Memos>,
    /// For a frozen shop: its memos at that moment.
    pub(crate) frozen_memos: Option<Vec<Memo>>,
    pub(crate) news: watch::Sender<u64>,
    /// The newest commit in the log, durable or not.
    pub(crate) newest: AtomicU64,
    /// The size of the log since the last round of pages.
    pub(crate) log_bytes: AtomicU64,
    pub(crate) log_records: AtomicU64,
    /// The size of all pages at the last round.
    pub(crate) page_bytes: AtomicU64,
    /// The number of orders in the ledger, in memory or not. Changed with `state` locked.
    orders: OrderCount,
    opened: Instant,
    /// When the last round of pages began or ended, in milliseconds after `opened`.
    last_round: AtomicU64,
    /// When the figures were last used, in milliseconds after `opened`.
    last_use: AtomicU64,
}

/// A log of more bytes than this makes the next start noticeably slow.
const LONG: u64 = 16 * 1024 * 1024;
/// Figures of this many bytes are read back in a few milliseconds, which is acceptable for the first request after a
/// quiet time.
const SOON_READ: u64 = 512 * 1024;
/// Figures of this many bytes are read back in a fraction of a millisecond.
const LITTLE: u64 = 16 * 1024;
/// With more than this many bytes of log, pages are written before a shop is dropped from memory.
const LOG_FOR_PAGES: u64 = SOON_READ / 4;

impl ShopFigures {
    /// Reads a shop's figures and rejects at the start. Notes the day from which on measures are complete that no
    /// earlier server knew, and channels added to its settings.
    pub(crate) fn recover(
        disk: &Arc<Disk>,
        shop: &Shop,
        mut stored: StoredShop,
    ) -> Result<ShopFigures, StoreError> {
        let read = StateRead::of(disk, stored.number)?;
        let mut first_days = stored.first_days.clone();
        if read.state.applied() == 0 {
            first_days = FirstDays::of_new_shop();
            first_days.raise(&stored.first_days);
        }
        first_days.learn(today(shop));
        if first_days != stored.first_days || shop.channels != stored.channels {
            stored.first_days = first_days;
            stored.channels = shop.channels.clone();
            disk.keep_shop(shop.id.as_str(), &stored)?;
        }
        let mut figures = ShopFigures::of(read, disk, stored);
        figures.rejects = Mutex::new(Rejects::load(disk, figures.number)?);
        figures.memos = Mutex::new(Memos::load(disk, figures.number)?);
        Ok(figures)
    }

    /// Counts its orders in the sum over all open shops.
    pub(crate) fn counted(mut self, all: &Arc<AtomicU64>) -> ShopFigures {
        self.orders = OrderCount::within(all);
        let state = self.state.get_mut();
        let state = state.unwrap_or_else(PoisonError::into_inner);
        let orders = state.as_ref().map_or(0, |state| state.ledger().len());
        self.orders.set(orders);
        self
    }

    /// Reads a shop's figures as they are on disk at this moment: its pages, then the commits since. Commits and rounds
    /// of pages may continue meanwhile.
    pub(crate) fn freeze(disk: &Arc<Disk>, stored: StoredShop) -> Result<ShopFigures, StoreError> {
        let snapshot = disk.snapshot();
        let read = StateRead::in_snapshot(disk, &snapshot, stored.number)?;
        let memos = memos::all(disk, &snapshot, stored.number)?;
        let mut figures = ShopFigures::of(read, disk, stored);
        figures.frozen_memos = Some(memos);
        Ok(figures)
    }

    fn of(read: StateRead, disk: &Arc<Disk>, stored: StoredShop) -> ShopFigures {
        let mut state = read.state;
        let newest = AtomicU64::new(state.applied());
        state.know(stored.first_days.clone());
        ShopFigures {
            number: stored.number,
            newest,
            timezone: stored.timezone,
            currency: stored.currency,
            channels: stored.channels,
            first_days: Mutex::new(stored.first_days),
            state: Mutex::new(Some(state)),
            is_gone: AtomicBool::new(false),
            disk: Arc::downgrade(disk),
            rejects: Mutex::default(),
            memos: Mutex::default(),
            frozen_memos: None,
            news: watch::Sender::new(0),
            log_bytes: AtomicU64::new(read.log_bytes),
            log_records: AtomicU64::new(read.log_records),
            page_bytes: AtomicU64::new(read.page_bytes),
            orders: OrderCount::default(),
            opened: Instant::now(),
            last_round: AtomicU64::new(0),
            last_use: AtomicU64::new(0),
        }
    }

    /// Reads or changes the figures. If they were dropped from memory, they are first read from the disk.
    pub(crate) fn look<T>(
        &self,
        poison: &Poison,
        look: impl FnOnce(&mut ShopState) -> T,
    ) -> Result<T, StoreError> {
        let mut state = poison.lock(&self.state)?;
        if self.is_gone() {
            return Err(StoreError::new(ErrorKind::Settings, "the shop was removed").refused());
        }
        self.last_use.store(self.millis(), Ordering::Relaxed);
        let state = match &mut *state {
            Some(state) => state,
            gone => gone.insert(self.read_again()?),
        };
        let seen = look(state);
        self.orders.set(state.ledger().len());
        Ok(seen)
    }

    /// Ends a removed shop: from now on nobody reads it, and no commit enters its log.
    pub(crate) fn end(&self, poison: &Poison) -> Result<(), StoreError> {
        let mut state = poison.lock(&self.state)?;
        self.is_gone.store(true, Ordering::Release);
        *state = None;
        self.orders.set(0);
        Ok(())
    }

    /// Whether it was removed.
    pub(crate) fn is_gone(&self) -> bool {
        self.is_gone.load(Ordering::Acquire)
    }

    /// Whether nobody has used the figures for this long.
    pub(crate) fn is_quiet(&self, quiet: Duration) -> bool {
        let since = self
            .millis()
            .saturating_sub(self.last_use.load(Ordering::Relaxed));
        Duration::from_millis(since) >= quiet
    }

    /// Whether writing pages before the figures are dropped would make reading them back much faster.
    pub(crate) fn has_a_log_for_pages(&self) -> bool {
        let (log, pages) = self.bytes_to_read();
        pages <= SOON_READ && (log > LOG_FOR_PAGES || log + pages > SOON_READ)
    }

    /// Drops the figures from memory if they are still unused and can be read back quickly. The disk has all of them: a
    /// commit is in the log before its lock is released.
    pub(crate) fn rest(&self, poison: &Poison, quiet: Duration) -> Result<(), StoreError> {
        let (log, pages) = self.bytes_to_read();
        if log + pages > SOON_READ {
            return Ok(());
        }
        let mut state = poison.lock(&self.state)?;
        if self.is_quiet(quiet) {
            *state = None;
        }
        Ok(())
    }

    /// The same for a shop that was just opened and has almost no data: most of ten thousand shops are like this, and
    /// each would take memory until it has been quiet for long enough.
    pub(crate) fn rest_if_little(&self, poison: &Poison) -> Result<(), StoreError> {
        let (log, pages) = self.bytes_to_read();
        match log + pages <= LITTLE {
            true => self.rest(poison, Duration::ZERO),
            false => Ok(()),
        }
    }

    #[cfg(test)]
    pub(crate) fn has_left(&self) -> bool {
        self.state.lock().is_ok_and(|state| state.is_none())
    }

    /// The items of a dropped day that are on disk.
    pub(crate) fn left_on_disk(&self, day: BusinessDay) -> Result<Option<LeftItems>, StoreError> {
        let disk = self.disk.upgrade().ok_or_else(closed)?;
        disk.items_of(self.number, day)
    }

    fn read_again(&self) -> Result<ShopState, StoreError> {
        let disk = self.disk.upgrade().ok_or_else(closed)?;
        let mut state = StateRead::of(&disk, self.number)?.state;
        let newest = self.newest.load(Ordering::Acquire);
        if state.applied() != newest {
            return Err(corrupt(&format!("the log without record {newest}")));
        }
        state.know(self.first_days());
        Ok(state)
    }

    /// The days from which on each measure is complete.
    pub(crate) fn first_days(&self) -> FirstDays {
        let days = self.first_days.lock();
        days.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Raises them, on disk first.
    pub(crate) fn raise_first_days(
        &self,
        disk: &Disk,
        poison: &Poison,
        id: &str,
        others: &FirstDays,
    ) -> Result<(), StoreError> {
        self.look(poison, |state| {
            let mut days = self.first_days();
            if !days.raise(others) {
                return Ok(());
            }
            let stored = StoredShop {
                number: self.number,
                timezone: self.timezone.clone(),
                currency: self.currency.clone(),
                first_days: days.clone(),
                channels: self.channels.clone(),
            };
            disk.keep_shop(id, &stored)
                .map_err(|error| poison.poison(&error))?;
            *poison.lock(&self.first_days)? = days.clone();
            state.know(days);
            Ok(())
        })?
    }

    /// The bytes of the log and of the pages.
    fn bytes_to_read(&self) -> (u64, u64) {
        let bytes = |of: &AtomicU64| of.load(Ordering::Relaxed);
        (bytes(&self.log_bytes), bytes(&self.page_bytes))
    }

    /// Whether a round of pages at the end would make the next start noticeably faster.
    pub(crate) fn has_long_log(&self) -> bool {
        self.log_bytes.load(Ordering::Relaxed) > LONG
    }

    /// Notes the beginning of a round of pages: later commits count towards the next one.
    pub(crate) fn begin_round(&self) {
        self.log_bytes.store(0, Ordering::Relaxed);
        self.log_records.store(0, Ordering::Relaxed);
        self.note_round();
    }

    /// Notes the end of a round of pages of this size.
    pub(crate) fn end_round(&self, page_bytes: u64) {
        self.page_bytes.store(page_bytes, Ordering::Relaxed);
        self.note_round();
    }

    fn note_round(&self) {
        self.last_round.store(self.millis(), Ordering::Relaxed);
    }

    fn millis(&self) -> u64 {
        u64::try_from(self.opened.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// Notes a record in the log; returns whether it is time to write pages.
    pub(crate) fn logged(&self, bytes: usize, min_bytes: u64) -> bool {
        /// Keeps reading back the log fast, however small its records are.
        const MAX_RECORDS: u64 = 1_000_000;
        let log_bytes = self.log_bytes.fetch_add(bytes as u64, Ordering::Relaxed) + bytes as u64;
        let records = self.log_records.fetch_add(1, Ordering::Relaxed) + 1;
        // Pages are rewritten when the log has grown as large as they are, so that writing them at most doubles the
        // writes of a large import.
        let size = min_bytes.max(self.page_bytes.load(Ordering::Relaxed));
        log_bytes > size
            || records > MAX_RECORDS
            || (log_bytes > LONG.min(min_bytes) && self.can_afford_round(size))
    }

    /// Whether the last round was so long ago that another one of this size adds little to the writes per second. So
    /// the log of a normal server stays short, and a start after a crash is fast.
    fn can_afford_round(&self, bytes: u64) -> bool {
        const BYTES_PER_SECOND: u64 = 8 * 1024 * 1024;
        let last = Duration::from_millis(self.last_round.load(Ordering::Relaxed));
        let since = self.opened.elapsed().saturating_sub(last);
        bytes < since.as_secs() * BYTES_PER_SECOND
    }
}

/// The shop's current day.
fn today(shop: &Shop) -> BusinessDay {
    shop.today(machine_time())
}

#[cfg(test)]
mod tests;
