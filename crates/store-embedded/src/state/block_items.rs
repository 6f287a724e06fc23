//! Which orders of an arena's block sold an item, so that a day's orders of an item are found without reading all.
//!
//! It is made when somebody asks for an item's orders, only for full blocks, and takes six bytes a line of their orders.
//! A full block never changes, so it stays true until the block goes.

use std::sync::{Arc, OnceLock};

use super::order_record::read_order;
use crate::codec::{Malformed, Reader};

/// The lower bits of an order's position in its arena are its place: the offset in its block.
pub(crate) const PLACE_BITS: u32 = 14;

/// A block's, once somebody made it; shared with those who are making it outside the shop's lock.
pub(crate) type SharedItems = Arc<OnceLock<BlockItems>>;

/// The items that a block's orders sold, each as often as orders sold it, in ascending order.
#[derive(Debug)]
pub(crate) struct BlockItems {
    items: Box<[u32]>,
    /// Where those orders begin.
    places: Box<[u16]>,
}

impl BlockItems {
    /// Reads a whole block.
    pub(crate) fn of(block: &[u8]) -> Result<BlockItems, Malformed> {
        let mut sold = Vec::new();
        let mut reader = Reader::new(block);
        while !reader.is_empty() {
            let place = block.len() - reader.rest().len();
            let place = u16::try_from(place).map_err(|_| Malformed::Damaged)?;
            for item in read_order(&mut reader)?.record.items()? {
                sold.push((item?, place));
            }
        }
        sold.sort_unstable();
        sold.dedup();
        Ok(BlockItems {
            items: sold.iter().map(|(item, _)| *item).collect(),
            places: sold.iter().map(|(_, place)| *place).collect(),
        })
    }

    /// Where the orders begin that sold the item.
    pub(crate) fn places(&self, item: u32) -> &[u16] {
        let first = self.items.partition_point(|other| *other < item);
        let same = self.items[first..].iter().take_while(|it| **it == item);
        &self.places[first..first + same.count()]
    }

    /// The bytes of memory held.
    pub(crate) fn memory(&self) -> usize {
        size_of_val(&*self.items) + size_of_val(&*self.places)
    }
}
