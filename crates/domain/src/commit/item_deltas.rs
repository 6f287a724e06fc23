//! The changes of a day's items.

use std::fmt;

use hashbrown::HashTable;

use super::SkuSlot;
use crate::ItemDay;

/// The changes of each item of a day, in the sequence in which the items first came. The rows are in a list, because a
/// commit iterates over tens of thousands of them; the table next to it only holds their indexes.
#[derive(Clone, Default)]
pub struct ItemDeltas {
    rows: Vec<(SkuSlot, ItemDay)>,
    places: HashTable<u32>,
}

/// Slots are counted from 0: the product keeps their lowest bits distinct and mixes the highest.
fn hash(slot: SkuSlot) -> u64 {
    u64::from(slot).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

impl ItemDeltas {
    /// The number of items.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are no items.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Each item once, with its changes.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (SkuSlot, &ItemDay)> {
        self.rows.iter().map(|(slot, item)| (*slot, item))
    }

    /// The changes of an item, if it is here.
    pub fn get(&self, slot: SkuSlot) -> Option<&ItemDay> {
        let place = self.places.find(hash(slot), self.is(slot))?;
        self.rows.get(*place as usize).map(|(_, item)| item)
    }

    /// Removes the items but keeps the memory.
    pub(crate) fn clear(&mut self) {
        self.rows.clear();
        self.places.clear();
    }

    /// An item's index among the rows. Adds the item if it is not here.
    pub(crate) fn place(&mut self, slot: SkuSlot) -> u32 {
        if let Some(place) = self.places.find(hash(slot), self.is(slot)) {
            return *place;
        }
        let (place, rows) = (self.rows.len() as u32, &self.rows);
        let rehash = |place: &u32| hash(rows[*place as usize].0);
        self.places.insert_unique(hash(slot), place, rehash);
        self.rows.push((slot, ItemDay::default()));
        place
    }

    /// The item at an index.
    pub(crate) fn at(&mut self, place: u32) -> &mut ItemDay {
        &mut self.rows[place as usize].1
    }

    fn is(&self, slot: SkuSlot) -> impl Fn(&u32) -> bool {
        move |place| self.rows[*place as usize].0 == slot
    }
}

impl fmt::Debug for ItemDeltas {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_item_has_one_row_in_the_sequence_of_their_coming() {
        let mut items = ItemDeltas::default();
        let slots = || (0..1_000_u32).map(|number| number * 8 % 301);
        for slot in slots() {
            let place = items.place(slot);
            items.at(place).units += 1;
        }
        assert_eq!(items.len(), 301);
        let sequence: Vec<SkuSlot> = items.iter().map(|(slot, _)| slot).collect();
        assert_eq!(sequence, slots().take(301).collect::<Vec<_>>());
        for slot in 0..301 {
            let times = slots().filter(|it| *it == slot).count() as i64;
            assert_eq!(items.get(slot), Some(&ItemDay::of_units(times)));
        }
        assert_eq!(items.get(301), None);
    }
}
