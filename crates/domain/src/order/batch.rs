//! The compact batch of orders that passed the checks.

mod order_ref;
mod part;
mod rows;

pub use order_ref::OrderRef;
use part::Part;
use rows::OrderRow;

use super::event::OrderEvent;
use crate::{Rejection, Shop, Timestamp};

/// Checked orders in arrival order, stored in parts. Large batches are joined by concatenating their lists of parts,
/// small ones by copying.
#[derive(Clone, Debug, Default)]
pub struct Orders {
    /// Only the first may be empty.
    parts: Vec<Part>,
}

/// Copying this many orders is cheaper than keeping them as a part of their own.
const APART: usize = 256;

impl Orders {
    /// Checks an event against its shop at the moment `now`, and adds it.
    ///
    /// # Errors
    /// A [`Rejection`] if it exceeds SPEC's limits for an order. Nothing is added then.
    pub fn push(
        &mut self,
        shop: &Shop,
        now: Timestamp,
        event: &OrderEvent<'_>,
    ) -> Result<(), Rejection> {
        self.last().push(shop, now, event)
    }

    /// Marks that an order has no id of its own: its source derived one from a key or a position. Does nothing if there
    /// is no order at this index in arrival order.
    pub fn note_given_id(&mut self, index: usize) {
        if let Some(order) = self.row(index) {
            order.is_id_given = true;
        }
    }

    /// Marks that an order is to be compared with the known one. With the same version and different content it is
    /// [`Conflicting`](crate::Outcome::Conflicting), because either might be newer. Does nothing if there is no order
    /// at this index in arrival order.
    pub fn note_compared(&mut self, index: usize) {
        if let Some(order) = self.row(index) {
            order.is_compared = true;
        }
    }

    /// Marks that an order is joined from all known pieces of its id. If its version is already stored, it replaces
    /// that one because it has more content. `earlier` is a time before its own under which it may have been counted:
    /// if that day is not retained and the id is not known, the order is too late. Does nothing if there is no order at
    /// this index in arrival order.
    pub fn note_joined(&mut self, index: usize, earlier: Option<Timestamp>) {
        let number = self.part_of(index);
        if let Some(part) = self.parts.get_mut(number) {
            part.note_joined(index - part.first, earlier);
        }
    }

    /// Reserves memory for the orders in this many bytes of JSON, so that the lists need not grow by repeated copies. A
    /// guess: more or fewer orders do no harm.
    pub fn reserve_for_json(&mut self, bytes: usize) {
        self.last().reserve_for_json(bytes);
    }

    /// Joins several batches into one, in this sequence.
    pub fn join(batches: Vec<Orders>) -> Orders {
        let mut joined = Orders::default();
        for part in batches.into_iter().flat_map(|batch| batch.parts) {
            joined.take(part);
        }
        joined
    }

    /// Appends another batch.
    pub fn append(&mut self, other: &Orders) {
        other.parts.iter().for_each(|part| self.take(part.clone()));
    }

    fn take(&mut self, mut part: Part) {
        let first = self.len();
        match self.parts.last_mut() {
            _ if part.orders.is_empty() => {}
            Some(last) if last.orders.len().max(part.orders.len()) < APART => last.append(&part),
            _ => {
                if first == 0 {
                    self.parts.clear();
                }
                part.first = first;
                self.parts.push(part);
            }
        }
    }

    /// The bytes of text: ids, SKUs and names.
    pub fn text_len(&self) -> usize {
        self.parts.iter().map(|part| part.text.len()).sum()
    }

    /// The number of orders.
    pub fn len(&self) -> usize {
        let last = self.parts.last();
        last.map_or(0, |part| part.first + part.orders.len())
    }

    /// Whether there are no orders.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number of item lines over all orders.
    pub fn line_count(&self) -> usize {
        self.parts.iter().map(|part| part.lines.len()).sum()
    }

    /// Removes the orders but keeps the memory.
    pub fn clear(&mut self) {
        self.parts.truncate(1);
        self.last().clear();
    }

    /// The order at an index in arrival order.
    pub fn get(&self, index: usize) -> Option<OrderRef<'_>> {
        let batch = self.parts.get(self.part_of(index))?;
        let row = batch.orders.get(index - batch.first)?;
        Some(OrderRef { batch, row })
    }

    /// The orders in arrival order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = OrderRef<'_>> + ExactSizeIterator {
        (0..self.len()).map(|index| {
            let batch = &self.parts[self.part_of(index)];
            let row = &batch.orders[index - batch.first];
            OrderRef { batch, row }
        })
    }

    fn row(&mut self, index: usize) -> Option<&mut OrderRow> {
        let number = self.part_of(index);
        let part = self.parts.get_mut(number)?;
        part.orders.get_mut(index - part.first)
    }

    /// The index of the part with an order, if the order exists.
    fn part_of(&self, index: usize) -> usize {
        let behind = self.parts.partition_point(|part| part.first <= index);
        behind.saturating_sub(1)
    }

    /// The part for the next order.
    fn last(&mut self) -> &mut Part {
        if self.parts.is_empty() {
            self.parts.push(Part::default());
        }
        let last = self.parts.len() - 1;
        &mut self.parts[last]
    }
}
