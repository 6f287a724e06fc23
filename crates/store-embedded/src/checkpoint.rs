//! Rounds of pages: the figures are written page by page while commits continue, then the log is cut up to the point
//! where the oldest page begins.
//!
//! Each page names the last commit it contains; recovery applies only newer ones to it. So a round needs no pause: each
//! page is copied under the lock in about a millisecond, and a crash at any moment leaves old pages, new pages and a
//! log that covers both.

use std::collections::BTreeSet;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use ports::StoreError;

use crate::disk::{
    Disk, corrupt, day_key, number_of, numbered_key, page_key, page_of, read_error, write_error,
};
use crate::poison::Poison;
use crate::shop::ShopFigures;
use crate::state::{Page, Sequence, ShopState, Version};

/// Removals per batch.
const CUT_BATCH: usize = 10_000;

/// How often to look for unused shops.
const LOOK_EVERY: Duration = Duration::from_secs(30);

/// The thread that writes pages, and drops unused shops from memory.
#[derive(Debug)]
pub(crate) struct Checkpointer {
    watched: Watched,
    requests: Option<mpsc::SyncSender<Arc<ShopFigures>>>,
    thread: Option<JoinHandle<()>>,
}

type Watched = Arc<Mutex<Vec<Arc<ShopFigures>>>>;

impl Checkpointer {
    /// Starts the thread. Shops unused for as long as `quiet` are dropped from memory.
    pub(crate) fn start(
        disk: Arc<Disk>,
        poison: Arc<Poison>,
        quiet: Duration,
    ) -> std::io::Result<Checkpointer> {
        let (requests, inbox) = mpsc::sync_channel::<Arc<ShopFigures>>(1);
        let watched = Watched::default();
        let shops = Arc::clone(&watched);
        let every = LOOK_EVERY.min(quiet);
        let work = move || {
            poison.guard(|| {
                let mut looked = Instant::now();
                loop {
                    let done = match inbox.recv_timeout(every.saturating_sub(looked.elapsed())) {
                        Ok(shop) => write_round(&disk, &poison, &shop),
                        Err(RecvTimeoutError::Timeout) => {
                            looked = Instant::now();
                            rest(&disk, &poison, &shops, quiet)
                        }
                        Err(RecvTimeoutError::Disconnected) => break,
                    };
                    if let Err(error) = done {
                        poison.poison(&error);
                    }
                }
            });
        };
        let thread = std::thread::Builder::new()
            .name("livetill-pages".to_owned())
            .spawn(work)?;
        Ok(Checkpointer {
            watched,
            requests: Some(requests),
            thread: Some(thread),
        })
    }

    /// Watches a shop, so that it is dropped from memory when unused.
    pub(crate) fn watch(&self, shop: &Arc<ShopFigures>) {
        // Nothing panics while the lock is held.
        let mut watched = self.watched.lock().unwrap_or_else(PoisonError::into_inner);
        watched.push(Arc::clone(shop));
    }

    /// Stops watching a shop.
    pub(crate) fn forget(&self, shop: &Arc<ShopFigures>) {
        let mut watched = self.watched.lock().unwrap_or_else(PoisonError::into_inner);
        watched.retain(|watched| !Arc::ptr_eq(watched, shop));
    }

    /// Requests a round. If one is running, the next commit requests again.
    pub(crate) fn request(&self, shop: &Arc<ShopFigures>) {
        if let Some(requests) = &self.requests {
            // Full: a round is running.
            let _ = requests.try_send(Arc::clone(shop));
        }
    }

    /// Requests a last round, which is finished before this is dropped. Blocks while other rounds run.
    pub(crate) fn finish(&self, shop: &Arc<ShopFigures>) {
        if let Some(requests) = &self.requests {
            // An error means that the thread panicked, which has reported itself.
            let _ = requests.send(Arc::clone(shop));
        }
    }
}

impl Drop for Checkpointer {
    fn drop(&mut self) {
        self.requests = None;
        if let Some(thread) = self.thread.take() {
            // A panic of the thread has reported itself.
            let _ = thread.join();
        }
    }
}

/// Drops unused shops from memory if they can be read back quickly.
fn rest(disk: &Disk, poison: &Poison, shops: &Watched, quiet: Duration) -> Result<(), StoreError> {
    let shops = shops.lock().unwrap_or_else(PoisonError::into_inner).clone();
    for shop in shops.iter().filter(|shop| shop.is_quiet(quiet)) {
        if shop.has_a_log_for_pages() {
            // This counts as a use, so the shop is dropped after another quiet period.
            write_round(disk, poison, shop)?;
        } else {
            shop.rest(poison, quiet)?;
        }
    }
    Ok(())
}

/// A round of a shop that is removed meanwhile is aborted. A page that it leaves has a shop number that no other shop
/// gets, so nobody reads it.
fn write_round(disk: &Disk, poison: &Poison, shop: &ShopFigures) -> Result<(), StoreError> {
    match write_pages(disk, poison, shop) {
        Err(_) if shop.is_gone() => Ok(()),
        written => written,
    }
}

fn write_pages(disk: &Disk, poison: &Poison, shop: &ShopFigures) -> Result<(), StoreError> {
    shop.begin_round();
    // A commit between this look and the copy of a page may add a day or a chunk of the catalogue that is not in the
    // list: the log keeps everything after the look.
    let (pages, mut covered) = shop.look(poison, |state| (state.pages(), state.applied()))?;
    let mut written = 0;
    let mut all_there = true;
    for page in &pages {
        let copy = |state: &mut ShopState| {
            if *page == Page::Misc {
                write_left(disk, shop, state)?;
            }
            Ok((state.applied(), state.page_bytes(*page)))
        };
        let (sequence, bytes) = shop.look(poison, copy)??;
        let malformed = |error| corrupt("a part of the ledger in memory").because(error);
        let bytes = bytes.map_err(malformed)?;
        let Some(bytes) = bytes else {
            // The day was dropped during the round: its records in the log are still needed.
            all_there = false;
            continue;
        };
        covered = covered.min(sequence);
        written += bytes.len() as u64;
        let value = [&Version::mark(sequence).to_le_bytes()[..], &bytes].concat();
        let stored = disk.pages.insert(page_key(shop.number, *page), value);
        stored.map_err(|error| write_error("a page", error))?;
    }
    disk.sync()
        .map_err(|error| write_error("the pages", error))?;
    shop.end_round(written);
    if all_there {
        drop_stale_pages(disk, shop, &pages.into_iter().collect())?;
        cut_log(disk, shop, covered)?;
    }
    tracing::debug!(
        shop = shop.number,
        bytes = written,
        covered,
        "wrote a round of pages"
    );
    Ok(())
}

/// Writes the items of dropped days. They are always on disk before the page that lists the dropped days, because
/// writes reach the disk in sequence.
fn write_left(disk: &Disk, shop: &ShopFigures, state: &mut ShopState) -> Result<(), StoreError> {
    let written = state.left().clone();
    for (day, items) in &written {
        let mut bytes = Vec::new();
        items.put(&mut bytes);
        let stored = disk.items.insert(day_key(shop.number, *day), bytes);
        stored.map_err(|error| write_error("a day's items", error))?;
    }
    state.forget_left(&written);
    Ok(())
}

/// Removes the pages of days that were dropped before the round began.
fn drop_stale_pages(
    disk: &Disk,
    shop: &ShopFigures,
    current: &BTreeSet<Page>,
) -> Result<(), StoreError> {
    let mut batch = disk.batch();
    for entry in disk.pages.prefix(shop.number.to_be_bytes()) {
        let key = entry.key().map_err(|error| read_error("a page", error))?;
        if page_of(&key).is_some_and(|page| !current.contains(&page)) {
            batch.remove(&disk.pages, key);
        }
    }
    batch
        .commit()
        .map_err(|error| write_error("the removal of a page", error))
}

fn cut_log(disk: &Disk, shop: &ShopFigures, covered: Sequence) -> Result<(), StoreError> {
    let first = numbered_key(shop.number, 0);
    let last = numbered_key(shop.number, covered);
    let mut batch = disk.batch();
    for entry in disk.log.range(first..=last) {
        let key = entry.key().map_err(|error| read_error("the log", error))?;
        if number_of(&key).is_some() {
            batch.remove(&disk.log, key);
        }
        if batch.len() >= CUT_BATCH {
            let full = std::mem::replace(&mut batch, disk.batch());
            full.commit()
                .map_err(|error| write_error("the cut of the log", error))?;
        }
    }
    batch
        .commit()
        .map_err(|error| write_error("the cut of the log", error))
}
