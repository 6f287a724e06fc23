//! Reads a shop's current board from the store, one read at a time.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex as StdMutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use bytes::Bytes;
use domain::{Board, BoardQuery, Shop, Timestamp};
use ports::{ErrorKind, Store, StoreError};
use telemetry::Count;
use telemetry::catalogue::BOARD_READS;
use telemetry::labels::OfShop;
use tokio::sync::{Mutex, watch};
use tracing::{Span, trace_span};

use super::AlertTexts;
use super::arrivals::Arrivals;
use super::boards::Boards;
use super::past::PastDays;
use super::places::PlacesBefore;
use super::reading::{Reading, Version};
use crate::Clock;
use crate::item_level::ItemLevel;

/// How long a reading counts as current if the store sends no news. The keeper reads every five seconds anyway, because
/// news may get lost.
const CURRENT_FOR: Duration = Duration::from_secs(6);
/// A store that takes longer counts as away.
const READ_TIMEOUT: Duration = Duration::from_secs(5);

/// How many waiting commits are traced to the message that shows them: a few from the busiest tenth of a second are
/// enough.
const MOST_NOTICES: usize = 256;

/// Why a board could not be read; shared by all callers that waited for the same read.
pub(crate) type ReadError = Arc<StoreError>;

/// Reads a shop's current board.
pub(crate) struct BoardReader {
    shop: Arc<Shop>,
    store: Arc<dyn Store>,
    clock: Clock,
    news: watch::Receiver<u64>,
    writes: AtomicU64,
    alerts: Arc<AlertTexts>,
    arrivals: Arrivals,
    begun: AtomicU64,
    /// Held by the reading caller. Those who wait for it mostly find that the reading they need exists by then.
    turn: Mutex<()>,
    last: RwLock<Last>,
    reads: Arc<Count>,
    known_items: ItemLevel,
    places: PlacesBefore,
    past: PastDays,
    /// Spans of commits that no message has shown yet.
    notices: StdMutex<Vec<Span>>,
}

#[derive(Clone, Default)]
struct Last {
    reading: Option<Arc<Reading>>,
    /// The number of the last attempt and its error, if it failed.
    failure: Option<(u64, ReadError)>,
}

impl BoardReader {
    /// `news` are the shop's; `written` is when this server last committed something.
    pub(crate) fn new(
        shop: Arc<Shop>,
        boards: &Boards,
        news: watch::Receiver<u64>,
        written: Option<Timestamp>,
    ) -> BoardReader {
        let store = Arc::clone(&boards.store);
        let reads = BOARD_READS.series(OfShop::new(shop.id.shared()));
        let known_items = ItemLevel::of(&shop);
        let arrivals = Arrivals::since(written);
        BoardReader {
            shop,
            store,
            clock: Arc::clone(&boards.clock),
            news,
            writes: AtomicU64::new(0),
            alerts: Arc::clone(&boards.alerts),
            arrivals,
            begun: AtomicU64::new(0),
            turn: Mutex::default(),
            last: RwLock::default(),
            reads,
            known_items,
            places: PlacesBefore::default(),
            past: PastDays::default(),
            notices: StdMutex::default(),
        }
    }

    pub(crate) fn shop(&self) -> &Arc<Shop> {
        &self.shop
    }

    pub(crate) fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The store's news from now on.
    pub(crate) fn news(&self) -> watch::Receiver<u64> {
        self.news.clone()
    }

    /// Notes when the store's news arrives, and never returns. Figures are read only later.
    pub(crate) async fn note_news(&self) {
        let mut news = self.news();
        while news.changed().await.is_ok() {
            let counter = *news.borrow_and_update();
            self.arrivals.note_news(counter, (self.clock)());
        }
        // A closed store has no more news.
        std::future::pending::<()>().await;
    }

    pub(crate) fn note_write(&self, now: Timestamp) {
        self.arrivals.note_write(now);
        let shop = self.shop.id.as_str();
        let span = trace_span!(target: pipeline::SPANS, "notice", shop);
        if !span.is_disabled() {
            let mut notices = self.notices();
            if notices.len() < MOST_NOTICES {
                notices.push(span);
            }
        }
        self.writes.fetch_add(1, Ordering::AcqRel);
    }

    /// Ends the spans of the commits so far: a message has been sent.
    pub(crate) fn end_notices(&self) {
        self.notices().clear();
    }

    fn notices(&self) -> MutexGuard<'_, Vec<Span>> {
        self.notices.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The board with everything committed before this call; from memory if nothing newer is known.
    pub(crate) async fn current(&self) -> Result<Arc<Reading>, ReadError> {
        let last = self.last().reading;
        match last.filter(|reading| self.is_current(reading)) {
            Some(reading) => Ok(reading),
            None => self.read().await,
        }
    }

    /// The board from the store, by a read that began after this call.
    pub(crate) async fn read(&self) -> Result<Arc<Reading>, ReadError> {
        let begun = self.begun.load(Ordering::Acquire);
        let _turn = self.turn.lock().await;
        let last = self.last();
        if let Some((number, error)) = last.failure
            && number > begun
        {
            return Err(error);
        }
        if let Some(reading) = &last.reading
            && reading.number > begun
        {
            return Ok(Arc::clone(reading));
        }
        let number = self.begun.fetch_add(1, Ordering::AcqRel) + 1;
        // In a box: most who ask for a board find it in memory, and their futures need no room for this.
        let result = Box::pin(self.read_store(number, last.reading.as_deref())).await;
        let mut last = self.last.write().unwrap_or_else(PoisonError::into_inner);
        match result {
            Ok(reading) => {
                let reading = Arc::new(reading);
                *last = Last {
                    reading: Some(Arc::clone(&reading)),
                    failure: None,
                };
                Ok(reading)
            }
            Err(error) => {
                let error = Arc::new(error);
                last.failure = Some((number, Arc::clone(&error)));
                Err(error)
            }
        }
    }

    async fn read_store(
        &self,
        number: u64,
        before: Option<&Reading>,
    ) -> Result<Reading, StoreError> {
        // The version comes first: a commit during the read then makes the reading old, and is not missed.
        self.store.listening(&[&self.shop]).await;
        let version = self.version();
        let now = (self.clock)();
        let arrived = self.arrivals.note_news(version.news, now);
        let query = BoardQuery::of(self.shop.today(now));
        self.reads.add(1);
        let read = async {
            let data = self.store.board(&self.shop, &query).await?;
            let places = self.places.of(&self.shop, &*self.store, &data).await?;
            let past = self.past.mark(&self.shop, &*self.store, version, query.day);
            Ok::<_, StoreError>((data, places, past.await?))
        };
        let Ok(read) = tokio::time::timeout(READ_TIMEOUT, read).await else {
            return Err(StoreError::new(
                ErrorKind::Unavailable,
                "reading the board took too long",
            ));
        };
        let (data, places, past) = read?;
        self.known_items.set(data.known_items);
        let mut board = Board::assemble(&self.shop, now, &query, data);
        if board.data.begins_empty() {
            board = board.known_from(self.store.first_day(&self.shop).await?);
        }
        board.places_before = places;
        let mut reading = Reading::new(number, (version, arrived), &self.shop, board, before)
            .map_err(|error| {
                StoreError::new(ErrorKind::Corrupt, "the board has no JSON form").because(error)
            })?;
        reading.texts.set_alerts(self.alerts().1);
        reading.texts.set_past(past);
        Ok(reading)
    }

    fn is_current(&self, reading: &Reading) -> bool {
        let local = self.shop.clock.local((self.clock)());
        reading.version == self.version()
            && (reading.local.day, reading.local.minute()) == (local.day, local.minute())
            && reading.taken.elapsed() < CURRENT_FOR
    }

    fn version(&self) -> Version {
        Version {
            news: *self.news.borrow(),
            writes: self.writes.load(Ordering::Acquire),
            alerts: self.alerts().0,
        }
    }

    fn alerts(&self) -> (u64, Bytes) {
        self.alerts.of(self.shop.id.as_str())
    }

    fn last(&self) -> Last {
        self.last
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}
