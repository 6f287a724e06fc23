//! A copy of a shard's orders at one moment, to be read without blocking anybody.

use domain::BusinessDay;
use hashbrown::HashMap;

use super::arena::Arena;
use super::order_record::{PackedOrder, read_order};
use crate::codec::{Malformed, Reader};

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct ShardCopy {
    arena: Vec<u8>,
    has_garbage: bool,
    expired_before: Option<BusinessDay>,
}

impl ShardCopy {
    /// Copies a shard's arena; orders before `expired_before` are treated as absent.
    pub(crate) fn take(&mut self, arena: &Arena, has_garbage: bool, expired_before: BusinessDay) {
        self.arena.clear();
        for (_, block) in arena.blocks() {
            self.arena.extend_from_slice(block);
        }
        self.has_garbage = has_garbage;
        self.expired_before = Some(expired_before);
    }

    /// Passes every order to `see`, each in its newest version.
    pub(crate) fn each(
        &self,
        mut see: impl FnMut(&PackedOrder<'_>) -> Result<(), Malformed>,
    ) -> Result<(), Malformed> {
        let newest = self.newest_runs()?;
        let mut reader = Reader::new(&self.arena);
        while !reader.is_empty() {
            let order = read_order(&mut reader)?;
            let newer = newest.get(order.key);
            let is_newest = newer.is_none_or(|newer| std::ptr::eq(*newer, order.bytes));
            if is_newest && Some(order.record.at.day) >= self.expired_before {
                see(&order)?;
            }
        }
        Ok(())
    }

    /// The newest run of each order, which comes after the older ones. Empty without garbage: then every run is the
    /// newest of its order.
    fn newest_runs(&self) -> Result<HashMap<&[u8], &[u8]>, Malformed> {
        let mut newest = HashMap::new();
        let runs: &[u8] = if self.has_garbage { &self.arena } else { &[] };
        let mut reader = Reader::new(runs);
        while !reader.is_empty() {
            let order = read_order(&mut reader)?;
            newest.insert(order.key, order.bytes);
        }
        Ok(newest)
    }
}
