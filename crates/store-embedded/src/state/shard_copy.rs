//! A copy of some of a shard's orders at one moment, to be read without blocking anybody.

use std::ops::Range;
use std::sync::Arc;

use super::arena::BlockView;
use super::block_items::{BlockItems, SharedItems};
use super::order_record::{PackedOrder, read_order};
use crate::codec::{Malformed, Reader};

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct ShardCopy {
    runs: Vec<u8>,
    parts: Vec<Part>,
    /// How many orders are wanted besides, and were only counted.
    counted: usize,
    /// Where runs begin that are not the newest of their order, in ascending order.
    replaced: Vec<usize>,
}

/// Some of the runs.
#[derive(Debug)]
struct Part {
    runs: Range<usize>,
    /// If they are a full block of which only an item is wanted: its number, and the block's items, to be made.
    wanted: Option<(u32, SharedItems)>,
}

impl ShardCopy {
    /// Copies blocks of an arena. If an item is given, only its orders are wanted: those of a full block are found, if it
    /// is known what its orders sold, and are only counted if the function says so. `is_newest`, if there are runs that
    /// are not the newest of their order, says so by a run's position and key.
    pub(crate) fn take<'a>(
        &mut self,
        blocks: impl Iterator<Item = BlockView<'a>>,
        item: Option<&(u32, impl Fn(&BlockView<'_>) -> bool)>,
        is_newest: Option<&impl Fn(u32, &[u8]) -> bool>,
    ) -> Result<(), Malformed> {
        self.runs.clear();
        self.parts.clear();
        self.counted = 0;
        self.replaced.clear();
        for block in blocks {
            let start = self.runs.len();
            let wanted = item.zip(block.items);
            let wanted = wanted.map(|(it, items)| (it, items.get_or_init(SharedItems::default)));
            let known = wanted.and_then(|(item, items)| Some((item, items.get()?)));
            if let Some(((item, counts), items)) = known {
                let places = items.places(*item);
                if counts(&block) {
                    self.counted += places.len();
                    continue;
                }
                for &place in places {
                    let run = block.runs.get(usize::from(place)..).unwrap_or_default();
                    let order = read_order(&mut Reader::new(run))?;
                    if is_newest.is_none_or(|it| it(block.first + u32::from(place), order.key)) {
                        self.runs.extend_from_slice(order.bytes);
                    }
                }
            } else {
                self.runs.extend_from_slice(block.runs);
                if let Some(is_newest) = is_newest {
                    self.note_replaced(start, block.first, is_newest)?;
                }
            }
            let to_make = wanted.filter(|_| known.is_none());
            self.parts.push(Part {
                runs: start..self.runs.len(),
                wanted: to_make.map(|((item, _), items)| (*item, Arc::clone(items))),
            });
        }
        Ok(())
    }

    pub(crate) fn counted(&self) -> usize {
        self.counted
    }

    /// Notes which of the runs from `start` on, of a block at the position `first`, are not the newest.
    fn note_replaced(
        &mut self,
        start: usize,
        first: u32,
        is_newest: &impl Fn(u32, &[u8]) -> bool,
    ) -> Result<(), Malformed> {
        let block = &self.runs[start..];
        let mut reader = Reader::new(block);
        while !reader.is_empty() {
            let place = block.len() - reader.rest().len();
            let order = read_order(&mut reader)?;
            if !is_newest(first + place as u32, order.key) {
                self.replaced.push(start + place);
            }
        }
        Ok(())
    }

    /// Passes every order that may be wanted to `see`, each in its newest version. Makes the items of full blocks that
    /// lack them.
    pub(crate) fn each(
        &self,
        mut see: impl FnMut(&PackedOrder<'_>) -> Result<(), Malformed>,
    ) -> Result<(), Malformed> {
        for Part { runs, wanted } in &self.parts {
            let bytes = &self.runs[runs.clone()];
            let mut see_at = |place: usize| {
                let order = read_order(&mut Reader::new(&bytes[place..]))?;
                if self.replaced.binary_search(&(runs.start + place)).is_err() {
                    see(&order)?;
                }
                Ok(place + order.bytes.len())
            };
            let Some((item, shared)) = wanted else {
                let mut place = 0;
                while place < bytes.len() {
                    place = see_at(place)?;
                }
                continue;
            };
            let made = BlockItems::of(bytes)?;
            for place in shared.get_or_init(|| made).places(*item) {
                see_at(usize::from(*place))?;
            }
        }
        Ok(())
    }

    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.runs.len()
    }
}
