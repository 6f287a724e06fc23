//! Makes the orders of all files of item lines, once the files are understood.

use std::sync::{Arc, Mutex, PoisonError};

use super::super::chunk::{Chunk, LateNotes, Spare};
use super::super::in_order::{InOrder, in_order};
use super::super::spill::Spill;
use super::ShopFacts;
use super::apart::{Apart, Stretches};
use super::aside::Shares;
use super::course::Course;
use super::encoded::{Encoded, Kept};
use super::events::{Events, Findings};
use super::joining::Joined;
use super::log::{Log, Sizes};
use super::moments::Moments;
use super::sorting::{Batch, Merged, Sorter};
use super::table::{CsvFile, Part, Table};

type Made = InOrder<(Batch, Findings)>;

/// The orders, chunk by chunk, in order of time.
pub(super) struct Orders {
    files: Arc<[CsvFile]>,
    /// The orders whose rows are scattered, then all others.
    apart: Option<Made>,
    together: Option<Made>,
    sorter: Option<Sorter>,
    sorted: Option<Merged>,
    found: Findings,
    notes: LateNotes,
}

impl Orders {
    pub(super) fn of(
        files: Arc<[CsvFile]>,
        mut log: Log,
        shop: ShopFacts,
        sizes: Sizes,
        spare: Spare,
    ) -> anyhow::Result<Orders> {
        let stretches = std::mem::replace(&mut log.stretches, Stretches::new(0, 0));
        let apart = stretches.apart()?;
        let shares = match apart.are_none() {
            true => None,
            false => Some(Shares::of(&mut log, &files, &apart, sizes.joined)?),
        };
        let making = Arc::new(Making {
            files: Arc::clone(&files),
            shop,
            apart,
            together: sizes.together,
            spare: spare.clone(),
        });
        let joining = Arc::clone(&making);
        let of_apart = shares.map(|Shares { spill, shares }| {
            let spill = Mutex::new(spill);
            let shares = shares.into_iter().map(Ok);
            in_order(shares, move |share: Vec<Kept>| joining.join(share, &spill))
        });
        let Log {
            mut spill, pieces, ..
        } = log;
        let pieces = match making.apart {
            Apart::All => Vec::new(),
            Apart::Some(_) => pieces,
        };
        let pieces = pieces.into_iter();
        let pieces = pieces.map(move |piece| Encoded::of(piece, &mut spill));
        let together = in_order(pieces, move |piece| making.make(&piece));
        Ok(Orders {
            apart: of_apart,
            together: Some(together),
            sorter: Some(Sorter::new(sizes.sorted, late(&files), spare)),
            sorted: None,
            found: Findings::default(),
            notes: LateNotes::default(),
            files,
        })
    }

    /// Notes on the orders, complete once all are read.
    pub(super) fn notes(&self) -> LateNotes {
        Arc::clone(&self.notes)
    }

    fn read(&mut self) -> anyhow::Result<Option<Vec<Chunk>>> {
        if let Some(sorter) = &mut self.sorter {
            while let Some(made) = self.apart.as_mut().and_then(Iterator::next) {
                let (batch, found) = made?;
                self.found.add(found);
                sorter.add(batch)?;
            }
            self.apart = None;
            while let Some(made) = self.together.as_mut().and_then(Iterator::next) {
                let (batch, found) = made?;
                self.found.add(found);
                if let Some(due) = sorter.next(batch)? {
                    return Ok(Some(due.into_chunks()));
                }
            }
            self.together = None;
            self.tell();
        }
        if let Some(sorter) = self.sorter.take() {
            self.sorted = Some(sorter.finish()?);
        }
        let batch = self.sorted.as_mut().and_then(Iterator::next).transpose()?;
        Ok(batch.map(Batch::into_chunks))
    }

    fn tell(&mut self) {
        let mut notes = self.notes.lock().unwrap_or_else(PoisonError::into_inner);
        for (file, unknown) in self.files.iter().zip(&self.found.countries) {
            unknown.notes(&file.name, &mut notes);
        }
        let two_times = self.found.with_two_times;
        if two_times > 0 {
            let orders = match two_times {
                1 => "1 order has".to_owned(),
                many => format!("{many} orders have"),
            };
            notes.push(format!(
                "{orders} rows with different times: the first row's was taken"
            ));
        }
    }
}

impl Iterator for Orders {
    type Item = anyhow::Result<Vec<Chunk>>;

    fn next(&mut self) -> Option<anyhow::Result<Vec<Chunk>>> {
        self.read().transpose()
    }
}

/// Makes orders of rows.
struct Making {
    files: Arc<[CsvFile]>,
    shop: ShopFacts,
    apart: Apart,
    /// See [`Sizes`].
    together: usize,
    /// Memory for orders.
    spare: Spare,
}

impl Making {
    /// The orders of a piece of the log, except those with rows elsewhere. All rows of an order follow each other.
    fn make(&self, piece: &Encoded) -> anyhow::Result<(Batch, Findings)> {
        let mut batch = Batch::within(self.spare.take());
        let (mut found, joined) = (Findings::default(), Joined::default());
        let moments = Moments::of(&self.shop.clock);
        let mut table = Table::new(&self.files, piece.text(), false);
        let mut rows = piece.rows();
        let mut has_row = rows.advance();
        while has_row {
            table.clear();
            let mut left = self.together;
            while has_row && (left > 0 || !table.begins(&rows)) {
                table.add(&rows);
                left = left.saturating_sub(1);
                has_row = rows.advance();
            }
            let hashes: Vec<Option<u64>> = match self.apart.are_none() {
                true => Vec::new(),
                false => table.parts.iter().map(Part::hash).collect(),
            };
            table.settle_identities();
            let is_here = |part: usize| {
                let hash = hashes.get(part).copied().flatten();
                hash.is_none_or(|hash| !self.apart.has(hash))
            };
            let events = self.events(&table, &joined, &moments);
            events.add_to(&mut batch, &mut found, is_here)?;
        }
        Ok((batch, found))
    }

    /// The orders in one share of the scattered ones.
    fn join(&self, share: Vec<Kept>, spill: &Mutex<Spill>) -> anyhow::Result<(Batch, Findings)> {
        let mut all = Encoded::default();
        for kept in share {
            let mut spill = spill.lock().unwrap_or_else(PoisonError::into_inner);
            all.append(&Encoded::of(kept, &mut spill)?);
        }
        let mut table = Table::new(&self.files, all.text(), true);
        let mut rows = all.rows();
        while rows.advance() {
            table.add(&rows);
        }
        table.settle_identities();
        let joined = Joined::of(&mut table);
        let moments = Moments::of(&self.shop.clock);
        let mut batch = Batch::within(self.spare.take());
        let mut found = Findings::default();
        let events = self.events(&table, &joined, &moments);
        events.add_to(&mut batch, &mut found, |_| true)?;
        Ok((batch, found))
    }

    fn events<'t>(
        &'t self,
        table: &'t Table<'t>,
        joined: &'t Joined,
        moments: &'t Moments<'t>,
    ) -> Events<'t> {
        Events {
            table,
            joined,
            shop: &self.shop,
            moments,
        }
    }
}

/// By how many milliseconds an order may be older than one before it, over all files.
fn late(files: &[CsvFile]) -> Option<i64> {
    let mut all = Course::default();
    for file in files {
        all.append(&file.course.of(file.times.is_day_first()?));
    }
    all.late()
}
