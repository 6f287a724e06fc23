//! Which column of a CSV file is which field.

use anyhow::{Context, bail};
use csv::StringRecord;

use super::cell;
use super::platforms::{self, plain};

/// The fields of an order event that a column can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Id,
    Timestamp,
    Sku,
    Name,
    Price,
    Quantity,
    Currency,
    Version,
    Status,
}

/// Each field with its name in `--map` and the column names by which it is found without; they are
/// compared without case, spaces and punctuation.
const FIELDS: [(Field, &str, &[&str]); 9] = [
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
        let columns = Columns(columns);
        for (field, name, _) in FIELDS {
            if needed.contains(&field) && columns.position(field).is_none() {
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
        let slot = FIELDS.iter().position(|(known, ..)| *known == field)?;
        self.0[slot]
    }

    /// A row's text in a field's column; `None` without such a column, or when there is nothing.
    pub(super) fn text<'r>(&self, row: &'r StringRecord, field: Field) -> Option<&'r str> {
        let text = cell::text(row.get(self.position(field)?)?)?;
        // Spaces round a number mean nothing; in an identity or a name they are part of it.
        let text = match field {
            Field::Id | Field::Sku | Field::Name => text,
            _ => text.trim(),
        };
        (!text.is_empty()).then_some(text)
    }

    /// Whether the file has a column for a field.
    pub(super) fn has(&self, field: Field) -> bool {
        self.position(field).is_some()
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
