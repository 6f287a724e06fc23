//! The rows of all CSV files of one command, by order.
//!
//! Text stands in one buffer a file and rows point into it, so that memory is about the size of
//! what is used of the files.

mod cells;

use std::collections::HashMap;
use std::sync::Arc;

use csv::StringRecord;
use domain::{Reason, Rejection, parse_whole};

use super::super::cell;
use super::super::columns::Columns;
use super::super::countries::Unknown;
use super::super::fields::{Field, OF_LINES, OF_ORDERS};
use super::amounts::Amounts;
use super::identities::Identities;
use super::times::Times;
pub(super) use cells::{is_amount, may_contradict};

/// The end of a list of rows.
pub(super) const NONE: u32 = u32::MAX;

#[derive(Default)]
pub(super) struct Table {
    pub(super) files: Vec<CsvFile>,
    pub(super) rows: Vec<Row>,
    pub(super) parts: Vec<Part>,
    /// The newest part of each order and version.
    pub(super) by_key: HashMap<Box<str>, u32>,
    key: String,
}

pub(super) struct CsvFile {
    pub(super) name: String,
    pub(super) amounts: Amounts,
    pub(super) times: Times,
    pub(super) ids: Identities,
    pub(super) skus: Identities,
    /// Cells of rows, one behind the other.
    text: String,
    /// The number of rows.
    pub(super) rows: u32,
    width: usize,
    pub(super) has_quantity: bool,
    /// The part that the row before belongs to.
    previous: u32,
}

/// One item line.
pub(super) struct Row {
    start: u64,
    /// SKU, name, price, quantity, and what few files have.
    lens: [u32; 4 + OF_LINES.len()],
    /// The order's next row.
    next: u32,
}

/// A row's cells; empty where there is nothing.
#[derive(Clone, Copy)]
pub(super) struct Cells<'t> {
    pub(super) sku: &'t str,
    pub(super) name: &'t str,
    pub(super) price: &'t str,
    pub(super) quantity: &'t str,
    /// In the order of [`OF_LINES`].
    pub(super) rare: [&'t str; OF_LINES.len()],
}

/// What few files say of an order.
pub(super) type RareCells = [Option<Box<str>>; OF_ORDERS.len()];

/// What a file has of one version of an order.
pub(super) struct Part {
    pub(super) id: Option<Arc<str>>,
    pub(super) version: Option<Box<str>>,
    pub(super) time: Box<str>,
    /// The last time that is written otherwise than the first one.
    pub(super) other_time: Option<Box<str>>,
    pub(super) currency: Option<Box<str>>,
    pub(super) status: Option<Box<str>>,
    /// In the order of [`OF_ORDERS`], where there is any.
    pub(super) rare: Option<Box<RareCells>>,
    pub(super) refused: Option<Box<Rejection>>,
    pub(super) file: u32,
    pub(super) first: u32,
    pub(super) last: u32,
    pub(super) count: u32,
    /// Where its first and last row stand in the file, counted from 0, and the line of the first.
    pub(super) span: (u32, u32),
    pub(super) line: u64,
    /// The part of the same order and version in a file before.
    pub(super) before: u32,
}

impl Table {
    /// Begins a file; its rows are added next.
    pub(super) fn begin(&mut self, name: String, amounts: Amounts, times: Times, width: usize) {
        self.files.push(CsvFile {
            name,
            amounts,
            times,
            ids: Identities::new("id", Reason::InvalidId),
            skus: Identities::new("sku", Reason::InvalidSku),
            text: String::new(),
            rows: 0,
            width,
            has_quantity: false,
            previous: NONE,
        });
    }

    /// Adds a row of the file begun last; `line` is where it stands there.
    ///
    /// # Errors
    /// When there are more rows than can be counted.
    pub(super) fn add(
        &mut self,
        columns: &Columns,
        record: &StringRecord,
        line: u64,
    ) -> anyhow::Result<()> {
        anyhow::ensure!(
            self.rows.len() < NONE as usize - 1,
            "more than 4 billion rows in one import"
        );
        let file_index = self.files.len() as u32 - 1;
        let row = self.rows.len() as u32;
        let Some(file) = self.files.last_mut() else {
            return Ok(());
        };
        let text = |field| columns.text(record, field);
        let time = columns.time(record);
        let order = OrderCells {
            id: text(Field::Id),
            version: text(Field::Version),
            time: time.as_deref(),
            currency: text(Field::Currency),
            status: text(Field::Status),
            rare: OF_ORDERS.map(text),
            line,
        };
        file.has_quantity = columns.has(Field::Quantity);
        self.rows.push(file.keep(columns, record));
        if let Some(time) = order.time {
            file.times.observe(time);
        }
        if let Some(id) = order.id {
            file.ids.observe(id);
        }
        let at = file.rows;
        file.rows += 1;
        let found = self.find(&order, file_index);
        let part = match found {
            Some(part) => {
                let known = &mut self.parts[part as usize];
                self.rows[known.last as usize].next = row;
                known.last = row;
                known.count += 1;
                known.span.1 = at;
                let name = &self.files[file_index as usize].name;
                known.agree(&order, name);
                part
            }
            None => self.begin_part(&order, file_index, row, at),
        };
        let file = &mut self.files[file_index as usize];
        file.previous = part;
        let wrong = order
            .id
            .and_then(|id| cell::eaten(id, "id", Reason::InvalidId, line))
            .or_else(|| {
                let sku = text(Field::Sku)?;
                cell::eaten(sku, "sku", Reason::InvalidSku, line)
            })
            .or_else(|| file.too_wide(record, line));
        if let Some(wrong) = wrong {
            self.parts[part as usize].refuse(wrong);
        }
        Ok(())
    }

    fn begin_part(&mut self, order: &OrderCells<'_>, file: u32, row: u32, at: u32) -> u32 {
        let part = self.parts.len() as u32;
        let owned = |text: Option<&str>| text.map(Box::from);
        let before = match order.id {
            None => NONE,
            Some(_) => self
                .by_key
                .insert(self.key.as_str().into(), part)
                .unwrap_or(NONE),
        };
        self.parts.push(Part {
            id: order.id.map(Arc::from),
            version: owned(order.version),
            time: order.time.unwrap_or_default().into(),
            other_time: None,
            currency: owned(order.currency),
            status: owned(order.status),
            rare: order.rare(),
            refused: None,
            file,
            first: row,
            last: row,
            count: 1,
            span: (at, at),
            line: order.line,
            before,
        });
        part
    }

    /// The part of this file that a row belongs to; the key of the row's own is left in `key`.
    fn find(&mut self, order: &OrderCells<'_>, file: u32) -> Option<u32> {
        let id = order.id?;
        // Some exports say what belongs to the order in its first row only.
        let previous = self.files[file as usize].previous;
        if order.says_nothing_of_the_order()
            && let Some(part) = self.parts.get(previous as usize)
            && part.id.as_deref() == Some(id)
        {
            return Some(previous);
        }
        set_key(&mut self.key, order.version, id);
        let part = *self.by_key.get(self.key.as_str())?;
        (self.parts[part as usize].file == file).then_some(part)
    }

    /// Applies what whole files show of their identities: refuses those that are cut, and gives those that
    /// were made fractions back, by which orders of several files may turn out to be one.
    pub(super) fn settle_identities(&mut self) {
        for part in 0..self.parts.len() {
            let found = self.cut_in(&self.parts[part]);
            let file = &self.files[self.parts[part].file as usize];
            if let Some(id) = &self.parts[part].id
                && file.ids.are_fractions()
            {
                self.parts[part].id = Some(file.ids.plain(id).into());
            }
            if let Some(wrong) = found {
                self.parts[part].refuse(wrong);
            }
        }
        if !self.files.iter().any(|file| file.ids.are_fractions()) {
            return;
        }
        self.by_key.clear();
        for (index, part) in self.parts.iter_mut().enumerate() {
            let Some(id) = &part.id else { continue };
            set_key(&mut self.key, part.version.as_deref(), id);
            let before = self.by_key.insert(self.key.as_str().into(), index as u32);
            part.before = before.unwrap_or(NONE);
        }
    }

    fn cut_in(&self, part: &Part) -> Option<Rejection> {
        let file = self.file(part);
        let id = part.id.as_deref();
        let wrong = id.and_then(|id| file.ids.wrong(id, part.line));
        if wrong.is_some() || !file.skus.are_cut() {
            return wrong;
        }
        let mut cells = self.cells(part);
        cells.find_map(|cells| file.skus.wrong(cells.sku, part.line))
    }

    /// Countries of orders that are none, by file.
    pub(super) fn unknown_countries(&self) -> Vec<Unknown> {
        let place = OF_ORDERS.iter().position(|field| *field == Field::Country);
        let mut unknown: Vec<Unknown> = self.files.iter().map(|_| Unknown::default()).collect();
        for part in &self.parts {
            let rare = part.rare.as_ref().zip(place);
            if let Some(country) = rare.and_then(|(rare, place)| rare[place].as_deref()) {
                unknown[part.file as usize].observe(country);
            }
        }
        unknown
    }

    /// The rows of a part, in their order.
    pub(super) fn cells<'t>(&'t self, part: &Part) -> impl Iterator<Item = Cells<'t>> + use<'t> {
        let file = &self.files[part.file as usize];
        let first = Some(part.first);
        let rows = std::iter::successors(first, |row| {
            let next = self.rows[*row as usize].next;
            (next != NONE).then_some(next)
        });
        rows.map(|row| file.cells(&self.rows[row as usize]))
    }

    pub(super) fn file(&self, part: &Part) -> &CsvFile {
        &self.files[part.file as usize]
    }
}

/// By which rows belong together: version and id.
fn set_key(key: &mut String, version: Option<&str>, id: &str) {
    key.clear();
    match version.map_or(Ok(0), parse_whole) {
        Ok(version) => key.push_str(&version.to_string()),
        Err(_) => key.push_str(version.unwrap_or_default()),
    }
    key.push('\0');
    key.push_str(id);
}

/// What a row says of its order.
struct OrderCells<'r> {
    id: Option<&'r str>,
    version: Option<&'r str>,
    time: Option<&'r str>,
    currency: Option<&'r str>,
    status: Option<&'r str>,
    rare: [Option<&'r str>; OF_ORDERS.len()],
    line: u64,
}

impl OrderCells<'_> {
    fn says_nothing_of_the_order(&self) -> bool {
        let said = [self.version, self.time, self.currency, self.status];
        said.iter().all(Option::is_none)
    }

    fn rare(&self) -> Option<Box<RareCells>> {
        let any = self.rare.iter().any(Option::is_some);
        any.then(|| Box::new(self.rare.map(|text| text.map(Box::from))))
    }
}

impl Part {
    /// The first thing that is wrong with it is kept.
    pub(super) fn refuse(&mut self, rejection: Rejection) {
        self.refused.get_or_insert_with(|| Box::new(rejection));
    }

    /// Compares a further row with what is known of the order.
    fn agree(&mut self, row: &OrderCells<'_>, file: &str) {
        if let Some(time) = row.time
            && *time != *self.time
        {
            self.other_time = Some(time.into());
        }
        let first = self.line;
        let mut differ = |what: &str, ours: &str, theirs: &str| {
            let line = row.line;
            self.refused.get_or_insert_with(|| {
                let detail = format!(
                    "rows {first} and {line} of {file} differ in {what} (`{ours}`, `{theirs}`): all rows of one order \
                     and version must agree in it"
                );
                Box::new(Rejection::new(Reason::ConflictingRows, detail))
            });
        };
        match (&self.currency, row.currency) {
            (Some(ours), Some(theirs)) if !ours.eq_ignore_ascii_case(theirs) => {
                differ("currency", ours, theirs);
            }
            (None, Some(theirs)) => self.currency = Some(theirs.into()),
            _ => {}
        }
        for (place, theirs) in row.rare.iter().enumerate() {
            let Some(theirs) = theirs else { continue };
            let ours = self.rare.get_or_insert_default();
            match &ours[place] {
                None => ours[place] = Some((*theirs).into()),
                Some(ours) if **ours != **theirs && may_contradict(OF_ORDERS[place]) => {
                    differ(OF_ORDERS[place].name(), ours, theirs);
                }
                Some(_) => {}
            }
        }
        // A row that says nothing of the order at all takes its status along.
        if !row.says_nothing_of_the_order() {
            let (ours, theirs) = (meaning(self.status.as_deref()), meaning(row.status));
            if ours != theirs {
                differ("status", ours, theirs);
            }
        }
    }
}

/// The status that is meant where none is said.
pub(super) fn meaning(status: Option<&str>) -> &str {
    status.unwrap_or("placed")
}
