//! Orders in the order of time, in bounded memory: a server that keeps few days takes them all then, and the feed ends with the
//! newest. Orders of the same moment stay as the files have them.

mod batch;
mod merge;

use super::super::spill::{Extent, Spill};
pub(super) use batch::{Batch, Key};
pub(super) use merge::Merged;

/// How much of a sorted run is read at a time.
const PIECE: usize = 64 * 1024;
/// What has to have come since the last look for those that are due to be worth another.
const LOOK: usize = 2 << 20;
/// From so many sorted runs on they are made one: each is read with a buffer of its own.
const MOST_RUNS: usize = 256;

/// Takes orders in and gives them back sorted.
pub(super) struct Sorter {
    /// By how many milliseconds an order may be older than one that came before; unknown = all may.
    late: Option<i64>,
    newest: Option<Key>,
    waiting: Batch,
    /// What waited at the last look.
    looked: usize,
    room: usize,
    runs: Vec<Vec<Extent>>,
    spill: Spill,
}

impl Sorter {
    /// With the bytes of orders that may wait in memory.
    pub(super) fn new(room: usize, late: Option<i64>) -> Sorter {
        Sorter {
            late,
            newest: None,
            waiting: Batch::default(),
            looked: 0,
            room,
            runs: Vec::new(),
            spill: Spill::new(0),
        }
    }

    /// Takes in orders from anywhere, before the first of those that run in time.
    pub(super) fn add(&mut self, batch: &Batch) -> anyhow::Result<()> {
        self.waiting.append(batch);
        if self.waiting.len() > self.room {
            self.write_run()?;
        }
        Ok(())
    }

    /// Takes in the next orders of those that run in time, and gives those that no later one can come before.
    pub(super) fn next(&mut self, batch: Batch) -> anyhow::Result<Option<Batch>> {
        let late = self.late.filter(|_| self.runs.is_empty());
        let Some(late) = late else {
            return self.add(&batch).map(|()| None);
        };
        self.newest = self.newest.max(batch.newest());
        if late == 0 && self.waiting.is_empty() {
            return Ok(Some(batch));
        }
        self.waiting.append(&batch);
        if self.waiting.len() < self.looked + LOOK.min(self.room) {
            return Ok(None);
        }
        let due = self.newest.map(|newest| Key {
            at: newest.at.map(|at| at.saturating_sub(late)),
            // None of the same moment that comes later stands before this one.
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

    /// All that were not given yet.
    pub(super) fn finish(mut self) -> anyhow::Result<Merged> {
        self.waiting.sort();
        Merged::new(self.runs, self.spill, self.waiting)
    }
}
