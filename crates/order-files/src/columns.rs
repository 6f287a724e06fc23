//! Which column of a CSV file is which field.

use std::borrow::Cow;

use anyhow::{Context, bail};
use csv::StringRecord;

use presets::exports::{Column, Export, plain_title as plain};

use super::cell;
use super::fields::{FIELDS, Field};

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

/// What `--map` says: a field and its column's name. Exports of platforms have fields of their own beside ours.
#[derive(Clone, Debug)]
pub(super) struct Mapping {
    own: Vec<(Field, String)>,
    of_exports: Vec<(Column, String)>,
    /// An entry that only an export has.
    foreign: Option<String>,
}

/// The fields that an order cannot be without.
const NEEDED: [Field; 4] = [Field::Id, Field::Timestamp, Field::Sku, Field::Price];

impl Mapping {
    /// Reads `id=InvoiceNo` and the like.
    pub(super) fn parse(entries: &[String]) -> anyhow::Result<Mapping> {
        let mut mapping = Mapping {
            own: Vec::new(),
            of_exports: Vec::new(),
            foreign: None,
        };
        for entry in entries {
            let (field, column) = entry
                .split_once('=')
                .with_context(|| format!("map: `{entry}` is not of the form FIELD=COLUMN"))?;
            let (field, column) = (field.trim(), column.trim().to_owned());
            // `time` is what people try first.
            let name = if field == "time" { "timestamp" } else { field };
            let own = FIELDS.iter().find(|(_, known, _)| *known == name);
            let of_exports = Column::from_name(name);
            if own.is_none() && of_exports.is_none() {
                bail!(no_field(field));
            }
            match own {
                Some((field, ..)) => mapping.own.push((*field, column.clone())),
                None => mapping.foreign = Some(field.to_owned()),
            }
            mapping
                .of_exports
                .extend(of_exports.map(|field| (field, column)));
        }
        Ok(mapping)
    }

    /// What it says of the columns of a platform's export.
    pub(super) fn of_exports(&self) -> &[(Column, String)] {
        &self.of_exports
    }

    /// Whether it says all that an order cannot be without: then whoever says it knows what the file is.
    pub(super) fn is_whole(&self) -> bool {
        NEEDED.iter().all(|field| self.is_mapped(*field))
    }

    fn is_mapped(&self, field: Field) -> bool {
        self.own.iter().any(|(mapped, _)| *mapped == field)
    }

    /// Finds the columns of a file by its head line.
    pub(super) fn columns(&self, head: &StringRecord, file: &str) -> anyhow::Result<Columns> {
        if let Some(field) = &self.foreign {
            bail!(no_field(field));
        }
        let mut columns = [None; FIELDS.len()];
        for (slot, (field, name, usual)) in columns.iter_mut().zip(FIELDS) {
            let mapped = self.own.iter().find(|(mapped, _)| *mapped == field);
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
        if columns.has(Field::Price) && !self.is_mapped(Field::Amount) {
            columns.set(Field::Amount, None);
        }
        if !self.is_mapped(Field::Timestamp) && !self.is_mapped(Field::TimeOfDay) {
            columns.part_days_and_times(head);
        }
        let stands_in = |field| match field {
            Field::Sku => columns.has(Field::Name),
            Field::Price => columns.has(Field::Amount),
            _ => false,
        };
        for (field, name, usual) in FIELDS {
            if NEEDED.contains(&field) && !columns.has(field) && !stands_in(field) {
                let titles = head.iter().collect::<Vec<_>>().join(", ");
                let like = nearest(head, name, usual);
                let like = like.map_or_else(String::new, |title| format!(", perhaps `{title}`"));
                let export = Export::like_titles(head.iter()).map_or_else(String::new, |export| {
                    let (title, preset) = (export.title, export.name);
                    format!("; or is it an order export of {title} (--preset {preset})?")
                });
                bail!(
                    "{file}: which column is `{name}`{like}? Use --map {name}=COLUMN; it has: {titles}{export}"
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

    /// A row's text in a field's column; `None` without such a column, or when there is nothing. `cell` gives the row's cells.
    pub(super) fn text<'r>(
        &self,
        cell: impl Fn(usize) -> Option<&'r str>,
        field: Field,
    ) -> Option<&'r str> {
        let text = cell::text(cell(self.position(field)?)?)?;
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
    pub(super) fn time<'r>(
        &self,
        cell: impl Fn(usize) -> Option<&'r str> + Copy,
    ) -> Option<Cow<'r, str>> {
        let time = self.text(cell, Field::TimeOfDay);
        match (self.text(cell, Field::Timestamp), time) {
            (Some(day), Some(time)) => Some(joined(day, time)),
            (day, time) => day.or(time).map(Cow::Borrowed),
        }
    }

    /// Whether the file has a column for a field.
    pub(super) fn has(&self, field: Field) -> bool {
        self.position(field).is_some()
    }
}

fn no_field(field: &str) -> String {
    let known: Vec<&str> = FIELDS.iter().map(|(_, name, _)| *name).collect();
    format!(
        "map: `{field}` is not a field; there are: {}",
        known.join(", ")
    )
}

/// The title that is most like the names of a field, if one is.
fn nearest<'h>(head: &'h StringRecord, name: &str, usual: &[&str]) -> Option<&'h str> {
    const LIKE: f64 = 0.8;
    let likeness = |title: &str| {
        let title = plain(title);
        let names = usual.iter().chain([&name]);
        let names = names.map(|known| strsim::jaro_winkler(&title, known));
        names.fold(0.0, f64::max)
    };
    let likes = head.iter().map(|title| (likeness(title), title.trim()));
    let likes = likes.filter(|(like, title)| *like >= LIKE && !title.is_empty());
    let best = likes.max_by(|(one, _), (other, _)| one.total_cmp(other));
    best.map(|(_, title)| title)
}

/// A day and a time of day as one text.
pub(super) fn joined<'r>(day: &'r str, time: &'r str) -> Cow<'r, str> {
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
        bail!("{file}: which column is the order's id, `id` or `{other}`? Use --map id=COLUMN");
    }
    Ok(())
}
