//! A mark of the days before today, so that pages which show such a day learn when it changes.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use api_types::RevenueDay;
use bytes::Bytes;
use data_encoding::HEXLOWER;
use domain::{BusinessDay, Shop};
use ports::{ErrorKind, Store, StoreError};
use sha2::{Digest as _, Sha256};
use tokio::time::Instant;

use super::reading::Version;
use crate::history::changeable;

/// The shortest pause between two readings of the past days, and how many times as long as a reading it is at least: late
/// orders that come all day must not keep a slow store busy.
const PAUSE: (Duration, u32) = (Duration::from_secs(1), 50);
/// How long a mark lasts if the store sends no news, which may get lost.
const CURRENT_FOR: Duration = Duration::from_secs(60);
/// How many days to read at once: each comes with its hours.
const STRETCH: u16 = 100;
/// How many bytes of the hash make the mark.
const LENGTH: usize = 8;

/// The mark calculated last.
#[derive(Debug, Default)]
pub(crate) struct PastDays(Mutex<Option<Kept>>);

#[derive(Clone, Debug)]
struct Kept {
    version: Version,
    today: BusinessDay,
    read: Instant,
    took: Duration,
    mark: Bytes,
}

impl PastDays {
    /// A JSON text that differs whenever the sums of a retained day before today differ. It is the same on every server.
    pub(crate) async fn mark(
        &self,
        shop: &Shop,
        store: &dyn Store,
        version: Version,
        today: BusinessDay,
    ) -> Result<Bytes, StoreError> {
        let kept = self.lock().clone();
        if let Some(kept) = kept.filter(|kept| kept.today == today) {
            let age = kept.read.elapsed();
            let is_same = kept.version.has_figures_of(&version) && age < CURRENT_FOR;
            if is_same || age < PAUSE.0.max(kept.took * PAUSE.1) {
                return Ok(kept.mark);
            }
        }
        let read = Instant::now();
        let mark = calculate(shop, store, today).await?;
        *self.lock() = Some(Kept {
            version,
            today,
            read,
            took: read.elapsed(),
            mark: mark.clone(),
        });
        Ok(mark)
    }

    fn lock(&self) -> MutexGuard<'_, Option<Kept>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn calculate(
    shop: &Shop,
    store: &dyn Store,
    today: BusinessDay,
) -> Result<Bytes, StoreError> {
    let retained = store.retained(shop).await?;
    let mut hash = Sha256::new();
    let first = retained.days.first();
    let ranges = first.map(|first| changeable(*first, &retained));
    for range in ranges
        .iter()
        .flatten()
        .flat_map(|range| range.stretches(STRETCH))
    {
        let mut days = store.days(shop, range.first, range.last).await?;
        // Days without data between the others are not marked: the first order of today must not add them.
        days.retain(|day| day.day < today && retained.days.contains(&day.day));
        for day in RevenueDay::list(shop, &days, None) {
            let day = serde_json::to_vec(&day).map_err(|error| {
                StoreError::new(ErrorKind::Corrupt, "a day has no JSON form").because(error)
            });
            hash.update(day?);
        }
    }
    let mark = HEXLOWER.encode(&hash.finalize()[..LENGTH]);
    Ok(format!("\"{mark}\"").into())
}
