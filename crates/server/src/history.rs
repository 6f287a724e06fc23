//! The daily totals of the shops that are asked about, in memory: any range is a loop over them.
//!
//! The days up to the newest one that was dropped never change again, so they are read once. Those behind it are read anew
//! when the shop's version differs, as for its board, whichever server it was that committed something.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError, RwLock, Weak};
use std::time::Duration;

use domain::{
    Baseline, BoardQuery, BusinessDay, DayRecord, MeasureSet, Range, RetainedDays, Shop, Sums,
    Totals, Unknown,
};
use ports::{Store, StoreError};
use tokio::time::Instant;

use crate::attention::Attention;
use crate::live::{Boards, Place};
use crate::shops::ShopState;

/// What all shops may take.
const MAX_BYTES: usize = 64 << 20;
/// How many shops are kept: those with few days take little more than their place.
const MAX_SHOPS: usize = 1_000;
/// For how long days are taken to be current when the store tells no news, which may be lost on the way.
const CURRENT_FOR: Duration = Duration::from_secs(5);
/// How many days are read at once: each comes with its hours.
const STRETCH: u16 = 400;
/// Kept days with more days than this between them are read by themselves.
const GAP: i32 = 30;
/// Days of which the minutes are remembered: what one page compares with.
const BASELINES: usize = 4;

/// The daily totals of the shops that were asked about last.
pub(crate) struct Histories {
    store: Arc<dyn Store>,
    /// The one that was asked about last comes first.
    shops: Mutex<VecDeque<Arc<History>>>,
}

/// Those of a shop.
struct History {
    shop: Arc<Shop>,
    attention: Attention,
    /// Held by who reads. Those who wait for it mostly find what they need.
    turn: tokio::sync::Mutex<()>,
    newest: RwLock<Option<Arc<DailyTotals>>>,
}

/// What was known of the store when a reading began: equal versions, equal figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Version {
    news: u64,
    writes: u64,
}

/// A shop's days of one reading.
pub(crate) struct DailyTotals {
    version: Version,
    read: Instant,
    /// The oldest day of which anything is kept.
    first: Option<BusinessDay>,
    /// From that day on, each one; behind the last of them nothing happened.
    days: Vec<Day>,
    /// Up to this day they are final.
    dropped_until: Option<BusinessDay>,
    totals_from: Option<BusinessDay>,
    /// What nobody knows of a day before the first.
    unknown_before: MeasureSet,
    baselines: Mutex<Vec<(BusinessDay, Arc<Baseline>)>>,
}

#[derive(Clone, Copy)]
struct Day {
    totals: Totals,
    is_kept: bool,
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

    /// A shop's days, with everything that was committed before this call.
    pub(crate) async fn of(&self, keeper: &ShopState) -> Result<Arc<DailyTotals>, StoreError> {
        let history = self.take(keeper.shop());
        self.store.listening(&[keeper.shop()]).await;
        let version = || Version {
            news: history.attention.news(),
            writes: keeper.board.writes(),
        };
        if let Some(newest) = history.current(version()) {
            return Ok(newest);
        }
        let turn = history.turn.lock().await;
        // The version first: what is committed meanwhile makes a reading old, never unseen.
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

    /// What a day had by each minute, for the days of a shop as they were read.
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

    /// A shop's place, which is the first now. One that was removed and added again is another shop.
    fn take(&self, shop: &Arc<Shop>) -> Arc<History> {
        let mut shops = self.shops.lock().unwrap_or_else(PoisonError::into_inner);
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

    /// Lets those go that were asked about longest ago, beyond the bounds. The newest stays, whatever it takes.
    fn let_go(&self) {
        let mut shops = self.shops.lock().unwrap_or_else(PoisonError::into_inner);
        let mut bytes = 0;
        let within = shops.iter().take(MAX_SHOPS).take_while(|history| {
            bytes += history.newest().map_or(0, |newest| newest.bytes());
            bytes <= MAX_BYTES
        });
        let within = within.count();
        shops.truncate(within.max(1));
    }
}

impl Place for Histories {
    /// Listens no more for shops that nobody has asked about for a while. What was read of them stays.
    fn let_go(&self) -> bool {
        let shops = self.shops.lock().unwrap_or_else(PoisonError::into_inner);
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
        let is_current = newest.version == version && newest.read.elapsed() < CURRENT_FOR;
        is_current.then_some(newest)
    }
}

impl DailyTotals {
    /// What some days add up to.
    pub(crate) fn total(&self, range: Range) -> Totals {
        if range.count() == 1 {
            return self.day(range.first).totals;
        }
        let (kept, is_before) = self.within(range);
        let total = Totals::of_several(kept.iter().map(|day| &day.totals));
        match is_before {
            true => total.without(self.unknown_before),
            false => total,
        }
    }

    /// Whether anything is known of each of some days.
    ///
    /// # Errors
    /// Why it is not.
    pub(crate) fn check(&self, range: Range) -> Result<(), Unknown> {
        let (kept, is_before) = self.within(range);
        if is_before && !self.unknown_before.is_empty() || kept.iter().any(|day| !day.is_kept) {
            return Err(Unknown::NotKept);
        }
        match is_before {
            true => Err(Unknown::BeforeFirst),
            false => Ok(()),
        }
    }

    /// Those of a range that are kept, and whether it begins before them.
    fn within(&self, range: Range) -> (&[Day], bool) {
        let Some(first) = self.first else {
            return (&[], true);
        };
        let place = |day: BusinessDay| usize::try_from(day.epoch_days() - first.epoch_days());
        let end = place(range.last + 1).unwrap_or(0).min(self.days.len());
        let from = place(range.first).unwrap_or(0).min(end);
        let kept = self.days.get(from..end).unwrap_or_default();
        (kept, range.first < first)
    }

    fn day(&self, day: BusinessDay) -> Day {
        match self.within(Range::day(day)) {
            ([kept, ..], _) => *kept,
            ([], is_before) => {
                let nothing = Totals::new(Sums::ZERO, Some(0));
                let is_kept = !is_before || self.unknown_before.is_empty();
                Day {
                    totals: match is_kept {
                        true => nothing,
                        false => Totals::new(Sums::ZERO, None).without(self.unknown_before),
                    },
                    is_kept,
                }
            }
        }
    }

    fn bytes(&self) -> usize {
        size_of::<DailyTotals>() + self.days.capacity() * size_of::<Day>()
    }

    async fn read(
        store: &dyn Store,
        shop: &Shop,
        version: Version,
        before: Option<&DailyTotals>,
    ) -> Result<DailyTotals, StoreError> {
        let read = Instant::now();
        let retained = store.retained(shop).await?;
        // Once a day was dropped, no older one is taken in.
        let first = before.filter(|it| retained.dropped_until.and(it.dropped_until).is_some());
        let first = match first.and_then(|it| it.first) {
            Some(first) => Some(first),
            None => store.first_day(shop).await?,
        };
        let newest = retained.days.last().copied().max(retained.dropped_until);
        let unknown_before = first.map_or(MeasureSet::NONE, |first| retained.unknown_on(first - 1));
        let mut totals = DailyTotals {
            version,
            read,
            first,
            days: Vec::new(),
            dropped_until: retained.dropped_until,
            totals_from: retained.totals_from,
            unknown_before,
            baselines: Mutex::default(),
        };
        let (Some(first), Some(newest)) = (first, newest) else {
            return Ok(totals);
        };
        let count = usize::try_from(newest.epoch_days() - first.epoch_days() + 1);
        let nothing = Day {
            totals: Totals::new(Sums::ZERO, Some(0)),
            is_kept: true,
        };
        totals.days = vec![nothing; count.unwrap_or(0)];
        let mut from = first;
        let same =
            before.filter(|it| it.first == totals.first && it.totals_from == totals.totals_from);
        if let Some((before, final_until)) = same.and_then(|it| Some((it, it.dropped_until?))) {
            let (settled, _) = before.within(Range {
                first,
                last: final_until,
            });
            if let Some(place) = totals.days.get_mut(..settled.len()) {
                place.copy_from_slice(settled);
                from = first + i32::try_from(settled.len()).unwrap_or(0);
            }
        }
        for range in changeable(from, &retained) {
            for range in range.stretches(STRETCH) {
                totals.put(&store.days(shop, range.first, range.last).await?);
            }
        }
        Ok(totals)
    }

    fn put(&mut self, records: &[DayRecord]) {
        let Some(first) = self.first else { return };
        for record in records {
            let place = usize::try_from(record.day.epoch_days() - first.epoch_days());
            if let Some(day) = place.ok().and_then(|place| self.days.get_mut(place)) {
                let totals = record.totals();
                *day = Day {
                    totals,
                    is_kept: totals.get(domain::Measure::Orders).is_some(),
                };
            }
        }
    }
}

/// The days from `from` on of which something may be kept: all that were dropped, and those that are retained.
fn changeable(from: BusinessDay, retained: &RetainedDays) -> Vec<Range> {
    let mut ranges: Vec<Range> = Vec::new();
    if let Some(last) = retained.dropped_until.filter(|last| *last >= from) {
        ranges.push(Range { first: from, last });
    }
    for day in retained.days.range(from..) {
        match ranges.last_mut() {
            Some(range) if *day <= range.last => {}
            Some(range) if *day - GAP <= range.last => range.last = *day,
            _ => ranges.push(Range::day(*day)),
        }
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_have_changed_is_what_was_dropped_since_and_what_is_retained() {
        let day = BusinessDay::from_epoch_days;
        let retained = RetainedDays {
            days: [20_010, 20_012, 20_100].map(day).into(),
            dropped_until: Some(day(20_005)),
            ..RetainedDays::default()
        };
        let of = |from| {
            let ranges = changeable(day(from), &retained).into_iter();
            let ranges = ranges.map(|it| (it.first.epoch_days(), it.last.epoch_days()));
            ranges.collect::<Vec<_>>()
        };
        assert_eq!(of(19_000), [(19_000, 20_012), (20_100, 20_100)]);
        assert_eq!(of(20_006), [(20_010, 20_012), (20_100, 20_100)]);
        assert_eq!(of(20_101), []);
    }
}
