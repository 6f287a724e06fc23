//! Writes the orders of a table as NDJSON, so that they take the same path as all others.

use std::borrow::Cow;

use domain::{Reason, Rejection, Timestamp, parse_version_time, parse_whole};
use serde_json::{Map, Value};

use super::super::chunk::Refused;
use super::super::countries::{self, Unknown};
use super::super::fields::{Field, OF_LINES, OF_ORDERS, is_amount};
use super::ShopFacts;
use super::amounts::Ambiguous;
use super::joining::Joined;
use super::lines::{CsvLine, CsvOrder, Number, Time};
use super::moments::Moments;
use super::money;
use super::sorting::{Batch, Key};
use super::table::{Cells, CsvFile, Part, Table};
use super::times::Times;

/// The orders of a table.
pub(super) struct Events<'t> {
    table: &'t Table,
    joined: &'t Joined,
    shop: &'t ShopFacts,
    moments: Moments<'t>,
}

/// What to report about orders once all are read.
#[derive(Default)]
pub(super) struct Findings {
    /// Orders with rows that differ from the first row's time.
    pub(super) with_two_times: u64,
    /// Values in the country column that are not countries, by file.
    pub(super) countries: Vec<Unknown>,
}

impl Findings {
    pub(super) fn add(&mut self, more: Findings) {
        self.with_two_times += more.with_two_times;
        self.countries.resize_with(
            self.countries.len().max(more.countries.len()),
            Unknown::default,
        );
        for (known, more) in self.countries.iter_mut().zip(more.countries) {
            known.add(more);
        }
    }
}

impl<'t> Events<'t> {
    pub(super) fn of(table: &'t Table, joined: &'t Joined, shop: &'t ShopFacts) -> Events<'t> {
        Events {
            table,
            joined,
            shop,
            moments: Moments::of(&shop.clock),
        }
    }

    /// The orders of the wanted parts, in table order.
    pub(super) fn batch(
        &self,
        is_wanted: impl Fn(usize) -> bool,
    ) -> anyhow::Result<(Batch, Findings)> {
        let (mut batch, mut found) = (Batch::default(), Findings::default());
        found
            .countries
            .resize_with(self.table.files.len(), Unknown::default);
        let country = OF_ORDERS.iter().position(|field| *field == Field::Country);
        for (index, part) in self.table.parts.iter().enumerate() {
            if !is_wanted(index) {
                continue;
            }
            if let Some(country) = country.and_then(|place| self.table.rare(part)[place]) {
                found.countries[part.file as usize].observe(country);
            }
            let index = index as u32;
            if self.joined.within.binary_search(&index).is_err() {
                let file = self.table.file(part);
                let time = self.table.text(part.time);
                let placed_at = self.moments.read(&file.times, time);
                found.with_two_times += u64::from(self.has_two_times(placed_at, index));
                let place = file.rows_before + part.span.0;
                self.push(&mut batch, placed_at, index, place)?;
            }
        }
        Ok((batch, found))
    }

    fn push(
        &self,
        batch: &mut Batch,
        placed_at: Option<Timestamp>,
        part: u32,
        place: u64,
    ) -> anyhow::Result<()> {
        let (order, wrong) = self.order(placed_at, part);
        let key = Key {
            at: placed_at.map(Timestamp::millis),
            place,
        };
        match wrong {
            None => batch.push(key, |lines| {
                order.write(&self.moments, lines)?;
                lines.push(b'\n');
                Ok(())
            }),
            Some(rejection) => {
                let mut body = Vec::new();
                order.write(&self.moments, &mut body)?;
                let id = order.id.map(str::to_owned);
                batch.refuse(
                    key,
                    &Refused {
                        rejection,
                        id,
                        body,
                    },
                )
            }
        }
    }

    fn has_two_times(&self, placed_at: Option<Timestamp>, first: u32) -> bool {
        let times = self.parts(first).flat_map(|part| {
            let times = &self.table.file(part).times;
            let read = |span| self.moments.read(times, self.table.text(span));
            // The first part's own time is known already.
            let lead = &self.table.parts[first as usize];
            let own = !std::ptr::eq(lead, part);
            let own = own.then_some(part.time);
            part.other_time.into_iter().chain(own).filter_map(read)
        });
        placed_at.is_some() && times.into_iter().any(|time| Some(time) != placed_at)
    }

    fn parts(&self, first: u32) -> impl Iterator<Item = &Part> {
        let further = self.joined.further.get(&first);
        let further = further.map_or(&[][..], Vec::as_slice);
        let parts = std::iter::once(first).chain(further.iter().copied());
        parts.map(|part| &self.table.parts[part as usize])
    }

    fn order(&self, placed_at: Option<Timestamp>, first: u32) -> (CsvOrder<'t>, Option<Rejection>) {
        let (table, lead) = (self.table, &self.table.parts[first as usize]);
        let mut wrong = lead.refused.as_deref().cloned();
        let mut items = Vec::new();
        for part in self.parts(first) {
            for cells in self.table.cells(part) {
                let currency = table.said(lead.currency).or(self.shop.currency.as_deref());
                let index = items.len();
                if let Some(other) = foreign(cells.price, currency, index) {
                    wrong.get_or_insert(other);
                }
                items.push(self.line(part, cells, index, &mut wrong));
            }
        }
        let timestamp = match placed_at {
            Some(at) => Time::Known(at),
            None => {
                if let Some(detail) = table.file(lead).times.why_not(table.text(lead.time)) {
                    wrong.get_or_insert_with(|| Rejection::new(Reason::InvalidTimestamp, detail));
                }
                Time::Unread(table.text(lead.time))
            }
        };
        let version = table
            .said(lead.version)
            .map(|text| match parse_whole(text) {
                Ok(version) => Number::Integer(version),
                Err(_) => Number::Text(self.version_time(text)),
            });
        let mut rare = Map::new();
        for part in self.parts(first) {
            for (field, text) in OF_ORDERS.into_iter().zip(table.rare(part)) {
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
            id: table.said(lead.id),
            timestamp,
            currency: table.said(lead.currency),
            version,
            status: table.said(lead.status),
            items,
        };
        (order, wrong)
    }

    /// A version that is a time without an offset is also in the shop's local time.
    fn version_time(&self, text: &'t str) -> Cow<'t, str> {
        let local = || Times::default().read(&self.shop.clock, text);
        match local().filter(|_| text.contains(':') && parse_version_time(text).is_err()) {
            Some(at) => Cow::Owned(self.shop.clock.rfc3339(at)),
            None => Cow::Borrowed(text),
        }
    }

    fn line(
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
            // If both are missing, the later checks report a missing price.
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

/// Adds the JSON value of a field that few files have. `place` names it in messages.
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
            // It is reported once per file with the others, and left out.
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

/// Explains why the number at `place` cannot be read.
fn undecided(place: &str, text: &str, file: &CsvFile) -> String {
    let name = &file.name;
    format!(
        "{place} is `{text}`, and {name} does not show whether the comma or the point is its decimal sign; use \
         --decimal comma or --decimal point"
    )
}

/// Rejects a price whose sign belongs to another currency than its order's.
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
