//! Long reads of a shop's figures, for pages without an index. They run on blocking threads, a few at a time, and hold
//! the shop's lock for less than a millisecond at a time, so that commits and boards continue in between.

mod search;

use std::ops::Range;
use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::{BusinessDay, DayItems, ItemOnDay, LedgerOrder, OrderFilter, RestOfItems};
use ports::{ErrorKind, Page, StoreError};
use tokio::sync::Semaphore;

use crate::codec::Malformed;
use crate::disk::corrupt;
use crate::poison::Poison;
use crate::shop::ShopFigures;
use crate::state::{Copied, Elsewhere, LeftItems, OrderScan, SHARDS, ShopState};

/// How many scans run at a time: more would take processor time from incoming orders.
static SCANS: Semaphore = Semaphore::const_new(2);
/// After holding the lock for this long in total, a scan lets others go first.
const HELD: Duration = Duration::from_micros(500);
/// The length of the pause: enough for a waiting thread to wake up and take the lock.
const PAUSE: Duration = Duration::from_micros(100);
/// Items per look.
const ITEMS: usize = 4_096;
/// Pages that end after this index are found in two scans, so that the memory needed does not grow with the index.
const DEEP: usize = 50_000;

/// A shop's figures, to be read in turns with everybody else.
pub(crate) struct Scan {
    pub(crate) figures: Arc<ShopFigures>,
    pub(crate) poison: Arc<Poison>,
    held: Duration,
}

impl Scan {
    pub(crate) fn new(figures: Arc<ShopFigures>, poison: Arc<Poison>) -> Scan {
        let held = Duration::ZERO;
        Scan {
            figures,
            poison,
            held,
        }
    }

    /// Runs a scan on a blocking thread.
    pub(crate) async fn run<T: Send + 'static>(
        self,
        scan: impl FnOnce(Scan) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let failed = |error: Box<dyn std::error::Error + Send + Sync>| {
            StoreError::new(ErrorKind::Unavailable, "a scan of the figures did not end")
                .because(error)
        };
        let turn = SCANS
            .acquire()
            .await
            .map_err(|error| failed(error.into()))?;
        let done = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            scan(self)
        });
        done.await.map_err(|error| failed(error.into()))?
    }

    /// A page of a day's orders that pass the filter; `repeated` are the seconds that its clock shows twice.
    pub(crate) fn orders(
        mut self,
        (day, repeated): (BusinessDay, Option<Range<u32>>),
        filter: OrderFilter,
        offset: usize,
        limit: usize,
    ) -> Result<Page<LedgerOrder>, StoreError> {
        let none = Page {
            items: Vec::new(),
            total: 0,
        };
        let (is_retained, item) = self.look(|state| {
            let is_retained = state.retained().days.contains(&day);
            let sku = filter.sku.as_deref();
            (is_retained, sku.map(|sku| state.item(sku)))
        })?;
        let item = match item {
            _ if !is_retained => return Ok(none),
            Some(None) => return Ok(none),
            Some(Some(item)) => Some(item),
            None => None,
        };
        let end = offset.saturating_add(limit);
        let mut scan = OrderScan::new((day, repeated), (filter, item), end);
        let known = self.look(|state| state.known_total(&scan))?;
        let mut skip = offset;
        if end > DEEP {
            let mut seconds = scan.no_seconds();
            for shard in 0..SHARDS {
                self.copy_shard(shard, &mut scan)?;
                scan.count(&mut seconds).map_err(malformed)?;
            }
            skip = scan.narrow(&seconds, offset, limit);
        }
        for shard in 0..SHARDS {
            self.copy_shard(shard, &mut scan)?;
            scan.look().map_err(malformed)?;
        }
        let total = known.unwrap_or_else(|| scan.total());
        let items = self.look(|state| state.found_orders(scan, skip))?;
        Ok(Page {
            items: items.map_err(malformed)?,
            total,
        })
    }

    /// The sales and returns of items on a day, retained or not; `None` = unknown.
    pub(crate) fn items_of_day(
        &mut self,
        day: BusinessDay,
    ) -> Result<Option<DayItems>, StoreError> {
        let left = match self.look(|state| state.copy_items(day))? {
            Copied::Sold(sold) => LeftItems {
                has_amounts: sold.has_amounts,
                items: sold.joined(),
                rest: RestOfItems::default(),
            },
            Copied::Left(left) => left,
            Copied::Elsewhere(Elsewhere { nothing }) => match self.figures.left_on_disk(day)? {
                Some(left) => left,
                None => {
                    let none = RestOfItems::default();
                    return Ok(nothing.map(|amounts| DayItems::new(amounts, Vec::new(), none)));
                }
            },
        };
        let mut named = Vec::with_capacity(left.items.len());
        for part in left.items.chunks(ITEMS) {
            let done = self.look(|state| state.name_items(part, &mut named))?;
            done.map_err(|error| corrupt("a day's items").because(error))?;
        }
        Ok(Some(DayItems::new(left.has_amounts, named, left.rest)))
    }

    /// One of these items.
    pub(crate) fn item_on_day(
        &mut self,
        sku: &str,
        day: BusinessDay,
    ) -> Result<Option<ItemOnDay>, StoreError> {
        let (item, found) = self.look(|state| {
            let item = state.item(sku);
            (item, state.item_on(item, day))
        })?;
        let Elsewhere { nothing } = match found {
            Ok(found) => return Ok(Some(found)),
            Err(elsewhere) => elsewhere,
        };
        Ok(match self.figures.left_on_disk(day)? {
            Some(left) => Some(left.item(item)),
            None => nothing.map(|has_amounts| ItemOnDay {
                has_amounts,
                ..ItemOnDay::default()
            }),
        })
    }

    fn copy_shard(&mut self, shard: usize, scan: &mut OrderScan) -> Result<(), StoreError> {
        let copied = self.look(|state| state.copy_shard(shard, scan))?;
        copied.map_err(malformed)
    }

    /// One look at one moment.
    fn look<T>(&mut self, look: impl FnOnce(&mut ShopState) -> T) -> Result<T, StoreError> {
        if self.held > HELD {
            // A lock that is released and retaken at once would hardly ever go to others.
            std::thread::sleep(PAUSE);
            self.held = Duration::ZERO;
        }
        let timed = |state: &mut ShopState| {
            let started = Instant::now();
            (look(state), started.elapsed())
        };
        let (seen, held) = self.figures.look(&self.poison, timed)?;
        self.held += held;
        Ok(seen)
    }
}

fn malformed(error: Malformed) -> StoreError {
    corrupt("the ledger in memory").because(error)
}
