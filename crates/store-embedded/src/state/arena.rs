//! Runs of bytes stored contiguously, each found by its position.
//!
//! They are in blocks, so that a large arena grows without copying, and with almost no unused memory. Each run has a
//! stamp, and a block knows the first and last stamp of its runs: runs that arrive in about the sequence of their
//! stamps are found without reading most of the blocks.

use std::cell::OnceCell;
use std::ops::RangeInclusive;

use super::block_items::{BlockItems, PLACE_BITS, SharedItems};
use crate::codec::Malformed;

/// A run begins in the first this many bytes of a block; a longer run has a block of its own.
const BLOCK: usize = 1 << PLACE_BITS;

#[derive(Debug, Default)]
pub(crate) struct Arena {
    blocks: Vec<Block>,
    len: usize,
    /// The number of bytes to come.
    expected: usize,
}

#[derive(Debug)]
struct Block {
    bytes: Vec<u8>,
    /// The lowest and the highest.
    stamps: (i64, i64),
    /// What its orders sold, if somebody asked since it is full.
    items: OnceCell<SharedItems>,
}

/// A block, to be read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BlockView<'a> {
    /// The position of its first run.
    pub first: u32,
    pub runs: &'a [u8],
    /// The lowest and the highest stamp.
    pub stamps: (i64, i64),
    /// What its orders sold; only if it is full.
    pub items: Option<&'a OnceCell<SharedItems>>,
}

impl Arena {
    /// An empty arena for this many bytes.
    pub(crate) fn expecting(bytes: usize) -> Arena {
        Arena {
            expected: bytes,
            ..Arena::default()
        }
    }

    /// The bytes of all runs.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// The bytes of memory held.
    pub(crate) fn memory(&self) -> usize {
        let block = |block: &Block| {
            let items = block.items.get().and_then(|items| items.get());
            block.bytes.capacity() + items.map_or(0, BlockItems::memory)
        };
        self.blocks.iter().map(block).sum::<usize>() + self.blocks.capacity() * size_of::<Block>()
    }

    /// The run at a position, followed by the rest of its block. Empty if there is none.
    pub(crate) fn at(&self, position: u32) -> &[u8] {
        let block = self.blocks.get((position >> PLACE_BITS) as usize);
        let place = position as usize % BLOCK;
        block
            .and_then(|block| block.bytes.get(place..))
            .unwrap_or_default()
    }

    /// Appends a run with its stamp, and returns its position.
    ///
    /// # Errors
    /// [`Malformed`] if it would outgrow 32-bit positions.
    pub(crate) fn push(&mut self, run: &[u8], stamp: i64) -> Result<u32, Malformed> {
        let last = self.blocks.last();
        if last.is_none_or(|last| last.bytes.len() + run.len() > BLOCK) {
            self.blocks.push(Block {
                bytes: Vec::new(),
                stamps: (stamp, stamp),
                items: OnceCell::new(),
            });
        }
        let number = self.blocks.len() - 1;
        let Block { bytes, stamps, .. } = &mut self.blocks[number];
        let place = bytes.len();
        let position = u32::try_from(number << PLACE_BITS | place);
        let position = position.map_err(|_| Malformed::Damaged)?;
        if bytes.capacity() - place < run.len() {
            // Doubling would leave a quarter of the memory unused; an eighth leaves a sixteenth.
            let more = (self.len / 8).max(self.expected.saturating_sub(self.len));
            bytes.reserve_exact(run.len().max(more.min(BLOCK - place)));
        }
        bytes.extend_from_slice(run);
        *stamps = (stamp.min(stamps.0), stamp.max(stamps.1));
        self.len += run.len();
        Ok(position)
    }

    /// Each block with the position of its first run.
    pub(crate) fn blocks(&self) -> impl Iterator<Item = (u32, &[u8])> {
        let positions = (0..).step_by(BLOCK);
        positions.zip(self.blocks.iter().map(|block| &block.bytes[..]))
    }

    /// The blocks that may have a run with one of these stamps.
    pub(crate) fn blocks_with(
        &self,
        stamps: RangeInclusive<i64>,
    ) -> impl Iterator<Item = BlockView<'_>> {
        let overlaps = move |block: &Block| {
            block.stamps.0 <= *stamps.end() && block.stamps.1 >= *stamps.start()
        };
        let last = self.blocks.len().wrapping_sub(1);
        let each = self.blocks().zip(&self.blocks).enumerate();
        let found = each.filter(move |(_, (_, block))| overlaps(block));
        found.map(move |(number, ((first, runs), block))| BlockView {
            first,
            runs,
            stamps: block.stamps,
            items: (number != last).then_some(&block.items),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_found_by_their_positions() {
        let run = |number: usize| vec![number as u8; 1 + number * 37 % 300];
        let mut arena = Arena::default();
        let mut positions: Vec<(u32, Vec<u8>)> = Vec::new();
        for number in 0..2_000 {
            // One of them is longer than a block.
            let run = if number == 700 {
                vec![7; 3 * BLOCK]
            } else {
                run(number)
            };
            let position = arena.push(&run, number as i64 / 10).unwrap();
            positions.push((position, run));
        }
        for (position, run) in &positions {
            assert!(arena.at(*position).starts_with(run));
        }
        let all: usize = positions.iter().map(|(_, run)| run.len()).sum();
        assert_eq!(arena.len(), all);
        assert!(
            arena.memory() < all + all / 4,
            "{} for {all}",
            arena.memory()
        );
        let together: Vec<u8> = arena
            .blocks()
            .flat_map(|(_, block)| block.to_vec())
            .collect();
        let runs: Vec<u8> = positions.iter().flat_map(|(_, run)| run.clone()).collect();
        assert_eq!(together, runs);
        for (position, block) in arena.blocks() {
            assert_eq!(arena.at(position), block);
        }
        let all = arena.blocks_with(0..=i64::MAX);
        let all: Vec<_> = all.map(|block| (block.first, block.runs)).collect();
        assert_eq!(all, arena.blocks().collect::<Vec<_>>());
        let some = arena.blocks_with(60..=62).map(|block| block.first);
        let first = |number: usize| positions[number].0 >> PLACE_BITS << PLACE_BITS;
        let mut expected: Vec<u32> = (600..630).map(first).collect();
        expected.dedup();
        assert_eq!(some.collect::<Vec<_>>(), expected);
        assert!(expected.len() < 10, "few of all blocks");
        assert_eq!(
            (arena.at(u32::MAX), Arena::default().at(0)),
            (&[][..], &[][..])
        );
    }

    #[test]
    fn what_is_expected_is_allocated_once() {
        let mut arena = Arena::expecting(5_000);
        for _ in 0..50 {
            arena.push(&[1; 100], 0).unwrap();
        }
        let block = arena.blocks[0].bytes.capacity();
        assert_eq!((arena.blocks.len(), block), (1, 5_000));
    }
}
