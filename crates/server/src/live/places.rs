//! The ranks of items on the day before, read once for everybody who looks at the board.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::Measure::Orders;
use domain::{BoardData, DayRecord, Places, Shop};
use ports::{Figures, StoreError};
use tokio::time::Instant;

/// How long corrections of a past day may shift ranks before they are read again.
const READ_AGAIN: Duration = Duration::from_secs(60);

/// The ranks read last.
#[derive(Debug, Default)]
pub(crate) struct PlacesBefore(Mutex<Option<Kept>>);

#[derive(Debug)]
struct Kept {
    /// The day before, as of that read.
    day: DayRecord,
    read: Instant,
    places: Option<Arc<Places>>,
}

impl PlacesBefore {
    /// The ranks on the day before the board's: those read last, if the day is unchanged.
    pub(crate) async fn of(
        &self,
        shop: &Shop,
        store: &dyn Figures,
        data: &BoardData,
    ) -> Result<Option<Arc<Places>>, StoreError> {
        let Some(day) = day_before(data) else {
            return Ok(None);
        };
        if let Some(kept) = &*self.0.lock().unwrap_or_else(PoisonError::into_inner)
            && kept.day.day == day.day
            && (kept.day == *day || kept.read.elapsed() < READ_AGAIN)
        {
            return Ok(kept.places.clone());
        }
        let places = read(shop, store, day).await?;
        let kept = Kept {
            day: day.clone(),
            read: Instant::now(),
            places: places.clone(),
        };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(kept);
        Ok(places)
    }
}

/// The ranks on the day before the board's, from the store.
pub(crate) async fn places_before(
    shop: &Shop,
    store: &dyn Figures,
    data: &BoardData,
) -> Result<Option<Arc<Places>>, StoreError> {
    match day_before(data) {
        Some(day) => read(shop, store, day).await,
        None => Ok(None),
    }
}

async fn read(
    shop: &Shop,
    store: &dyn Figures,
    day: &DayRecord,
) -> Result<Option<Arc<Places>>, StoreError> {
    let page = store.popular(shop, Some(day.day), 0, Places::KNOWN).await?;
    Ok(Places::of(page.items).map(Arc::new))
}

/// The day before the board's, if its items are known and something was sold.
fn day_before(data: &BoardData) -> Option<&DayRecord> {
    let day = data.week.iter().rev().nth(1);
    day.filter(|day| day.sums[Orders] > 0 && day.unknown_in_detail().is_none())
}
