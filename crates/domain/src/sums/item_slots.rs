//! The items of a commit by SKU.

use std::hash::BuildHasher as _;

use hashbrown::hash_table::Entry;
use hashbrown::{DefaultHashBuilder, HashTable};

use crate::ItemDay;
use crate::commit::{ItemDeltas, SkuDelta, SkuSlot};

/// Finds the slots of a commit's items.
#[derive(Debug, Default)]
pub(crate) struct ItemSlots {
    by_sku: HashTable<SkuSlot>,
    /// By item slot. What each line of an order needs of its item is in one place.
    slots: Vec<ItemSlot>,
    hasher: DefaultHashBuilder,
}

#[derive(Debug)]
struct ItemSlot {
    /// As much of its SKU as fits into a number, see [`key`].
    key: u128,
    /// The day on which it was last touched, and its index there. Most orders of a commit are of one day, and most of
    /// their items were there before.
    touched: (u32, u32),
}

impl ItemSlots {
    /// An item's slot among `skus`. Adds the item if it is not there.
    pub(super) fn of_sku<'a>(&mut self, sku: &'a str, skus: &mut Vec<SkuDelta<'a>>) -> SkuSlot {
        let key = key(sku);
        let (slots, hasher) = (&mut self.slots, &self.hasher);
        let is_same = |slot: &SkuSlot| {
            let slot = *slot as usize;
            slots[slot].key == key && (is_whole(key) || skus[slot].sku == sku)
        };
        let hash = |key, sku| match is_whole(key) {
            true => hasher.hash_one(key),
            false => hasher.hash_one(sku),
        };
        let rehash = |slot: &SkuSlot| hash(slots[*slot as usize].key, skus[*slot as usize].sku);
        match self.by_sku.entry(hash(key, sku), is_same, rehash) {
            Entry::Occupied(slot) => *slot.get(),
            Entry::Vacant(vacant) => {
                let slot = skus.len() as SkuSlot;
                vacant.insert(slot);
                let touched = (u32::MAX, 0);
                slots.push(ItemSlot { key, touched });
                skus.push(SkuDelta {
                    sku,
                    units: 0,
                    name: None,
                });
                slot
            }
        }
    }

    /// An item of a day.
    pub(super) fn on_day<'i>(
        &mut self,
        sku: SkuSlot,
        day: usize,
        items: &'i mut ItemDeltas,
    ) -> &'i mut ItemDay {
        let (touched, day) = (&mut self.slots[sku as usize].touched, day as u32);
        if touched.0 != day {
            *touched = (day, items.place(sku));
        }
        items.at(touched.1)
    }

    /// Removes the items but keeps the memory.
    pub(crate) fn clear(&mut self) {
        self.by_sku.clear();
        self.slots.clear();
    }
}

/// A SKU as a number. Most SKUs have less than sixteen bytes and fit completely: comparing them only touches a small
/// list, not text scattered over a batch.
fn key(sku: &str) -> u128 {
    let mut bytes = [0; 16];
    let len = sku.len().min(LONG);
    bytes[..len].copy_from_slice(&sku.as_bytes()[..len]);
    bytes[LONG] = len as u8;
    u128::from_le_bytes(bytes)
}

/// SKUs of at least this many bytes are truncated in their key.
const LONG: usize = 15;

/// Whether a key holds its whole SKU.
fn is_whole(key: u128) -> bool {
    key >> (8 * LONG) < LONG as u128
}
