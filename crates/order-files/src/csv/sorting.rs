//! Sorts orders by time in bounded memory. A server that keeps few days needs that order to accept them all, and the
//! feed ends with the newest. Orders of the same moment keep the order of the files.

mod batch;
mod merge;

use super::super::chunk::Spare;
use super::super::spill::{Extent, Spill};
pub(super) use batch::{Batch, Key};
pub(super) use merge::Merged;

/// Bytes of a sorted run that are read at a time.
const PIECE: usize = 64 * 1024;
/// Bytes of new orders after which it is worth looking again for orders that are due.
const LOOK: usize = 2 << 20;
/// From this many sorted runs on, they are merged into one. Each needs a read buffer of its own.
const MOST_RUNS: usize = 256;

/// Takes orders and returns them sorted.
pub(super) struct Sorter {
    /// By how many milliseconds an order may be older than one before it. `None`: by any time.
    late: Option<i64>,
    newest: Option<Key>,
    waiting: Batch,
    /// Bytes that were waiting after the last look.
    looked: usize,
    room: usize,
    runs: Vec<Vec<Extent>>,
    spill: Spill,
    /// Takes the memory of batches whose orders were copied.
    spare: Spare,
}

impl Sorter {
    /// `room` is how many bytes of orders may wait in memory.
    pub(super) fn new(room: usize, late: Option<i64>, spare: Spare) -> Sorter {
        Sorter {
            late,
            newest: None,
            waiting: Batch::default(),
            looked: 0,
            room,
            runs: Vec::new(),
            spill: Spill::new(0),
            spare,
        }
    }

    /// Adds orders in any order, before the first call of `next`.
    pub(super) fn add(&mut self, batch: Batch) -> anyhow::Result<()> {
        self.append(batch);
        if self.waiting.len() > self.room {
            self.write_run()?;
        }
        Ok(())
    }

    fn append(&mut self, batch: Batch) {
        self.waiting.append(&batch);
        self.spare.give(batch.into_memory());
    }

    /// Adds the next orders of those that run in time, and returns all that no later order can precede.
    pub(super) fn next(&mut self, batch: Batch) -> anyhow::Result<Option<Batch>> {
        let late = self.late.filter(|_| self.runs.is_empty());
        let Some(late) = late else {
            return self.add(batch).map(|()| None);
        };
        self.newest = self.newest.max(batch.newest());
        if late == 0 && self.waiting.is_empty() {
            return Ok(Some(batch));
        }
        self.append(batch);
        if self.waiting.len() < self.looked + LOOK.min(self.room) {
            return Ok(None);
        }
        let due = self.newest.map(|newest| Key {
            at: newest.at.map(|at| at.saturating_sub(late)),
            // A later order of the same moment cannot sort before this one.
            place: newest.place,
        });
        self.waiting.sort();
        let due = due.map(|due| self.waiting.take_until(due));
        self.looked = self.waiting.len();
        if self.looked > self.room {
            self.write_run()?;
        }
        Ok(due.filter(|due| !due.is_empty()))
    }

    fn write_run(&mut self) -> anyhow::Result<()> {
        self.waiting.sort();
        let mut run = Vec::new();
        for piece in self.waiting.pieces(PIECE) {
            run.push(self.spill.keep(piece)?);
        }
        self.waiting = Batch::default();
        self.runs.push(run);
        if self.runs.len() == MOST_RUNS {
            let runs = std::mem::take(&mut self.runs);
            let spill = std::mem::replace(&mut self.spill, Spill::new(0));
            let mut run = Vec::new();
            for batch in Merged::new(runs, spill, Batch::default())? {
                for piece in batch?.pieces(PIECE) {
                    run.push(self.spill.keep(piece)?);
                }
            }
            self.runs.push(run);
        }
        Ok(())
    }

    /// All orders that have not been returned yet.
    pub(super) fn finish(mut self) -> anyhow::Result<Merged> {
        self.waiting.sort();
        Merged::new(self.runs, self.spill, self.waiting)
    }
}
