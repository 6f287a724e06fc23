//! A copy of some of a shard's orders at one moment, to be read without blocking anybody.

use super::order_record::{PackedOrder, read_order};
use crate::codec::{Malformed, Reader};

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct ShardCopy {
    runs: Vec<u8>,
    /// Where runs begin that are not the newest of their order.
    replaced: Vec<usize>,
}

impl ShardCopy {
    /// Copies blocks of an arena. `is_newest`, if there are runs that are not the newest of their order, says so by a
    /// run's position and key.
    pub(crate) fn take<'a>(
        &mut self,
        blocks: impl Iterator<Item = (u32, &'a [u8])>,
        is_newest: Option<&impl Fn(u32, &[u8]) -> bool>,
    ) -> Result<(), Malformed> {
        self.runs.clear();
        self.replaced.clear();
        for (first, block) in blocks {
            let start = self.runs.len();
            self.runs.extend_from_slice(block);
            let Some(is_newest) = is_newest else {
                continue;
            };
            let mut reader = Reader::new(block);
            while !reader.is_empty() {
                let place = block.len() - reader.rest().len();
                let order = read_order(&mut reader)?;
                if !is_newest(first + place as u32, order.key) {
                    self.replaced.push(start + place);
                }
            }
        }
        Ok(())
    }

    /// Passes every order to `see`, each in its newest version.
    pub(crate) fn each(
        &self,
        mut see: impl FnMut(&PackedOrder<'_>) -> Result<(), Malformed>,
    ) -> Result<(), Malformed> {
        let mut reader = Reader::new(&self.runs);
        let mut replaced = self.replaced.iter().peekable();
        while !reader.is_empty() {
            let place = self.runs.len() - reader.rest().len();
            let order = read_order(&mut reader)?;
            if replaced.next_if_eq(&&place).is_none() {
                see(&order)?;
            }
        }
        Ok(())
    }
}
