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
use super::lines::Object;
use super::moments::Moments;
use super::money;
use super::sorting::{Batch, Key};
use super::table::{Cells, CsvFile, Part, Table};
use super::times::Times;

/// The orders of a table.
pub(super) struct Events<'t> {
    pub(super) table: &'t Table<'t>,
    pub(super) joined: &'t Joined,
    pub(super) shop: &'t ShopFacts,
    pub(super) moments: &'t Moments<'t>,
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
    /// Adds the orders of the wanted parts, in table order.
    pub(super) fn add_to(
        &self,
        batch: &mut Batch,
        found: &mut Findings,
        is_wanted: impl Fn(usize) -> bool,
    ) -> anyhow::Result<()> {
        found
            .countries
            .resize_with(self.table.files.len(), Unknown::default);
        let country = OF_ORDERS.iter().position(|field| *field == Field::Country);
        for (index, part) in self.table.parts.iter().enumerate() {
            if !is_wanted(index) {
                continue;
            }
            if let Some(country) = country.zip(part.rare()).and_then(|(at, rare)| rare[at]) {
                found.countries[part.file as usize].observe(country);
            }
            let index = index as u32;
            if self.joined.within.binary_search(&index).is_err() {
                let file = self.table.file(part);
                let placed_at = self.moments.read(&file.times, part.time);
                found.with_two_times += u64::from(self.has_two_times(placed_at, index));
                let key = Key {
                    at: placed_at.map(Timestamp::millis),
                    place: file.rows_before + part.span.0,
                };
                self.push(batch, key, placed_at, index)?;
            }
        }
        Ok(())
    }

    fn push(
        &self,
        batch: &mut Batch,
        key: Key,
        placed_at: Option<Timestamp>,
        part: u32,
    ) -> anyhow::Result<()> {
        let mut wrong = None;
        batch.push(key, |lines| {
            wrong = self.write(placed_at, part, lines)?;
            lines.push(b'\n');
            Ok(())
        })?;
        let Some(rejection) = wrong else {
            return Ok(());
        };
        let mut body = batch.take_last();
        body.pop();
        let id = self.table.parts[part as usize].id.map(str::to_owned);
        batch.refuse(
            key,
            &Refused {
                rejection,
                id,
                body,
            },
        )
    }

    fn has_two_times(&self, placed_at: Option<Timestamp>, first: u32) -> bool {
        let lead = &self.table.parts[first as usize];
        if lead.other_time.is_none() && self.joined.further.is_empty() {
            return false;
        }
        let times = self.parts(first).flat_map(|part| {
            let times = &self.table.file(part).times;
            // The first part's own time is known already.
            let own = (!std::ptr::eq(lead, part)).then_some(part.time);
            let texts = part.other_time.into_iter().chain(own);
            texts.filter_map(|text| self.moments.read(times, text))
        });
        placed_at.is_some() && times.into_iter().any(|time| Some(time) != placed_at)
    }

    fn parts(&self, first: u32) -> impl Iterator<Item = &'t Part<'t>> {
        let further = self.joined.further.get(&first);
        let further = further.map_or(&[][..], Vec::as_slice);
        let parts = std::iter::once(first).chain(further.iter().copied());
        parts.map(|part| &self.table.parts[part as usize])
    }

    /// Writes an order as JSON, without the end of the line, and returns what is wrong with it. Values that cannot be
    /// parsed remain text, so that the checks for all orders report them.
    fn write(
        &self,
        placed_at: Option<Timestamp>,
        first: u32,
        out: &mut Vec<u8>,
    ) -> anyhow::Result<Option<Rejection>> {
        let lead = &self.table.parts[first as usize];
        let mut wrong = lead.refused.as_deref().cloned();
        let mut order = Object::begin(out);
        order.text("id", lead.id)?;
        match placed_at {
            Some(at) => self.moments.write(at, order.name("timestamp")),
            None => order.text("timestamp", Some(lead.time))?,
        }
        order.text("currency", lead.currency)?;
        if let Some(version) = lead.version {
            order.integer("version", &self.version_time(version))?;
        }
        order.text("status", lead.status)?;
        let currency = lead.currency.or(self.shop.currency.as_deref());
        let items = order.name("items");
        items.push(b'[');
        let mut index = 0;
        for part in self.parts(first) {
            let file = self.table.file(part);
            for cells in self.table.cells(part) {
                if index > 0 {
                    items.push(b',');
                }
                line(file, &cells, currency, index, items, &mut wrong)?;
                index += 1;
            }
        }
        items.push(b']');
        if placed_at.is_none()
            && let Some(detail) = self.table.file(lead).times.why_not(lead.time)
        {
            wrong.get_or_insert_with(|| Rejection::new(Reason::InvalidTimestamp, detail));
        }
        let mut rare = Map::new();
        for part in self.parts(first) {
            let texts = part.rare().into_iter().flatten();
            for (field, text) in OF_ORDERS.into_iter().zip(texts) {
                if let Some(text) = text {
                    let (file, name) = (self.table.file(part), field.body_name());
                    put(&mut rare, file, field, name, text, &mut wrong);
                }
            }
        }
        order.all(&rare)?;
        order.end();
        Ok(wrong)
    }

    /// A version that is a time without an offset is also in the shop's local time.
    fn version_time(&self, text: &'t str) -> Cow<'t, str> {
        let is_local = || text.contains(':') && parse_version_time(text).is_err();
        if parse_whole(text).is_ok() || !is_local() {
            return Cow::Borrowed(text);
        }
        match Times::default().read(&self.shop.clock, text) {
            Some(at) => Cow::Owned(self.shop.clock.rfc3339(at)),
            None => Cow::Borrowed(text),
        }
    }
}

/// Writes a line of an order in `currency`. Absent values are empty.
fn line<'t>(
    file: &CsvFile,
    cells: &Cells<'t>,
    currency: Option<&str>,
    index: usize,
    out: &mut Vec<u8>,
    wrong: &mut Option<Rejection>,
) -> anyhow::Result<()> {
    let (amount, sign) = money::split(cells.price);
    if let Some(sign) = sign
        && let Some(other) = foreign(cells.price, sign, currency, index)
    {
        wrong.get_or_insert(other);
    }
    let mut or_refuse = |plain: Result<Cow<'t, str>, Ambiguous>, text: &'t str, what, reason| {
        plain.unwrap_or_else(|Ambiguous| {
            wrong.get_or_insert_with(|| {
                let place = format!("items[{index}].{what}");
                Rejection::new(reason, undecided(&place, text, file))
            });
            Cow::Borrowed(text)
        })
    };
    let plain = file.amounts.plain_amount(amount);
    let price = or_refuse(plain, cells.price, "price", Reason::InvalidPrice);
    let plain = file.amounts.plain(cells.quantity);
    let quantity = or_refuse(plain, cells.quantity, "quantity", Reason::InvalidQuantity);
    let mut rare = Map::new();
    for (field, text) in OF_LINES.into_iter().zip(cells.rare) {
        if !text.is_empty() {
            let name = format!("items[{index}].{}", field.body_name());
            put(&mut rare, file, field, &name, text, wrong);
        }
    }
    let has_amount = rare.contains_key("amount");
    let is_lump =
        has_amount && !file.has_quantity && rare.get("kind").is_some_and(|kind| kind != "product");
    let is_there = |text: &&str| !text.is_empty();
    let mut line = Object::begin(out);
    line.text("sku", Some(cells.sku).filter(is_there))?;
    line.text("name", Some(cells.name).filter(is_there))?;
    // If both are missing, the later checks report a missing price.
    line.text(
        "price",
        Some(&*price).filter(|price| !has_amount || is_there(price)),
    )?;
    if !is_lump && (!has_amount || !quantity.is_empty()) {
        line.integer("quantity", &quantity)?;
    }
    line.all(&rare)?;
    line.end();
    Ok(())
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
fn foreign(price: &str, sign: &str, currency: Option<&str>, index: usize) -> Option<Rejection> {
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
