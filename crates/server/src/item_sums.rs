//! What items of some days add up to, read in parts and kept for a moment.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use domain::{BusinessDay, DayRecord, ItemSums, Measure, Range, Shop, ShopId, Unsliced};
use ports::{Store, StoreError};

use crate::long_work;

/// How many days are read at once: each may have ten thousand items.
const STRETCH: u16 = 32;
/// How long sums are right enough to be shown again: an order may have changed them meanwhile.
const KEPT_FOR: Duration = Duration::from_secs(10);
/// How many sums are kept, and of how many items at most.
const KEPT: usize = 8;
const MAX_ITEMS: usize = 100_000;

/// The items of some days, or the newest day of which they are not known, and why.
pub(crate) type Found = Result<Arc<ItemSums>, (BusinessDay, Unsliced)>;

/// The sums of items that were asked for last.
#[derive(Default)]
pub(crate) struct KeptItemSums(Mutex<VecDeque<Kept>>);

struct Kept {
    shop: ShopId,
    days: Range,
    since: Instant,
    sums: Arc<ItemSums>,
}

impl KeptItemSums {
    /// The items of some days. It may take a while, on a thread of its own.
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
    // Backwards, because of the days that are not known the newest is told.
    for days in days.stretches(STRETCH).rev() {
        let records = store.days(shop, days.first, days.last).await?;
        let is_gone = |day: &&DayRecord| day.totals().get(Measure::Orders).is_none();
        if let Some(gone) = records.iter().rev().find(is_gone) {
            return Ok(Err((gone.day, Unsliced::NotKept)));
        }
        // On a day on which nothing happened nothing was sold, whatever is known of its items.
        let days = records.iter().filter(|day| !day.sums.is_zero());
        let days: Vec<BusinessDay> = days.map(|day| day.day).collect();
        let items = store.items_of_days(shop, &days).await?;
        for (day, items) in days.into_iter().zip(items).rev() {
            match items {
                Some(items) => sums.add(items),
                None => return Ok(Err((day, Unsliced::NotRecorded))),
            }
        }
    }
    Ok(Ok(Arc::new(sums)))
}
