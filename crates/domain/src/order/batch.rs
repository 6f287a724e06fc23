//! The compact batch that holds the orders that passed the checks.

use std::ops::Range;

use super::check::{check_event, check_sums, clip_name};
use super::effect::sums_of;
use super::event::{OrderEvent, OrderLine, Status};
use super::extra::{self, Extra, ExtraSlot};
use crate::{Measure, Minor, Price, Rejection, Shop, Sums, Timestamp};

/// Checked orders in arrival order. Text stands in one buffer and lines in one list, so that a
/// batch of any size costs a handful of allocations and is appended to another by copying.
#[derive(Clone, Debug, Default)]
pub struct Orders {
    text: String,
    orders: Vec<OrderRow>,
    lines: Vec<LineRow>,
    /// What few orders have, see [`Extra`].
    extras: Vec<Extra>,
}

#[derive(Clone, Copy, Debug)]
struct OrderRow {
    id: Span,
    placed_at: Timestamp,
    version: i64,
    status: Status,
    is_id_given: bool,
    revenue: Minor,
    returns: Minor,
    lines: (u32, u32),
    extra: ExtraSlot,
}

#[derive(Clone, Copy, Debug)]
struct LineRow {
    sku: Span,
    /// Empty = no name.
    name: Span,
    price: Price,
    quantity: i64,
}

#[derive(Clone, Copy, Debug)]
struct Span {
    start: u32,
    len: u32,
}

impl Span {
    fn of(self, text: &str) -> &str {
        &text[self.start as usize..(self.start + self.len) as usize]
    }

    fn shifted(self, by: u32) -> Span {
        Span {
            start: self.start + by,
            ..self
        }
    }
}

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
        check_event(shop, now, event)?;
        let sums = sums_of(&shop.currency, event.lines);
        check_sums(&shop.currency, &sums)?;
        let first = self.lines.len() as u32;
        let id = self.keep(event.id);
        for line in event.lines {
            let sku = self.keep(line.sku);
            let name = self.keep(line.name.and_then(clip_name).unwrap_or_default());
            self.lines.push(LineRow {
                sku,
                name,
                price: line.price,
                quantity: line.quantity,
            });
        }
        self.orders.push(OrderRow {
            id,
            placed_at: event.placed_at,
            version: event.version,
            status: event.status,
            is_id_given: false,
            revenue: sums[Measure::Revenue],
            returns: sums[Measure::Returns],
            lines: (first, self.lines.len() as u32),
            extra: ExtraSlot::push(&mut self.extras, Extra::of(&sums)),
        });
        Ok(())
    }

    /// Notes that an order has no id of its own: its source gave it one, from a key or a position.
    /// Nothing happens when there is no order at this position in arrival order.
    pub fn note_given_id(&mut self, index: usize) {
        if let Some(order) = self.orders.get_mut(index) {
            order.is_id_given = true;
        }
    }

    /// Makes room for the orders of this many bytes of JSON, so that the lists need not grow step by
    /// step, each time by a copy into fresh memory. A guess: more or fewer orders do no harm.
    pub fn reserve_for_json(&mut self, bytes: usize) {
        self.text.reserve(bytes / 2);
        self.orders.reserve(bytes / 160);
        self.lines.reserve(bytes / 64);
    }

    /// Several batches as one, in this order.
    pub fn join(batches: Vec<Orders>) -> Orders {
        let mut filled = batches.iter().filter(|batch| !batch.is_empty());
        if let (Some(_), Some(_)) = (filled.next(), filled.next()) {
            let total = |len: fn(&Orders) -> usize| batches.iter().map(len).sum();
            let mut joined = Orders {
                text: String::with_capacity(total(Orders::text_len)),
                orders: Vec::with_capacity(total(Orders::len)),
                lines: Vec::with_capacity(total(Orders::line_count)),
                extras: Vec::with_capacity(total(|batch| batch.extras.len())),
            };
            batches.iter().for_each(|batch| joined.append(batch));
            return joined;
        }
        let mut batches = batches.into_iter();
        batches.find(|batch| !batch.is_empty()).unwrap_or_default()
    }

    /// Puts another batch behind this one.
    pub fn append(&mut self, other: &Orders) {
        let (text, line) = (self.text.len() as u32, self.lines.len() as u32);
        let extras = self.extras.len();
        self.text.push_str(&other.text);
        self.orders
            .extend(other.orders.iter().map(|order| OrderRow {
                id: order.id.shifted(text),
                lines: (order.lines.0 + line, order.lines.1 + line),
                extra: order.extra.behind(extras),
                ..*order
            }));
        self.lines.extend(other.lines.iter().map(|row| LineRow {
            sku: row.sku.shifted(text),
            name: row.name.shifted(text),
            ..*row
        }));
        self.extras.extend_from_slice(&other.extras);
    }

    /// Bytes of text: ids, SKUs and names.
    pub fn text_len(&self) -> usize {
        self.text.len()
    }

    /// How many orders.
    pub fn len(&self) -> usize {
        self.orders.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.orders.is_empty()
    }

    /// How many item lines, of all orders.
    pub fn line_count(&self) -> usize {
        self.lines.len()
    }

    /// Forgets the orders and keeps the memory.
    pub fn clear(&mut self) {
        self.text.clear();
        self.orders.clear();
        self.lines.clear();
        self.extras.clear();
    }

    /// The order at a position in arrival order.
    pub fn get(&self, index: usize) -> Option<OrderRef<'_>> {
        self.orders
            .get(index)
            .map(|row| OrderRef { batch: self, row })
    }

    /// The orders in arrival order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = OrderRef<'_>> + ExactSizeIterator {
        self.orders.iter().map(|row| OrderRef { batch: self, row })
    }

    fn keep(&mut self, text: &str) -> Span {
        let start = self.text.len() as u32;
        self.text.push_str(text);
        Span {
            start,
            len: text.len() as u32,
        }
    }
}

/// An order in a batch.
#[derive(Clone, Copy, Debug)]
pub struct OrderRef<'a> {
    batch: &'a Orders,
    row: &'a OrderRow,
}

impl<'a> OrderRef<'a> {
    /// The order's identity in its shop.
    pub fn id(&self) -> &'a str {
        self.row.id.of(&self.batch.text)
    }

    /// Whether its source gave it its id. A source may give two orders the same by mistake; an order that
    /// says its own id is the order of that id, whatever else it says.
    pub fn is_id_given(&self) -> bool {
        self.row.is_id_given
    }

    /// When it was placed.
    pub fn placed_at(&self) -> Timestamp {
        self.row.placed_at
    }

    /// Its version; the higher one wins.
    pub fn version(&self) -> i64 {
        self.row.version
    }

    /// Placed or cancelled.
    pub fn status(&self) -> Status {
        self.row.status
    }

    /// The sum of its sold lines (price × quantity), rounded once to the minor unit.
    pub fn revenue(&self) -> Minor {
        self.row.revenue
    }

    /// The sum of its return lines, rounded once, as a positive amount.
    pub fn returns(&self) -> Minor {
        self.row.returns
    }

    /// What it says beside those, if anything.
    pub fn extra(&self) -> Option<&'a Extra> {
        self.row.extra.of(&self.batch.extras)
    }

    /// What its lines add up to, all measures. Whether they count is its status's.
    pub fn sums(&self) -> Sums {
        let units = self
            .lines()
            .filter_map(|line| u64::try_from(line.quantity).ok());
        extra::joined(units, self.revenue(), self.returns(), self.extra())
    }

    /// How much of a day's room its amounts take.
    pub(crate) fn weight(&self) -> Minor {
        self.revenue() + self.returns() + self.extra().map_or(0, Extra::weight)
    }

    /// Its item lines.
    pub fn lines(&self) -> impl DoubleEndedIterator<Item = OrderLine<'a>> + use<'a> {
        let (batch, (from, to)) = (self.batch, self.row.lines);
        let rows: Range<usize> = from as usize..to as usize;
        batch.lines[rows].iter().map(|row| OrderLine {
            sku: row.sku.of(&batch.text),
            name: Some(row.name.of(&batch.text)).filter(|name| !name.is_empty()),
            price: row.price,
            quantity: row.quantity,
        })
    }
}
