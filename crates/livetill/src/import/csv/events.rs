//! Orders of the table, written as NDJSON in the order of time, so that they go the way of all
//! others.

use std::borrow::Cow;

use anyhow::Context;
use domain::{Reason, Rejection, Timestamp, parse_version_time, parse_whole};
use serde::Serialize;
use serde_json::{Map, Value};

use super::super::chunk::{Chunk, Refused};
use super::super::countries;
use super::super::fields::{Field, OF_LINES, OF_ORDERS};
use super::ShopFacts;
use super::amounts::Ambiguous;
use super::joining::Joined;
use super::money;
use super::table::{Cells, CsvFile, Part, Table, is_amount};
use super::times::Times;

/// Orders to a chunk.
const CHUNK_ORDERS: usize = 5_000;

/// An order as its rows make it. What cannot be understood stays text: the checks that all orders
/// pass then say what is wrong with it.
#[derive(Serialize)]
struct CsvOrder<'t> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'t str>,
    timestamp: Cow<'t, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    currency: Option<&'t str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<Number<'t>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'t str>,
    items: Vec<CsvLine<'t>>,
    /// What few files say.
    #[serde(flatten)]
    rare: Map<String, Value>,
}

#[derive(Serialize)]
struct CsvLine<'t> {
    #[serde(skip_serializing_if = "str::is_empty")]
    sku: &'t str,
    #[serde(skip_serializing_if = "str::is_empty")]
    name: &'t str,
    #[serde(skip_serializing_if = "Option::is_none")]
    price: Option<Cow<'t, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    quantity: Option<Number<'t>>,
    #[serde(flatten)]
    rare: Map<String, Value>,
}

/// An integer, or text that should have been one.
#[derive(Serialize)]
#[serde(untagged)]
enum Number<'t> {
    Integer(i64),
    Text(Cow<'t, str>),
}

/// The orders of a table, chunk by chunk.
pub(super) struct Events {
    table: Table,
    joined: Joined,
    shop: ShopFacts,
    /// The first part of each order, with its time.
    orders: Vec<(Option<Timestamp>, u32)>,
    next: usize,
}

impl Events {
    pub(super) fn of(table: Table, joined: Joined, shop: ShopFacts) -> Events {
        let time = |part: &Part| table.file(part).times.read(&shop.clock, &part.time);
        let within = |part: &u32| joined.within.binary_search(part).is_ok();
        let parts = (0..table.parts.len() as u32).filter(|part| !within(part));
        let mut orders: Vec<_> = parts
            .map(|part| (time(&table.parts[part as usize]), part))
            .collect();
        // In the order of time a server that keeps few days takes them all, and the feed ends with
        // the newest. Orders of the same moment stay as the files have them.
        orders.sort_by_key(|(placed_at, _)| *placed_at);
        Events {
            table,
            joined,
            shop,
            orders,
            next: 0,
        }
    }

    /// How many orders have rows with another time than the first.
    pub(super) fn with_two_times(&self) -> usize {
        let differs = |(placed_at, first): &&(Option<Timestamp>, u32)| {
            let times = self.parts(*first).flat_map(|part| {
                let read = |text: &str| self.table.file(part).times.read(&self.shop.clock, text);
                let other = part.other_time.as_deref().map(read);
                other.into_iter().chain([read(&part.time)])
            });
            placed_at.is_some() && times.flatten().any(|time| Some(time) != *placed_at)
        };
        self.orders.iter().filter(differs).count()
    }

    fn parts(&self, first: u32) -> impl Iterator<Item = &Part> {
        let further = self.joined.further.get(&first);
        let further = further.map_or(&[][..], Vec::as_slice);
        let parts = std::iter::once(first).chain(further.iter().copied());
        parts.map(|part| &self.table.parts[part as usize])
    }

    /// The chunk's lines, and beside them the orders that are refused as they stand.
    fn chunk(&self, orders: &[(Option<Timestamp>, u32)]) -> anyhow::Result<Vec<Chunk>> {
        let (mut lines, mut refused) = (Vec::new(), Vec::new());
        for (placed_at, first) in orders {
            let (order, wrong) = self.order(*placed_at, *first);
            let start = lines.len();
            serde_json::to_writer(&mut lines, &order).context("an order as JSON")?;
            match wrong {
                None => lines.push(b'\n'),
                Some(rejection) => refused.push(Refused {
                    rejection,
                    id: order.id.map(str::to_owned),
                    body: lines.split_off(start),
                }),
            }
        }
        let chunks = [
            (!lines.is_empty()).then_some(Chunk::Lines(lines)),
            (!refused.is_empty()).then_some(Chunk::Refused(refused)),
        ];
        Ok(chunks.into_iter().flatten().collect())
    }

    fn order(&self, placed_at: Option<Timestamp>, first: u32) -> (CsvOrder<'_>, Option<Rejection>) {
        let lead = &self.table.parts[first as usize];
        let mut wrong = lead.refused.as_deref().cloned();
        let mut items = Vec::with_capacity(lead.count as usize);
        for part in self.parts(first) {
            for cells in self.table.cells(part) {
                let currency = lead.currency.as_deref().or(self.shop.currency.as_deref());
                let index = items.len();
                if let Some(other) = foreign(cells.price, currency, index) {
                    wrong.get_or_insert(other);
                }
                items.push(self.line(part, cells, index, &mut wrong));
            }
        }
        let timestamp = match placed_at {
            Some(at) => Cow::Owned(self.shop.clock.rfc3339(at)),
            None => {
                if let Some(detail) = self.table.file(lead).times.why_not(&lead.time) {
                    wrong.get_or_insert_with(|| Rejection::new(Reason::InvalidTimestamp, detail));
                }
                Cow::Borrowed(&*lead.time)
            }
        };
        let version = lead.version.as_deref().map(|text| match parse_whole(text) {
            Ok(version) => Number::Integer(version),
            Err(_) => Number::Text(self.version_time(text)),
        });
        let mut rare = Map::new();
        for part in self.parts(first) {
            let cells = part.rare.iter().flat_map(|cells| cells.iter());
            for (field, text) in OF_ORDERS.into_iter().zip(cells) {
                if let Some(text) = text {
                    put(
                        &mut rare,
                        self.table.file(part),
                        field,
                        field.body_name(),
                        text,
                        &mut wrong,
                    );
                }
            }
        }
        let order = CsvOrder {
            rare,
            id: lead.id.as_deref(),
            timestamp,
            currency: lead.currency.as_deref(),
            version,
            status: lead.status.as_deref(),
            items,
        };
        (order, wrong)
    }

    /// A version that is a time without offset is the shop's local time, too.
    fn version_time<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let local = || Times::default().read(&self.shop.clock, text);
        match local().filter(|_| text.contains(':') && parse_version_time(text).is_err()) {
            Some(at) => Cow::Owned(self.shop.clock.rfc3339(at)),
            None => Cow::Borrowed(text),
        }
    }

    fn line<'t>(
        &self,
        part: &Part,
        cells: Cells<'t>,
        index: usize,
        wrong: &mut Option<Rejection>,
    ) -> CsvLine<'t> {
        let file = self.table.file(part);
        let mut or_refuse =
            |plain: Result<Cow<'t, str>, Ambiguous>, text: &'t str, what, reason| {
                plain.unwrap_or_else(|Ambiguous| {
                    wrong.get_or_insert_with(|| {
                        let place = format!("items[{index}].{what}");
                        Rejection::new(reason, undecided(&place, text, file))
                    });
                    Cow::Borrowed(text)
                })
            };
        let (price, quantity) = (cells.price, cells.quantity);
        let plain = file.amounts.plain_price(price);
        let price = or_refuse(plain, price, "price", Reason::InvalidPrice);
        let plain = file.amounts.plain(quantity);
        let quantity = or_refuse(plain, quantity, "quantity", Reason::InvalidQuantity);
        let mut rare = Map::new();
        for (field, text) in OF_LINES.into_iter().zip(cells.rare) {
            if !text.is_empty() {
                let name = format!("items[{index}].{}", field.body_name());
                put(&mut rare, file, field, &name, text, wrong);
            }
        }
        let has_amount = rare.contains_key("amount");
        let is_lump = has_amount
            && !file.has_quantity
            && rare.get("kind").is_some_and(|kind| kind != "product");
        CsvLine {
            sku: cells.sku,
            name: cells.name,
            // Without either the checks miss the price.
            price: (!has_amount || !price.is_empty()).then_some(price),
            quantity: (!is_lump && (!has_amount || !quantity.is_empty())).then(
                || match parse_whole(&quantity) {
                    Ok(quantity) => Number::Integer(quantity),
                    Err(_) => Number::Text(quantity),
                },
            ),
            rare,
        }
    }
}

/// Puts the value of a field that few files have, as JSON has it; `place` names it in a message.
fn put(
    into: &mut Map<String, Value>,
    file: &CsvFile,
    field: Field,
    place: &str,
    text: &str,
    wrong: &mut Option<Rejection>,
) {
    let value = match field {
        Field::Country => match countries::code(text) {
            Some(code) => code.into(),
            // Told with the others of the file, and none.
            None => return,
        },
        Field::Test | Field::TaxIncluded => match &*text.to_ascii_lowercase() {
            "true" | "yes" | "y" | "1" | "t" => true.into(),
            "false" | "no" | "n" | "0" | "f" => false.into(),
            _ => text.into(),
        },
        _ if is_amount(field) => match file.amounts.plain_price(text) {
            Ok(plain) => Value::from(&*plain),
            Err(Ambiguous) => {
                wrong.get_or_insert_with(|| {
                    Rejection::new(Reason::InvalidAmount, undecided(place, text, file))
                });
                text.into()
            }
        },
        _ => text.into(),
    };
    into.insert(field.body_name().to_owned(), value);
}

/// Why the number at a place of a file cannot be read.
fn undecided(place: &str, text: &str, file: &CsvFile) -> String {
    let name = &file.name;
    format!(
        "{place} is `{text}`, and {name} does not show whether the comma or the point is its decimal sign; use \
         --decimal comma or --decimal point"
    )
}

/// Why a price is of another currency than its order, by the sign that it has.
fn foreign(price: &str, currency: Option<&str>, index: usize) -> Option<Rejection> {
    let (_, sign) = money::split(price);
    let sign = sign?;
    let said = format!("items[{index}].price is `{price}`");
    match currency.map(str::to_ascii_uppercase) {
        Some(currency) if money::stands_for(sign, &currency) => None,
        Some(currency) => {
            let detail =
                format!("{said}, but the order is in {currency}: `{sign}` does not stand for that");
            Some(Rejection::new(Reason::CurrencyMismatch, detail))
        }
        None => {
            let detail = format!("{said}: is `{sign}` the shop's currency? Use --currency");
            Some(Rejection::new(Reason::InvalidPrice, detail))
        }
    }
}

impl Iterator for Events {
    type Item = anyhow::Result<Vec<Chunk>>;

    fn next(&mut self) -> Option<anyhow::Result<Vec<Chunk>>> {
        let left = &self.orders[self.next..];
        let orders = &left[..left.len().min(CHUNK_ORDERS)];
        if orders.is_empty() {
            return None;
        }
        let chunk = self.chunk(orders);
        self.next += orders.len();
        Some(chunk)
    }
}
