//! A run writes what has changed in a shop since the last one.

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::{BusinessDay, Range, Shop};
use telemetry::catalogue::{ARCHIVE_DIFFERENCES, ARCHIVED_DAYS};
use telemetry::labels::OfShop;

use super::kept::{self, Kept, KeptDay};
use super::place::Archive;
use super::{ArchiveError, marks, write};
use crate::AppState;
use crate::export::What;

/// How many days are written at a time: each has two open files.
const DAYS_AT_ONCE: usize = 4;

/// A run that this server has claimed, on a thread that may block.
pub(super) struct Run {
    pub(super) state: AppState,
    pub(super) shop: Arc<Shop>,
    pub(super) archive: Archive,
    /// The id of this server.
    pub(super) server: String,
}

impl Run {
    /// Writes the changes.
    ///
    /// # Errors
    /// [`ArchiveError`]; what was written before it is recorded.
    pub(super) async fn make(self, mut kept: Kept) -> Result<(), ArchiveError> {
        let store = self.state.store();
        let frozen = store.freeze(&self.shop).await?;
        let read: &dyn ports::Export = match &frozen {
            Some(frozen) => &**frozen,
            None => &**store,
        };
        let retained = read.retained(&self.shop).await?.days;
        let today = self.shop.today(self.state.now());
        let go_on = || !self.state.is_closing();
        let marks = marks::read(&self.shop, read, &go_on).await?;
        let mut over: Vec<BusinessDay> = retained.range(..today).copied().collect();
        let there = self.files(&over).await?;
        // Already written, and the files still exist.
        over.retain(|day| {
            let mark = marks.get(day).copied().unwrap_or_default().text();
            let written = kept.days.get(&day.to_string());
            !there.contains(day) || written.is_none_or(|it| it.mark != mark)
        });
        for days in over.chunks(DAYS_AT_ONCE) {
            self.note(&kept).await?;
            let written = write::write(&self.shop, read, &self.archive, days, &go_on).await?;
            ARCHIVED_DAYS.series(self.label()).add(written.len() as u64);
            let written = written.iter();
            kept.days
                .extend(written.map(|(day, it)| (day.to_string(), KeptDay::of(it))));
            self.note(&kept).await?;
        }
        self.part_with(&mut kept, &retained).await?;
        self.note(&kept).await
    }

    /// The days among these that have both files.
    async fn files(&self, days: &[BusinessDay]) -> Result<BTreeSet<BusinessDay>, ArchiveError> {
        let (Some(first), Some(last)) = (days.first().copied(), days.last().copied()) else {
            return Ok(BTreeSet::new());
        };
        let (shop, days) = (&self.shop.id, Range { first, last });
        let orders = self.archive.days(shop, What::Orders, days).await?;
        let lines = self.archive.days(shop, What::Lines, days).await?;
        Ok(orders.intersection(&lines).copied().collect())
    }

    fn label(&self) -> OfShop {
        OfShop::new(self.shop.id.shared())
    }

    async fn note(&self, kept: &Kept) -> Result<(), ArchiveError> {
        let (store, now) = (self.state.presence(), self.state.now());
        kept::note(store, &self.shop.id, &self.server, &kept.days, now).await
    }

    /// Compares the files of dropped days with their totals, which are final.
    async fn part_with(
        &self,
        kept: &mut Kept,
        retained: &BTreeSet<BusinessDay>,
    ) -> Result<(), ArchiveError> {
        let days = kept.days.keys();
        let left =
            days.filter(|day| BusinessDay::parse(day).is_none_or(|day| !retained.contains(&day)));
        let left: Vec<String> = left.cloned().collect();
        for name in left {
            let written = kept.days.remove(&name);
            let (Some(day), Some(written)) = (BusinessDay::parse(&name), written) else {
                continue;
            };
            let totals = self.state.figures().days(&self.shop, day, day).await?;
            if !totals.iter().all(|it| written.equals(it)) {
                ARCHIVE_DIFFERENCES.series(self.label()).add(1);
                tracing::warn!(
                    shop = %self.shop.id,
                    day = name,
                    "orders came or changed after this day was archived last and before it left the kept days: its file lacks them"
                );
            }
        }
        Ok(())
    }
}
