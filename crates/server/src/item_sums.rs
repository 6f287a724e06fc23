//! Sums of items over some days, read in parts and kept for a moment.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use domain::{
    BusinessDay, DayItems, DayRecord, ItemDay, ItemSums, Measure, Range, RestOfItems, Shop, ShopId,
    Unsliced,
};
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
    /// What the item sold and got back, and the same for all items; or why that is not known.
    pub(crate) item: Result<(ItemDay, ItemDay), Unsliced>,
    /// Whether amounts and returns are known.
    pub(crate) has_amounts: bool,
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
        read_days(&*store, &shop, days, |day, items| {
            found.push(match items {
                Ok(items) => ItemOfDay {
                    day,
                    item: Ok((items.get(&sku), items.sum())),
                    has_amounts: items.has_amounts,
                },
                Err(why) => ItemOfDay {
                    day,
                    item: Err(why),
                    has_amounts: true,
                },
            });
            true
        })
        .await?;
        found.reverse();
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
    let (mut sums, mut unknown) = (ItemSums::default(), None);
    read_days(store, shop, days, |day, items| {
        match items {
            Ok(items) => sums.add(items),
            Err(why) => unknown = Some((day, why)),
        }
        unknown.is_none()
    })
    .await?;
    Ok(match unknown {
        Some(unknown) => Err(unknown),
        None => Ok(Arc::new(sums)),
    })
}

/// Passes the items of each day to `with`, the newest day first, until it returns `false`.
async fn read_days(
    store: &dyn Store,
    shop: &Shop,
    days: Range,
    mut with: impl FnMut(BusinessDay, Result<DayItems, Unsliced>) -> bool,
) -> Result<(), StoreError> {
    for days in days.stretches(STRETCH).rev() {
        let records = store.days(shop, days.first, days.last).await?;
        let is_gone = |day: &DayRecord| day.totals().get(Measure::Orders).is_none();
        // On a day without orders nothing was sold, so its items need not be known.
        let is_asked = |day: &&DayRecord| !is_gone(day) && !day.sums.is_zero();
        let asked: Vec<BusinessDay> = records.iter().filter(is_asked).map(|day| day.day).collect();
        let mut items = store.items_of_days(shop, &asked).await?.into_iter().rev();
        for record in records.iter().rev() {
            let of_day = match is_gone(record) {
                true => Err(Unsliced::NotKept),
                false if record.sums.is_zero() => {
                    Ok(DayItems::new(true, Vec::new(), RestOfItems::default()))
                }
                false => items.next().flatten().ok_or(Unsliced::NotRecorded),
            };
            if !with(record.day, of_day) {
                return Ok(());
            }
        }
    }
    Ok(())
}
