//! Sums of items over some days, read in parts and kept for a moment.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use domain::{BusinessDay, DayItems, ItemOnDay, ItemSums, Measure, Range, Shop, ShopId, Unsliced};
use ports::{Store, StoreError};

use crate::long_work;

/// How many days are read at once: each may have ten thousand items.
const STRETCH: u16 = 32;
/// How long sums are shown again: an order may change them in the meantime.
const KEPT_FOR: Duration = Duration::from_secs(10);
/// How many sums are kept, and the most items that one of them may have.
const KEPT: usize = 8;
const MAX_ITEMS: usize = 100_000;

/// The items of some days, or the newest day whose items are not known, with the reason.
pub(crate) type Found = Result<Arc<ItemSums>, (BusinessDay, Unsliced)>;

/// One item on one day.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ItemOfDay {
    pub(crate) day: BusinessDay,
    /// What it sold and got back, or why that is not known.
    pub(crate) item: Result<ItemOnDay, Unsliced>,
}

/// One item on each of some days. Runs on its own thread because it may take a while.
pub(crate) async fn of_item(
    store: &Arc<dyn Store>,
    shop: &Arc<Shop>,
    sku: &str,
    days: Range,
) -> Result<Vec<ItemOfDay>, StoreError> {
    let (store, shop, sku) = (Arc::clone(store), Arc::clone(shop), sku.to_owned());
    let read = long_work::run(move || async move {
        let mut found = Vec::new();
        for days in days.stretches(STRETCH) {
            let wanted = wanted(&*store, &shop, days).await?;
            let items = store.item_on_days(&shop, &sku, &wanted.days()).await?;
            let nothing = ItemOnDay {
                has_amounts: true,
                ..ItemOnDay::default()
            };
            let of_days = wanted.each(items, nothing);
            found.extend(of_days.map(|(day, item)| ItemOfDay { day, item }));
        }
        Ok(found)
    });
    read.await?
}

/// The sums of items requested last.
#[derive(Default)]
pub(crate) struct KeptItemSums(Mutex<VecDeque<Kept>>);

struct Kept {
    shop: ShopId,
    days: Range,
    since: Instant,
    sums: Arc<ItemSums>,
}

impl KeptItemSums {
    /// The items of some days. Runs on its own thread because it may take a while.
    pub(crate) async fn of(
        &self,
        store: &Arc<dyn Store>,
        shop: &Arc<Shop>,
        days: Range,
    ) -> Result<Found, StoreError> {
        if let Some(sums) = self.kept(&shop.id, days) {
            return Ok(Ok(sums));
        }
        let reading = (Arc::clone(store), Arc::clone(shop));
        let read = long_work::run(move || async move {
            let (store, shop) = reading;
            read(&*store, &shop, days).await
        });
        let found = read.await??;
        if let Ok(sums) = &found {
            self.keep(&shop.id, days, sums);
        }
        Ok(found)
    }

    fn kept(&self, shop: &ShopId, days: Range) -> Option<Arc<ItemSums>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|it| it.since.elapsed() < KEPT_FOR);
        let found = kept.iter().find(|it| it.shop == *shop && it.days == days);
        found.map(|it| Arc::clone(&it.sums))
    }

    fn keep(&self, shop: &ShopId, days: Range, sums: &Arc<ItemSums>) {
        if sums.count() > MAX_ITEMS {
            return;
        }
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.truncate(KEPT - 1);
        kept.push_front(Kept {
            shop: shop.clone(),
            days,
            since: Instant::now(),
            sums: Arc::clone(sums),
        });
    }
}

async fn read(store: &dyn Store, shop: &Shop, days: Range) -> Result<Found, StoreError> {
    let mut sums = ItemSums::default();
    for days in days.stretches(STRETCH).rev() {
        let wanted = wanted(store, shop, days).await?;
        let items = store.items_of_days(shop, &wanted.days()).await?;
        let nothing = DayItems {
            has_amounts: true,
            ..DayItems::default()
        };
        for (day, items) in wanted.each(items, nothing).rev() {
            match items {
                Ok(items) => sums.add(items),
                Err(why) => return Ok(Err((day, why))),
            }
        }
    }
    Ok(Ok(Arc::new(sums)))
}

/// What to read for some days, oldest first.
struct Wanted(Vec<(BusinessDay, Result<HasSales, Unsliced>)>);

/// Whether a day had any sales or returns. If not, its items need not be known.
type HasSales = bool;

async fn wanted(store: &dyn Store, shop: &Shop, days: Range) -> Result<Wanted, StoreError> {
    let days = store.days(shop, days.first, days.last).await?.into_iter();
    let wanted = days.map(|day| match day.totals().get(Measure::Orders) {
        Some(_) => (day.day, Ok(!day.sums.is_zero())),
        None => (day.day, Err(Unsliced::NotKept)),
    });
    Ok(Wanted(wanted.collect()))
}

impl Wanted {
    /// The days to read.
    fn days(&self) -> Vec<BusinessDay> {
        let read = self.0.iter().filter(|(_, wanted)| *wanted == Ok(true));
        read.map(|(day, _)| *day).collect()
    }

    /// Each day, with what was read of it; days without sales have `nothing`.
    fn each<T: Clone>(
        self,
        read: Vec<Option<T>>,
        nothing: T,
    ) -> impl DoubleEndedIterator<Item = (BusinessDay, Result<T, Unsliced>)> {
        let mut read = read.into_iter();
        let each = self.0.into_iter().map(|(day, wanted)| {
            let of_day = match wanted {
                Ok(true) => read.next().flatten().ok_or(Unsliced::NotRecorded),
                Ok(false) => Ok(nothing.clone()),
                Err(why) => Err(why),
            };
            (day, of_day)
        });
        each.collect::<Vec<_>>().into_iter()
    }
}
