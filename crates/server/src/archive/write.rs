//! Writes days, each as a whole.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use domain::{BusinessDay, Shop, Sums};
use object_store::buffered::BufWriter;
use ports::{Export, Pieces};
use tokio::io::AsyncWriteExt as _;

use super::ArchiveError;
use super::marks::Mark;
use super::place::{self, Archive};
use crate::export::{OrderRows, ParquetRows, SHARED_SCALE, Value, What, archived_columns};

/// How many bytes of a file are collected before they are sent: as few as S3 allows.
const PART: usize = 5 * 1024 * 1024;
/// How many rows, over all files of a kind, wait in memory for their row group.
const ROWS: usize = 20_000;

/// What was written for a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) mark: Mark,
    /// The sums of its orders.
    pub(super) sums: Sums,
}

/// Reads the whole ledger once and writes these days. A day that was dropped meanwhile is left out, because it may have
/// been read only in part.
///
/// # Errors
/// [`ArchiveError`]; files that were not replaced stay as they were.
pub(super) async fn write(
    shop: &Shop,
    store: &dyn Export,
    archive: &Archive,
    days: &[BusinessDay],
    go_on: &(dyn Fn() -> bool + Sync),
) -> Result<BTreeMap<BusinessDay, Written>, ArchiveError> {
    let group = ROWS / days.len().max(1);
    let mut open = BTreeMap::new();
    for day in days {
        open.insert(*day, Day::begin(shop, archive, *day, group).await?);
    }
    let mut failed = fill(shop, store, &mut open, go_on).await.err();
    let kept = match store.retained(shop).await {
        Ok(retained) => retained.days,
        Err(error) => {
            failed.get_or_insert(error.into());
            BTreeSet::new()
        }
    };
    let mut written = BTreeMap::new();
    for (day, files) in open {
        if failed.is_some() || !kept.contains(&day) {
            files.abort().await;
            continue;
        }
        match files.finish().await {
            Ok(of_day) => drop(written.insert(day, of_day)),
            Err(error) => failed = Some(error),
        }
    }
    match failed {
        Some(error) => Err(error),
        None => Ok(written),
    }
}

async fn fill(
    shop: &Shop,
    store: &dyn Export,
    open: &mut BTreeMap<BusinessDay, Day>,
    go_on: &(dyn Fn() -> bool + Sync),
) -> Result<(), ArchiveError> {
    let mut rows = OrderRows::new(shop, store).await?;
    let mut pieces = Pieces::of(shop, store);
    while let Some(piece) = pieces.next().await? {
        if !go_on() {
            return Err(ArchiveError::Closing);
        }
        for (id, entry) in &piece.orders {
            let Some(day) = open.get_mut(&entry.at.day) else {
                continue;
            };
            day.written.mark.add(id, entry);
            day.written.sums += entry.sums();
            for (file, what) in [
                (&mut day.orders, What::Orders),
                (&mut day.lines, What::Lines),
            ] {
                for mut row in rows.of(what, id, entry).await? {
                    // The day is in the file's name.
                    row.remove(0);
                    file.add(row).await?;
                }
            }
        }
    }
    Ok(())
}

/// The files of a day.
struct Day {
    orders: File,
    lines: File,
    written: Written,
}

impl Day {
    async fn begin(
        shop: &Shop,
        archive: &Archive,
        day: BusinessDay,
        group: usize,
    ) -> Result<Day, ArchiveError> {
        Ok(Day {
            orders: File::begin(shop, archive, (What::Orders, day), group).await?,
            lines: File::begin(shop, archive, (What::Lines, day), group).await?,
            written: Written::default(),
        })
    }

    async fn finish(self) -> Result<Written, ArchiveError> {
        // Orders come last: if they exist, so do their lines.
        self.lines.finish().await?;
        self.orders.finish().await?;
        Ok(self.written)
    }

    async fn abort(mut self) {
        for file in [&mut self.orders, &mut self.lines] {
            // Whatever prevents that also prevented the files.
            drop(file.to.abort().await);
        }
    }
}

/// A file that gets its name when it is complete.
struct File {
    rows: ParquetRows,
    to: BufWriter,
}

impl File {
    async fn begin(
        shop: &Shop,
        archive: &Archive,
        (what, day): (What, BusinessDay),
        group: usize,
    ) -> Result<File, ArchiveError> {
        let path = place::file(&shop.id, what, day);
        archive.tidy(&path).await?;
        let columns = archived_columns(what);
        let to = BufWriter::with_capacity(archive.store().clone(), path, PART);
        Ok(File {
            rows: ParquetRows::new(columns, (&shop.currency, SHARED_SCALE), group)?,
            to: to.with_max_concurrency(1),
        })
    }

    async fn add(&mut self, row: Vec<Value>) -> Result<(), ArchiveError> {
        if let Some(piece) = self.rows.add(row)? {
            self.to.put(Bytes::from(piece)).await?;
        }
        Ok(())
    }

    async fn finish(mut self) -> Result<(), ArchiveError> {
        let rest = self.rows.finish()?;
        self.to.put(Bytes::from(rest)).await?;
        Ok(self.to.shutdown().await?)
    }
}
