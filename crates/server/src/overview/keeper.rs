//! Remembers the day of every shop while somebody looks.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;

use domain::{BusinessDay, Rates, Shop, ShopClock, Timestamp};
use futures_util::StreamExt as _;
use futures_util::stream;
use ports::{ErrorKind, Figures, StoreError};
use telemetry::Count;
use telemetry::catalogue::OVERVIEW_READS;
use tokio::sync::{Mutex, watch};
use tokio::time::Instant;

use super::summary::Summary;
use crate::Clock;
use crate::live::{Boards, Place};
use crate::shops::{ShopState, Shops};

/// How many shops are read at a time.
const AT_ONCE: usize = 32;
/// How long to wait before reading a shop again that could not be read.
const AGAIN: Duration = Duration::from_secs(5);
/// How long the shops are remembered after the last request.
const KEPT_FOR: Duration = Duration::from_secs(60);

/// The days of all shops.
pub(crate) struct Overview {
    shops: Shops,
    boards: Arc<Boards>,
    pub(super) rates: Rates,
    reads: Arc<Count>,
    /// Held by the reading caller. Those who wait for it mostly find that what they need was read.
    kept: Mutex<Kept>,
    /// Whether it is registered with the boards, which drop it when unused.
    is_noted: AtomicBool,
    itself: Weak<Overview>,
}

/// The shops at one moment.
#[derive(Clone)]
pub(crate) struct Rows {
    pub(crate) as_of: Timestamp,
    /// The time zones of the rows.
    pub(crate) zones: Arc<[ShopClock]>,
    /// Sorted by name. The same list as before if nothing changed.
    pub(crate) rows: Arc<[Arc<Row>]>,
}

/// A shop.
pub(crate) struct Row {
    pub(crate) shop: Arc<Shop>,
    pub(crate) display_name: Option<Arc<str>>,
    /// The index of its time zone.
    pub(crate) zone: usize,
    /// `None` = it could not be read.
    pub(crate) summary: Option<Summary>,
}

#[derive(Default)]
struct Kept {
    /// The change of the list of shops up to which these are known.
    changes: Option<u64>,
    entries: Vec<Entry>,
    zones: Vec<ShopClock>,
    newest: Option<Rows>,
    /// When the last whole look at the shops began, and why it failed.
    looked: Option<Instant>,
    failure: Option<Arc<StoreError>>,
    asked: Option<Instant>,
}

struct Entry {
    state: Arc<ShopState>,
    news: watch::Receiver<u64>,
    /// The state of the shop when it was last read.
    seen: Option<Seen>,
    failed: Option<Instant>,
    row: Arc<Row>,
}

/// The state of a shop: if equal, its figures are equal.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Seen {
    news: u64,
    writes: u64,
    day: BusinessDay,
}

impl Overview {
    pub(crate) fn new(shops: Shops, boards: Arc<Boards>, rates: Rates) -> Arc<Overview> {
        Arc::new_cyclic(|itself| Overview {
            shops,
            boards,
            rates,
            reads: OVERVIEW_READS.series(()),
            kept: Mutex::default(),
            is_noted: AtomicBool::new(false),
            itself: Weak::clone(itself),
        })
    }

    pub(super) fn clock(&self) -> &Clock {
        &self.boards.clock
    }

    /// The shops with everything committed before this call, or since at most `no_older` before it.
    pub(crate) async fn rows(&self, no_older: Duration) -> Result<Rows, Arc<StoreError>> {
        let asked = Instant::now();
        let mut kept = self.kept.lock().await;
        kept.asked = Some(asked);
        let is_new = kept.looked.is_some_and(|looked| looked + no_older >= asked);
        match (&kept.failure, &kept.newest) {
            (Some(failure), _) if is_new => return Err(Arc::clone(failure)),
            (None, Some(rows)) if is_new => return Ok(rows.clone()),
            _ => {}
        }
        if !self.is_noted.swap(true, Ordering::AcqRel) {
            let place: Weak<Overview> = Weak::clone(&self.itself);
            self.boards.take(place);
        }
        // Not before it is over: a caller that hangs up leaves a look half done.
        let looked = Instant::now();
        let read = self.look(&mut kept).await.map_err(Arc::new);
        kept.looked = Some(looked);
        kept.failure = read.as_ref().err().cloned();
        let rows = read?;
        kept.newest = Some(rows.clone());
        Ok(rows)
    }

    async fn look(&self, kept: &mut Kept) -> Result<Rows, StoreError> {
        let store = &*self.boards.store;
        if kept.take_over(&self.shops, store) {
            let shops = kept.entries.iter().map(|it| &**it.state.shop());
            store.listening(&shops.collect::<Vec<&Shop>>()).await;
        }
        let as_of = (self.clock())();
        let days: Vec<BusinessDay> = kept.zones.iter().map(|it| it.local(as_of).day).collect();
        let now = Instant::now();
        let stale = kept
            .entries
            .iter()
            .enumerate()
            .filter_map(|(place, entry)| {
                let seen = entry.seen_now(days[entry.row.zone]);
                let is_left_alone = entry.failed.is_some_and(|failed| failed + AGAIN > now);
                let shop = || Arc::clone(entry.state.shop());
                (entry.seen != Some(seen) && !is_left_alone).then(|| (place, seen, shop()))
            });
        let stale: Vec<_> = stale.collect();
        let reads = stale.into_iter().map(|(place, seen, shop)| async move {
            (place, seen, Summary::read(&shop, seen.day, store).await)
        });
        let mut reads = stream::iter(reads).buffer_unordered(AT_ONCE);
        let mut away = None;
        while let Some((place, seen, read)) = reads.next().await {
            self.reads.add(1);
            let entry = &mut kept.entries[place];
            match read {
                Err(error) if error.kind() == ErrorKind::Unavailable => {
                    // The other shops would fail too.
                    away = Some(error);
                    break;
                }
                Err(error) => {
                    let shop = entry.state.shop().id.as_str();
                    let error = &error as &dyn std::error::Error;
                    tracing::debug!(shop, error, "a shop of the overview cannot be read");
                    (entry.seen, entry.failed) = (None, Some(now));
                    entry.set(None);
                }
                Ok(summary) => {
                    (entry.seen, entry.failed) = (Some(seen), None);
                    entry.set(Some(summary));
                }
            }
            kept.newest = None;
        }
        drop(reads);
        match (away, &kept.newest) {
            (Some(error), _) => Err(error),
            (None, Some(rows)) => Ok(Rows {
                as_of,
                ..rows.clone()
            }),
            (None, None) => Ok(Rows {
                as_of,
                zones: kept.zones.clone().into(),
                rows: kept.entries.iter().map(|it| Arc::clone(&it.row)).collect(),
            }),
        }
    }
}

impl Place for Overview {
    fn let_go(&self) -> bool {
        let Ok(mut kept) = self.kept.try_lock() else {
            return false;
        };
        if kept.asked.is_some_and(|asked| asked.elapsed() < KEPT_FOR) {
            return false;
        }
        *kept = Kept::default();
        self.is_noted.store(false, Ordering::Release);
        true
    }

    fn close(&self) {}
}

impl Kept {
    /// Takes over the list of shops; returns whether it changed.
    fn take_over(&mut self, shops: &Shops, store: &dyn Figures) -> bool {
        let changes = shops.changes();
        if self.changes == Some(changes) {
            return false;
        }
        let before = std::mem::take(&mut self.entries).into_iter();
        let mut before: HashMap<String, Entry> = before
            .map(|entry| (entry.state.shop().id.to_string(), entry))
            .collect();
        // A zone keeps its index, so that the rows of other shops stay valid.
        let known = self.zones.iter().map(|zone| zone.name().to_owned());
        let mut zones: HashMap<String, usize> = known.zip(0..).collect();
        let mut all = shops.all();
        all.sort_unstable_by(|one, other| one.shop().id.cmp(&other.shop().id));
        for state in all {
            let known = before.remove(state.shop().id.as_str());
            // A new shop may have the name of a removed one.
            let known = known.filter(|entry| Arc::ptr_eq(&entry.state, &state));
            let entry = known.unwrap_or_else(|| {
                let clock = &state.shop().clock;
                let zone = *zones.entry(clock.name().to_owned()).or_insert_with(|| {
                    self.zones.push(clock.clone());
                    self.zones.len() - 1
                });
                Entry::new(state, zone, store)
            });
            self.entries.push(entry);
        }
        self.changes = Some(changes);
        self.newest = None;
        true
    }
}

impl Entry {
    fn new(state: Arc<ShopState>, zone: usize, store: &dyn Figures) -> Entry {
        let shop = state.shop();
        let row = Row {
            shop: Arc::clone(shop),
            display_name: state.display_name.clone(),
            zone,
            summary: None,
        };
        Entry {
            news: store.news(shop),
            seen: None,
            failed: None,
            row: Arc::new(row),
            state,
        }
    }

    fn seen_now(&self, day: BusinessDay) -> Seen {
        Seen {
            news: *self.news.borrow(),
            writes: self.state.board.writes(),
            day,
        }
    }

    fn set(&mut self, summary: Option<Summary>) {
        self.row = Arc::new(Row {
            shop: Arc::clone(&self.row.shop),
            display_name: self.row.display_name.clone(),
            zone: self.row.zone,
            summary,
        });
    }
}
