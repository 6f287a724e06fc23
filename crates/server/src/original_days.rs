//! Which of a shop's kept days the original design counted. Read only now and then, because a page of items asks for
//! each day.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::{BusinessDay, Shop, Unknown};
use ports::{Figures, StoreError};
use tokio::time::Instant;

/// How long the answer is used: new such days appear only while the original design is still writing.
const READ_AGAIN: Duration = Duration::from_secs(60);
/// Kept days with a larger gap between them than this many days are read separately.
const GAP: i32 = 30;

/// The answer read last.
#[derive(Debug, Default)]
pub(crate) struct OriginalDays(Mutex<Option<Kept>>);

#[derive(Debug)]
struct Kept {
    /// The days that were asked about.
    days: BTreeSet<BusinessDay>,
    read: Instant,
    original: Arc<BTreeSet<BusinessDay>>,
}

impl OriginalDays {
    /// Which of these kept days the original design counted.
    pub(crate) async fn of(
        &self,
        shop: &Shop,
        store: &dyn Figures,
        days: &BTreeSet<BusinessDay>,
    ) -> Result<Arc<BTreeSet<BusinessDay>>, StoreError> {
        if let Some(kept) = &*self.0.lock().unwrap_or_else(PoisonError::into_inner)
            && kept.days == *days
            && kept.read.elapsed() < READ_AGAIN
        {
            return Ok(Arc::clone(&kept.original));
        }
        let read = Instant::now();
        let mut original = BTreeSet::new();
        let in_order: Vec<BusinessDay> = days.iter().copied().collect();
        for near in in_order.chunk_by(|one, next| *next - GAP <= *one) {
            if let [first, ..] = near
                && let Some(last) = near.last()
            {
                let records = store.days(shop, *first, *last).await?;
                let records = records.iter();
                let counted =
                    records.filter(|it| it.unknown_by_hour() == Some(Unknown::OriginalDesign));
                original.extend(counted.map(|record| record.day));
            }
        }
        let original = Arc::new(original);
        let kept = Kept {
            days: days.clone(),
            read,
            original: Arc::clone(&original),
        };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(kept);
        Ok(original)
    }
}
