//! Merges sorted runs of orders.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::super::super::spill::{Extent, Spill};
use super::batch::{Batch, Key};

/// Bytes returned at a time.
const GIVEN: usize = 1 << 20;

/// The orders of all runs, sorted by key.
pub(in super::super) struct Merged {
    runs: Vec<Run>,
    spill: Spill,
    heap: BinaryHeap<Reverse<(Key, usize)>>,
}

struct Run {
    extents: std::vec::IntoIter<Extent>,
    batch: Batch,
    at: usize,
}

impl Merged {
    /// `last` is a sorted run in memory.
    pub(super) fn new(runs: Vec<Vec<Extent>>, spill: Spill, last: Batch) -> anyhow::Result<Merged> {
        let on_disk = runs.into_iter().map(|extents| (extents, Batch::default()));
        let all = on_disk.chain([(Vec::new(), last)]);
        let runs = all.map(|(extents, batch)| Run {
            extents: extents.into_iter(),
            batch,
            at: 0,
        });
        let mut merged = Merged {
            runs: runs.collect(),
            spill,
            heap: BinaryHeap::new(),
        };
        for index in 0..merged.runs.len() {
            merged.queue(index)?;
        }
        Ok(merged)
    }

    /// Puts a run into the heap, keyed by its next order.
    fn queue(&mut self, index: usize) -> anyhow::Result<()> {
        let run = &mut self.runs[index];
        while run.batch.key(run.at).is_none() {
            let Some(extent) = run.extents.next() else {
                run.batch = Batch::default();
                return Ok(());
            };
            (run.batch, run.at) = (Batch::of_piece(self.spill.read(extent)?), 0);
        }
        self.heap
            .extend(run.batch.key(run.at).map(|key| Reverse((key, index))));
        Ok(())
    }

    fn read(&mut self) -> anyhow::Result<Batch> {
        let mut batch = Batch::default();
        while batch.len() < GIVEN
            && let Some(Reverse((_, index))) = self.heap.pop()
        {
            let run = &mut self.runs[index];
            batch.take(&run.batch, run.at);
            run.at += 1;
            self.queue(index)?;
        }
        Ok(batch)
    }
}

impl Iterator for Merged {
    type Item = anyhow::Result<Batch>;

    fn next(&mut self) -> Option<anyhow::Result<Batch>> {
        match self.read() {
            Ok(batch) if batch.is_empty() => None,
            given => Some(given),
        }
    }
}
