//! The compact batch that holds the orders that passed the checks.

mod order_ref;
mod part;
mod rows;

pub use order_ref::OrderRef;
use part::Part;
use rows::OrderRow;

use super::event::OrderEvent;
use crate::{Rejection, Shop, Timestamp};

/// Checked orders in arrival order. They stand in parts: large batches are joined by putting their parts one behind
/// the other, small ones by copying them together.
#[derive(Clone, Debug, Default)]
pub struct Orders {
    /// None is empty but the first.
    parts: Vec<Part>,
}

/// To copy as many orders costs less than a part of their own.
const APART: usize = 256;

impl Orders {
    /// Checks an event against its shop at the moment `now` and takes it in.
    ///
    /// # Errors
    /// A [`Rejection`] when SPEC's limits for an order are not met; nothing was taken in then.
    pub fn push(
        &mut self,
        shop: &Shop,
        now: Timestamp,
        event: &OrderEvent<'_>,
    ) -> Result<(), Rejection> {
        self.last().push(shop, now, event)
    }

    /// Notes that an order has no id of its own: its source gave it one, from a key or a position.
    /// Nothing happens when there is no order at this position in arrival order.
    pub fn note_given_id(&mut self, index: usize) {
        if let Some(order) = self.row(index) {
            order.is_id_given = true;
        }
    }

    /// Notes that an order is to be compared with what is known of it: at the same version and with other content it is
    /// [`Conflicting`](crate::Outcome::Conflicting), since nobody knows which is newer. Nothing happens when there is no order at
    /// this position in arrival order.
    pub fn note_compared(&mut self, index: usize) {
        if let Some(order) = self.row(index) {
            order.is_compared = true;
        }
    }

    /// Notes that an order is made of all that is known of its id, of several pieces that its sender told: at
    /// the version that is stored already it says more than that, and takes its place. `earlier` is another
    /// time before its own under which it may have been counted: if the day of that is not retained, and
    /// the id is not known, it may have been counted there and is too late. Nothing happens when there is no order
    /// at this position in arrival order.
    pub fn note_joined(&mut self, index: usize, earlier: Option<Timestamp>) {
        let number = self.part_of(index);
        if let Some(part) = self.parts.get_mut(number) {
            part.note_joined(index - part.first, earlier);
        }
    }

    /// Makes room for the orders of this many bytes of JSON, so that the lists need not grow step by
    /// step, each time by a copy into fresh memory. A guess: more or fewer orders do no harm.
    pub fn reserve_for_json(&mut self, bytes: usize) {
        self.last().reserve_for_json(bytes);
    }

    /// Several batches as one, in this order.
    pub fn join(batches: Vec<Orders>) -> Orders {
        let mut joined = Orders::default();
        for part in batches.into_iter().flat_map(|batch| batch.parts) {
            joined.take(part);
        }
        joined
    }

    /// Puts another batch behind this one.
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

    /// Bytes of text: ids, SKUs and names.
    pub fn text_len(&self) -> usize {
        self.parts.iter().map(|part| part.text.len()).sum()
    }

    /// How many orders.
    pub fn len(&self) -> usize {
        let last = self.parts.last();
        last.map_or(0, |part| part.first + part.orders.len())
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many item lines, of all orders.
    pub fn line_count(&self) -> usize {
        self.parts.iter().map(|part| part.lines.len()).sum()
    }

    /// Forgets the orders and keeps the memory.
    pub fn clear(&mut self) {
        self.parts.truncate(1);
        self.last().clear();
    }

    /// The order at a position in arrival order.
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

    /// The part in which an order stands, if it is there.
    fn part_of(&self, index: usize) -> usize {
        let behind = self.parts.partition_point(|part| part.first <= index);
        behind.saturating_sub(1)
    }

    /// The part that takes the next order in.
    fn last(&mut self) -> &mut Part {
        if self.parts.is_empty() {
            self.parts.push(Part::default());
        }
        let last = self.parts.len() - 1;
        &mut self.parts[last]
    }
}
