//! Orders as they come in: the checks, and the compact batch that holds those that passed.

use std::ops::Range;

use crate::{Currency, Minor, Price, Reason, Rejection, Shop, Timestamp};

/// The most item lines an order may have.
pub const MAX_LINES: usize = 1_000;
/// The longest id and SKU, in bytes.
pub const MAX_KEY_BYTES: usize = 128;
/// The longest item name that is kept, in bytes; longer ones are cut.
pub const MAX_NAME_BYTES: usize = 256;
/// The most items a line may sell or take back.
const MAX_QUANTITY: u64 = 1_000_000;
/// The highest sum of an order's sold or returned lines, in minor units: a day has room for thousands
/// of orders of it, see [`MAX_DAY_SUM`](crate::MAX_DAY_SUM).
const MAX_ORDER_AMOUNT: Minor = 1_000_000_000_000_000;

/// Whether an order stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Status {
    /// It stands.
    #[default]
    Placed,
    /// It was cancelled and contributes nothing.
    Cancelled,
}

/// One order event, decoded but not yet checked against its shop.
#[derive(Clone, Debug)]
pub struct OrderEvent<'a> {
    /// The order's identity in its shop.
    pub id: &'a str,
    /// When it was placed.
    pub placed_at: Timestamp,
    /// ISO 4217 code, absent = the shop's.
    pub currency: Option<&'a str>,
    /// The higher one wins.
    pub version: i64,
    /// Placed or cancelled.
    pub status: Status,
    /// The item lines.
    pub lines: &'a [OrderLine<'a>],
}

/// One item line. A negative quantity is a return.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OrderLine<'a> {
    /// The stock-keeping unit.
    pub sku: &'a str,
    /// What people call it.
    pub name: Option<&'a str>,
    /// Price of one.
    pub price: Price,
    /// How many: sold if positive, returned if negative, never 0.
    pub quantity: i64,
}

/// Checks an order's id.
///
/// # Errors
/// A [`Rejection`] for an empty one, one of more than 128 bytes, or one with control characters.
pub fn check_id(id: &str) -> Result<(), Rejection> {
    let wrong = if id.is_empty() {
        "is empty"
    } else if id.len() > MAX_KEY_BYTES {
        "is longer than 128 bytes"
    } else if id.chars().any(char::is_control) {
        "has control characters"
    } else {
        return Ok(());
    };
    Err(Rejection::new(Reason::InvalidId, format!("id {wrong}")))
}

/// Checks a line's SKU; `line` is its position, for the message.
///
/// # Errors
/// A [`Rejection`] for an empty one or one of more than 128 bytes.
pub fn check_sku(sku: &str, line: usize) -> Result<(), Rejection> {
    let wrong = if sku.is_empty() {
        "is empty"
    } else if sku.len() > MAX_KEY_BYTES {
        "is longer than 128 bytes"
    } else {
        return Ok(());
    };
    Err(Rejection::new(
        Reason::InvalidSku,
        format!("items[{line}].sku {wrong}"),
    ))
}

/// Cuts a name to [`MAX_NAME_BYTES`] at a character's end; an empty one is none.
pub fn clip_name(name: &str) -> Option<&str> {
    let clipped = &name[..name.floor_char_boundary(MAX_NAME_BYTES)];
    (!clipped.is_empty()).then_some(clipped)
}

/// Checked orders in arrival order. Text stands in one buffer and lines in one list, so that a
/// batch of any size costs a handful of allocations and is appended to another by copying.
#[derive(Clone, Debug, Default)]
pub struct Orders {
    text: String,
    orders: Vec<OrderRow>,
    lines: Vec<LineRow>,
}

#[derive(Clone, Copy, Debug)]
struct OrderRow {
    id: Span,
    placed_at: Timestamp,
    version: i64,
    status: Status,
    is_id_given: bool,
    sums: Sums,
    lines: (u32, u32),
}

/// An order's two sums, each rounded once.
#[derive(Clone, Copy, Debug)]
struct Sums {
    revenue: Minor,
    returns: Minor,
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
        let sums = sum_lines(&shop.currency, event.lines)?;
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
            sums,
            lines: (first, self.lines.len() as u32),
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
        self.text.push_str(&other.text);
        self.orders
            .extend(other.orders.iter().map(|order| OrderRow {
                id: order.id.shifted(text),
                lines: (order.lines.0 + line, order.lines.1 + line),
                ..*order
            }));
        self.lines.extend(other.lines.iter().map(|row| LineRow {
            sku: row.sku.shifted(text),
            name: row.name.shifted(text),
            ..*row
        }));
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

fn check_event(shop: &Shop, now: Timestamp, event: &OrderEvent<'_>) -> Result<(), Rejection> {
    check_id(event.id)?;
    if event.placed_at < Timestamp::EARLIEST {
        let placed = shop.clock.rfc3339(event.placed_at);
        return Err(Rejection::new(
            Reason::InvalidTimestamp,
            format!(
                "timestamp {placed} is before 1995; if it is a number, send seconds, milli-, micro- or \
                 nanoseconds since 1970"
            ),
        ));
    }
    if event.placed_at.millis() > now.millis().saturating_add(shop.max_future_millis) {
        let minutes = shop.max_future_millis / 60_000;
        let placed = shop.clock.rfc3339(event.placed_at);
        return Err(Rejection::new(
            Reason::InFuture,
            format!("timestamp {placed} is more than {minutes} minutes in the future"),
        ));
    }
    check_currency(&shop.currency, event.currency)?;
    if event.lines.len() > MAX_LINES {
        let count = event.lines.len();
        let detail = format!("{count} item lines; an order has at most {MAX_LINES}");
        return Err(Rejection::new(Reason::TooLarge, detail));
    }
    // A cancellation may come without its lines: it takes away what was stored, whatever it lists.
    if event.lines.is_empty() && event.status == Status::Placed {
        return Err(Rejection::new(
            Reason::NoItems,
            "an order has at least one item line",
        ));
    }
    for (index, line) in event.lines.iter().enumerate() {
        check_sku(line.sku, index)?;
        if line.quantity == 0 || line.quantity.unsigned_abs() > MAX_QUANTITY {
            let detail = format!(
                "items[{index}].quantity is {}; it must be 1 to 1,000,000, or negative for a return",
                line.quantity
            );
            return Err(Rejection::new(Reason::InvalidQuantity, detail));
        }
    }
    Ok(())
}

fn sum_lines(currency: &Currency, lines: &[OrderLine<'_>]) -> Result<Sums, Rejection> {
    let (mut sold, mut returned) = (0_i128, 0_i128);
    for line in lines {
        let amount = i128::from(line.price.micros()) * i128::from(line.quantity);
        if amount > 0 {
            sold += amount;
        } else {
            returned -= amount;
        }
    }
    let sums = Sums {
        revenue: currency.round_micros(sold),
        returns: currency.round_micros(returned),
    };
    if sums.revenue.max(sums.returns) > MAX_ORDER_AMOUNT {
        let limit = currency.format(MAX_ORDER_AMOUNT);
        let detail = format!("the order's lines sum to more than {limit}");
        return Err(Rejection::new(Reason::InvalidPrice, detail));
    }
    Ok(sums)
}

fn check_currency(shops: &Currency, orders: Option<&str>) -> Result<(), Rejection> {
    match orders {
        Some(code) if !code.eq_ignore_ascii_case(shops.code()) => {
            let shown: String = code.chars().take(8).collect();
            let detail = format!("currency is `{shown}`, this shop counts {}", shops.code());
            Err(Rejection::new(Reason::CurrencyMismatch, detail))
        }
        _ => Ok(()),
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
        self.row.sums.revenue
    }

    /// The sum of its return lines, rounded once, as a positive amount.
    pub fn returns(&self) -> Minor {
        self.row.sums.returns
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
