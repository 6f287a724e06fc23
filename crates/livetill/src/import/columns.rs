//! Which column of a CSV file is which field.

use std::borrow::Cow;

use anyhow::{Context, bail};
use csv::StringRecord;

use super::cell;
use super::platforms::{self, plain};

/// The fields of an order event that a column can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Id,
    Timestamp,
    TimeOfDay,
    Sku,
    Name,
    Price,
    Quantity,
    Currency,
    Version,
    Status,
    Kind,
    Amount,
    Discount,
    Tax,
    Test,
    RefundOf,
    Channel,
    Country,
    TaxIncluded,
    Shipping,
    OrderDiscount,
    OrderTax,
    Tip,
    Fee,
}

/// Of the order as a whole, and said by few files.
pub(super) const OF_ORDERS: [Field; 10] = [
    Field::Test,
    Field::RefundOf,
    Field::Channel,
    Field::Country,
    Field::TaxIncluded,
    Field::Shipping,
    Field::OrderDiscount,
    Field::OrderTax,
    Field::Tip,
    Field::Fee,
];

/// Of a line, and said by few files.
pub(super) const OF_LINES: [Field; 4] = [Field::Kind, Field::Amount, Field::Discount, Field::Tax];

/// Each field with its name in `--map` and the column names by which it is found without; they are
/// compared without case, spaces and punctuation.
const FIELDS: [(Field, &str, &[&str]); 24] = [
    (
        Field::Id,
        "id",
        &[
            "orderid",
            "order",
            "orderno",
            "ordernumber",
            "invoiceno",
            "invoice",
            "invoicenumber",
        ],
    ),
    (
        Field::Timestamp,
        "timestamp",
        &[
            "time",
            "datetime",
            "date",
            "orderdate",
            "invoicedate",
            "createdat",
            "placedat",
        ],
    ),
    (Field::TimeOfDay, "time_of_day", &[]),
    (
        Field::Sku,
        "sku",
        &[
            "stockcode",
            "itemid",
            "productid",
            "productcode",
            "lineitemsku",
            "item",
        ],
    ),
    (
        Field::Name,
        "name",
        &[
            "description",
            "title",
            "productname",
            "itemname",
            "lineitemname",
        ],
    ),
    (
        Field::Price,
        "price",
        &["unitprice", "itemprice", "lineitemprice"],
    ),
    (
        Field::Quantity,
        "quantity",
        &["qty", "units", "lineitemquantity"],
    ),
    (Field::Currency, "currency", &[]),
    (Field::Version, "version", &[]),
    (Field::Status, "status", &[]),
    (Field::Kind, "kind", &[]),
    (Field::Amount, "amount", &[]),
    (Field::Discount, "discount", &[]),
    (Field::Tax, "tax", &[]),
    (Field::Test, "test", &[]),
    (Field::RefundOf, "refund_of", &["refundof"]),
    (Field::Channel, "channel", &[]),
    (Field::Country, "country", &[]),
    (Field::TaxIncluded, "tax_included", &["taxincluded"]),
    (Field::Shipping, "shipping", &[]),
    (Field::OrderDiscount, "order_discount", &["orderdiscount"]),
    (Field::OrderTax, "order_tax", &["ordertax"]),
    (Field::Tip, "tip", &[]),
    (Field::Fee, "fee", &[]),
];

// They stand as the fields do: each cell of a file is found by its field's place.
const _: () = {
    let mut place = 0;
    while place < FIELDS.len() {
        assert!(FIELDS[place].0 as usize == place);
        place += 1;
    }
};

impl Field {
    /// Its name in an order's body.
    pub(super) fn body_name(self) -> &'static str {
        let name = self.name();
        name.strip_prefix("order_").unwrap_or(name)
    }

    /// Its name in `--map`.
    pub(super) fn name(self) -> &'static str {
        FIELDS[self as usize].1
    }
}

/// Columns that hold a day alone where one of the second kind stands beside them, and the time of day.
const DAYS: [&str; 6] = [
    "date",
    "orderdate",
    "invoicedate",
    "saledate",
    "purchasedate",
    "transactiondate",
];
const TIMES_OF_DAY: [&str; 7] = [
    "time",
    "timeofday",
    "ordertime",
    "invoicetime",
    "saletime",
    "purchasetime",
    "transactiontime",
];

/// The position of each field's column.
#[derive(Clone, Debug)]
pub(super) struct Columns([Option<usize>; FIELDS.len()]);

/// What `--map` says: a field and its column's name.
#[derive(Clone, Debug)]
pub(super) struct Mapping(Vec<(Field, String)>);

impl Mapping {
    /// Reads `id=InvoiceNo` and the like.
    pub(super) fn parse(entries: &[String]) -> anyhow::Result<Mapping> {
        let entry = |entry: &String| {
            let (field, column) = entry
                .split_once('=')
                .with_context(|| format!("map: `{entry}` is not of the form FIELD=COLUMN"))?;
            let field = field.trim();
            // `time` is what people try first.
            let name = if field == "time" { "timestamp" } else { field };
            let known = FIELDS.iter().find(|(_, known, _)| *known == name);
            let (field, ..) = known.with_context(|| {
                let known: Vec<&str> = FIELDS.iter().map(|(_, name, _)| *name).collect();
                format!(
                    "map: `{field}` is no field; there are: {}",
                    known.join(", ")
                )
            })?;
            Ok((*field, column.trim().to_owned()))
        };
        entries
            .iter()
            .map(entry)
            .collect::<anyhow::Result<_>>()
            .map(Mapping)
    }

    /// Finds the columns of a file by its head line.
    pub(super) fn columns(&self, head: &StringRecord, file: &str) -> anyhow::Result<Columns> {
        let needed = [Field::Id, Field::Timestamp, Field::Sku, Field::Price];
        let is_mapped = |field: &Field| self.0.iter().any(|(mapped, _)| mapped == field);
        platforms::check(head, needed.iter().all(is_mapped), file)?;
        let mut columns = [None; FIELDS.len()];
        for (slot, (field, name, usual)) in columns.iter_mut().zip(FIELDS) {
            let mapped = self.0.iter().find(|(mapped, _)| *mapped == field);
            *slot = match mapped {
                Some((_, column)) => {
                    let found = head.iter().position(|title| title.trim() == column);
                    let titles = || head.iter().collect::<Vec<_>>().join(", ");
                    Some(found.with_context(|| {
                        format!("map: {file} has no column `{column}`; it has: {}", titles())
                    })?)
                }
                None => {
                    let is = |wanted: &str| head.iter().position(|title| plain(title) == wanted);
                    if field == Field::Id && is(name).is_some() {
                        check_id_is_the_orders(head, usual, file)?;
                    }
                    is(name).or_else(|| usual.iter().find_map(|wanted| is(wanted)))
                }
            };
        }
        let mut columns = Columns(columns);
        // Beside a price it is mostly the two multiplied, and no order says both.
        if columns.has(Field::Price) && !is_mapped(&Field::Amount) {
            columns.set(Field::Amount, None);
        }
        if !is_mapped(&Field::Timestamp) && !is_mapped(&Field::TimeOfDay) {
            columns.part_days_and_times(head);
        }
        let stands_in = |field| match field {
            Field::Sku => columns.has(Field::Name),
            Field::Price => columns.has(Field::Amount),
            _ => false,
        };
        for (field, name, _) in FIELDS {
            if needed.contains(&field) && !columns.has(field) && !stands_in(field) {
                let titles = head.iter().collect::<Vec<_>>().join(", ");
                bail!(
                    "{file}: which column is `{name}`? Say --map {name}=COLUMN; it has: {titles}"
                );
            }
        }
        Ok(columns)
    }
}

impl Columns {
    fn position(&self, field: Field) -> Option<usize> {
        self.0[field as usize]
    }

    /// A row's text in a field's column; `None` without such a column, or when there is nothing.
    pub(super) fn text<'r>(&self, row: &'r StringRecord, field: Field) -> Option<&'r str> {
        let text = cell::text(row.get(self.position(field)?)?)?;
        // Spaces round a number mean nothing; in an identity or a name they are part of it.
        let text = match field {
            Field::Id | Field::RefundOf | Field::Sku | Field::Name => text,
            _ => text.trim(),
        };
        (!text.is_empty()).then_some(text)
    }

    /// Where the day and the time of day stand in columns of their own, and none has both.
    fn part_days_and_times(&mut self, head: &StringRecord) {
        let find = |wanted: &[&str]| {
            let is = |title: &str| wanted.contains(&&*plain(title));
            head.iter().position(is)
        };
        if find(&["timestamp", "datetime", "createdat", "placedat"]).is_none()
            && let (Some(day), Some(time)) = (find(&DAYS), find(&TIMES_OF_DAY))
        {
            self.set(Field::Timestamp, Some(day));
            self.set(Field::TimeOfDay, Some(time));
        }
    }

    fn set(&mut self, field: Field, position: Option<usize>) {
        self.0[field as usize] = position;
    }

    /// A row's time, which may stand in two columns.
    pub(super) fn time<'r>(&self, row: &'r StringRecord) -> Option<Cow<'r, str>> {
        let time = self.text(row, Field::TimeOfDay);
        match (self.text(row, Field::Timestamp), time) {
            (Some(day), Some(time)) => Some(joined(day, time)),
            (day, time) => day.or(time).map(Cow::Borrowed),
        }
    }

    /// Whether the file has a column for a field.
    pub(super) fn has(&self, field: Field) -> bool {
        self.position(field).is_some()
    }
}

/// A day and a time of day as one text.
fn joined<'r>(day: &'r str, time: &'r str) -> Cow<'r, str> {
    // Spreadsheets give a time of day the day from which they count, and a day its midnight.
    let begun = [
        "1899-12-30 ",
        "1899-12-31 ",
        "1899-12-30T",
        "1899-12-31T",
        "1/0/1900 ",
    ];
    let time = begun
        .iter()
        .find_map(|begun| time.strip_prefix(begun))
        .unwrap_or(time);
    let midnight = [
        " 00:00:00",
        "T00:00:00",
        " 00:00",
        " 0:00:00",
        " 0:00",
        " 12:00:00 AM",
    ];
    let day = midnight
        .iter()
        .find_map(|midnight| day.strip_suffix(midnight))
        .unwrap_or(day);
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    // Numbers of a spreadsheet: days, and the part of a day.
    let part = time.strip_prefix("0.").or_else(|| time.strip_prefix("0,"));
    if let Some(part) = part.filter(|part| is_digits(part) && is_digits(day)) {
        return Cow::Owned(format!("{day}.{part}"));
    }
    let is_time_of_day = time
        .split(':')
        .next()
        .is_some_and(|hour| matches!(hour.len(), 1..=2) && is_digits(hour));
    if is_time_of_day && time.contains(':') {
        Cow::Owned(format!("{day} {time}"))
    } else {
        // It has the day as well, or is none.
        Cow::Borrowed(time)
    }
}

/// Where both stand in a file, `id` is mostly the line's own.
fn check_id_is_the_orders(head: &StringRecord, usual: &[&str], file: &str) -> anyhow::Result<()> {
    let is_orders = |title: &&str| usual.contains(&&*plain(title)) && plain(title) != "order";
    if let Some(other) = head.iter().find(is_orders) {
        bail!("{file}: which column is the order's id, `id` or `{other}`? Say --map id=COLUMN");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A line's fields keep their names; of the order's two that a line has as well say whose they are.
    #[test]
    fn every_field_of_an_order_has_a_column() {
        let of_order = pipeline::ORDER_FIELDS
            .iter()
            .filter(|name| **name != "items");
        let of_order = of_order.map(|name| match pipeline::ITEM_FIELDS.contains(name) {
            true => format!("order_{name}"),
            false => (*name).to_owned(),
        });
        let of_lines = pipeline::ITEM_FIELDS.iter().map(|name| (*name).to_owned());
        let mut expected: Vec<String> = of_order.chain(of_lines).collect();
        expected.push("time_of_day".to_owned());
        let mut names: Vec<String> = FIELDS
            .iter()
            .map(|(_, name, _)| (*name).to_owned())
            .collect();
        expected.sort_unstable();
        names.sort_unstable();
        assert_eq!(names, expected);
    }
}
