//! Which column of a CSV file is which field.

use std::borrow::Cow;

use anyhow::{Context, bail};
use csv::StringRecord;

use presets::exports::{Column, Export, plain_title as plain};

use super::cell;
use super::fields::{FIELDS, Field};

/// Columns that hold only a day if the file also has one of `TIMES_OF_DAY`.
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
pub(super) struct Columns {
    places: [Option<usize>; FIELDS.len()],
    /// Whether a line's amount counts only if it has no price: next to a price, that column is usually price times
    /// quantity, and an order must not give both.
    prefers_price: bool,
}

/// What `--map` gives: a field and the name of its column. Platform exports have fields of their own besides ours.
#[derive(Clone, Debug)]
pub(super) struct Mapping {
    own: Vec<(Field, String)>,
    of_exports: Vec<(Column, String)>,
    /// An entry that only exports have.
    foreign: Option<String>,
}

/// Fields that every order needs.
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
            // Most people try `time` first.
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

    /// The entries for columns of a platform's export.
    pub(super) fn of_exports(&self) -> &[(Column, String)] {
        &self.of_exports
    }

    /// Whether it maps every field that an order needs. The user then knows what the file is.
    pub(super) fn is_whole(&self) -> bool {
        NEEDED.iter().all(|field| self.is_mapped(*field))
    }

    fn is_mapped(&self, field: Field) -> bool {
        self.own.iter().any(|(mapped, _)| *mapped == field)
    }

    /// Finds a file's columns by its head line.
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
        let mut columns = Columns {
            places: columns,
            prefers_price: !self.is_mapped(Field::Amount),
        };
        if !self.is_mapped(Field::Timestamp) && !self.is_mapped(Field::TimeOfDay) {
            columns.part_days_and_times(head);
        }
        columns.check_each_is_one(head, file)?;
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
        self.places[field as usize]
    }

    /// The text of a row in a field's column. `None` if the file has no such column or the cell is empty. `cell`
    /// returns the row's cells.
    pub(super) fn text<'r>(
        &self,
        cell: impl Fn(usize) -> Option<&'r str>,
        field: Field,
    ) -> Option<&'r str> {
        if field == Field::Amount && self.prefers_price {
            let price = self.position(Field::Price).and_then(&cell);
            if price
                .and_then(cell::text)
                .is_some_and(|it| !it.trim().is_empty())
            {
                return None;
            }
        }
        let cell = cell(self.position(field)?)?;
        if cell::is_usual(cell) {
            return Some(cell);
        }
        let text = cell::text(cell)?;
        // Spaces around a number mean nothing; in an identity or a name they count.
        let text = match field {
            Field::Id | Field::RefundOf | Field::Sku | Field::Name => text,
            _ => text.trim(),
        };
        (!text.is_empty()).then_some(text)
    }

    /// Assigns the columns if the file has the day and the time of day apart, and no column with both.
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

    /// Two columns of one name may differ, and nothing says which one is meant.
    fn check_each_is_one(&self, head: &StringRecord, file: &str) -> anyhow::Result<()> {
        for title in self.places.iter().flatten().filter_map(|at| head.get(*at)) {
            let title = title.trim();
            if head.iter().filter(|other| other.trim() == title).count() > 1 {
                bail!("{file} has two columns `{title}`: rename one of them, or leave it out");
            }
        }
        Ok(())
    }

    fn set(&mut self, field: Field, position: Option<usize>) {
        self.places[field as usize] = position;
    }

    /// A row's time, which may be spread over two columns.
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

/// The title most similar to a field's names, if any is close enough.
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

/// Joins a day and a time of day into one text.
pub(super) fn joined<'r>(day: &'r str, time: &'r str) -> Cow<'r, str> {
    // Spreadsheets put their first day before a time of day, and midnight after a day.
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
    // A spreadsheet's numbers: whole days, and a fraction of a day.
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
        // It contains the day as well, or is not a time of day.
        Cow::Borrowed(time)
    }
}

/// If a file has both, `id` is usually the id of the line.
fn check_id_is_the_orders(head: &StringRecord, usual: &[&str], file: &str) -> anyhow::Result<()> {
    let is_orders = |title: &&str| usual.contains(&&*plain(title)) && plain(title) != "order";
    if let Some(other) = head.iter().find(is_orders) {
        bail!("{file}: which column is the order's id, `id` or `{other}`? Use --map id=COLUMN");
    }
    Ok(())
}
