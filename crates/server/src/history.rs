//! Keeps the daily totals of requested shops in memory: a range is then just a loop over them.
//!
//! Days up to the newest dropped one never change, so they are read once. Later days are read again when the shop's
//! version differs, as for its board, no matter which server committed something.

mod daily_totals;
mod texts;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, Weak};
use std::time::Duration;

use domain::{Baseline, BoardQuery, BusinessDay, DayRecord, Shop};
use ports::{Store, StoreError};

use self::daily_totals::Version;
pub(crate) use self::daily_totals::{DailyTotals, changeable};
use crate::attention::Attention;
use crate::live::{Boards, Place};
use crate::shops::ShopState;

/// The memory limit for all shops together.
const MAX_BYTES: usize = 64 << 20;
/// How many shops to keep. Even a shop with few days takes some memory.
const MAX_SHOPS: usize = 1_000;
/// How long days count as current if the store sends no news, which may get lost.
const CURRENT_FOR: Duration = Duration::from_secs(5);
/// How many days to remember by minute: enough for the comparisons of one page.
const BASELINES: usize = 4;

/// The daily totals of the shops requested last.
pub(crate) struct Histories {
    store: Arc<dyn Store>,
    /// The one requested last comes first.
    shops: Mutex<VecDeque<Arc<History>>>,
}

/// The daily totals of a shop.
struct History {
    shop: Arc<Shop>,
    attention: Attention,
    /// Held by the reading caller. Those who wait for it mostly find what they need.
    turn: tokio::sync::Mutex<()>,
    newest: RwLock<Option<Arc<DailyTotals>>>,
}

impl Histories {
    pub(crate) fn new(store: Arc<dyn Store>, boards: &Boards) -> Arc<Histories> {
        let histories = Arc::new(Histories {
            store,
            shops: Mutex::default(),
        });
        let place: Weak<Histories> = Arc::downgrade(&histories);
        boards.take(place);
        histories
    }

    /// A shop's days until `last`, with everything committed before this call. Data about days after `last` may be
    /// older.
    pub(crate) async fn of(
        &self,
        keeper: &ShopState,
        last: BusinessDay,
    ) -> Result<Arc<DailyTotals>, StoreError> {
        let history = self.take(keeper.shop());
        if let Some(newest) = history.newest().filter(|it| it.is_final(last)) {
            return Ok(newest);
        }
        self.store.listening(&[keeper.shop()]).await;
        let version = || Version {
            news: history.attention.news(),
            writes: keeper.board.writes(),
        };
        if let Some(newest) = history.current(version()) {
            return Ok(newest);
        }
        let turn = history.turn.lock().await;
        // The version comes first: a commit during the read then makes the reading old, and is not missed.
        let version = version();
        if let Some(newest) = history.current(version) {
            return Ok(newest);
        }
        let before = history.newest();
        let read = DailyTotals::read(&*self.store, &history.shop, version, before.as_deref());
        let newest = Arc::new(read.await?);
        let mut place = history
            .newest
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        *place = Some(Arc::clone(&newest));
        drop((place, turn));
        self.let_go();
        Ok(newest)
    }

    /// The shop's first day with any data.
    ///
    /// # Errors
    /// Any kind.
    pub(crate) async fn first_day(
        &self,
        shop: &Arc<Shop>,
    ) -> Result<Option<BusinessDay>, StoreError> {
        let known = {
            let shops = self.lock();
            let found = shops.iter().find(|it| Arc::ptr_eq(&it.shop, shop));
            found.and_then(|history| history.newest()?.final_first())
        };
        match known {
            Some(first) => Ok(Some(first)),
            None => self.store.first_day(shop).await,
        }
    }

    /// A day's sums by each minute, for days of a shop as of their reading.
    ///
    /// # Errors
    /// Any kind.
    pub(crate) async fn baseline(
        &self,
        shop: &Shop,
        days: &DailyTotals,
        day: BusinessDay,
    ) -> Result<Arc<Baseline>, StoreError> {
        let known = |known: &[(BusinessDay, Arc<Baseline>)]| {
            let found = known.iter().find(|(it, _)| *it == day);
            found.map(|(_, baseline)| Arc::clone(baseline))
        };
        let lock = || {
            days.baselines
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
        };
        if let Some(found) = known(&lock()) {
            return Ok(found);
        }
        let data = self.store.board(shop, &BoardQuery::sums_of(day)).await?;
        let none = DayRecord::empty(day);
        let record = data.week.last().unwrap_or(&none);
        let baseline = Arc::new(Baseline::new(record, &data.minutes, &shop.clock));
        let mut kept = lock();
        kept.truncate(BASELINES - 1);
        kept.insert(0, (day, Arc::clone(&baseline)));
        Ok(baseline)
    }

    /// A shop's entry, which is moved to the front. A shop that was removed and added again is a different one.
    fn take(&self, shop: &Arc<Shop>) -> Arc<History> {
        let mut shops = self.lock();
        let found = shops.iter().position(|it| Arc::ptr_eq(&it.shop, shop));
        let history = found.and_then(|place| shops.remove(place));
        let history = history.unwrap_or_else(|| {
            shops.retain(|it| it.shop.id != shop.id);
            Arc::new(History {
                shop: Arc::clone(shop),
                attention: Attention::none(),
                turn: tokio::sync::Mutex::default(),
                newest: RwLock::default(),
            })
        });
        shops.push_front(Arc::clone(&history));
        history.attention.ask(|| self.store.news(shop));
        history
    }

    /// Drops the entries beyond the limits, those requested longest ago first. The newest stays, whatever its size.
    fn let_go(&self) {
        let mut shops = self.lock();
        let mut bytes = 0;
        let within = shops.iter().take(MAX_SHOPS).take_while(|history| {
            bytes += history.newest().map_or(0, |newest| newest.bytes());
            bytes <= MAX_BYTES
        });
        let within = within.count();
        shops.truncate(within.max(1));
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Arc<History>>> {
        // Entries are only moved, added and removed, so a poisoned lock is harmless.
        self.shops.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place for Histories {
    /// Stops listening for shops that nobody has requested for a while. Their days stay.
    fn let_go(&self) -> bool {
        let shops = self.lock();
        shops.iter().for_each(|history| history.attention.rest());
        false
    }

    fn close(&self) {}
}

impl History {
    fn newest(&self) -> Option<Arc<DailyTotals>> {
        let newest = self.newest.read().unwrap_or_else(PoisonError::into_inner);
        newest.clone()
    }

    fn current(&self, version: Version) -> Option<Arc<DailyTotals>> {
        let newest = self.newest()?;
        newest.is_current(version, CURRENT_FOR).then_some(newest)
    }
}
