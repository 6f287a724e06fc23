//! Groups rows of CSV files by order. The table has all rows of every order in it.
//!
//! All text is in one buffer; everything else points into it.

mod settle;

use std::collections::HashMap;
use std::sync::Arc;

use domain::{MAX_LINES, Reason, Rejection, parse_whole};

use super::super::fields::{OF_LINES, OF_ORDERS, may_contradict};
use super::amounts::Amounts;
use super::apart::{hash_of, is_one_version};
use super::course::Course;
use super::encoded::{
    CURRENCY, ID, LINE, LINE_CELLS, OF_ORDER, PLACES, Places, RARE, Rows, STATUS, TIME, VERSION,
};
use super::identities::Identities;
use super::times::Times;

/// The end of a list of rows.
pub(super) const NONE: u32 = u32::MAX;
/// How many rows of one order are kept. An order is rejected for having far fewer.
pub(super) const MOST_ROWS: u64 = 10 * MAX_LINES as u64;

/// A file, after all of it is read.
pub(super) struct CsvFile {
    pub(super) name: String,
    pub(super) amounts: Amounts,
    pub(super) times: Times,
    pub(super) ids: Identities,
    pub(super) skus: Identities,
    pub(super) course: Course,
    /// The number of rows in this file, and in the files before it.
    pub(super) rows: u64,
    pub(super) rows_before: u64,
    pub(super) has_quantity: bool,
}

pub(super) struct Table {
    pub(super) files: Arc<[CsvFile]>,
    text: String,
    rows: Vec<Row>,
    pub(super) parts: Vec<Part>,
    /// The newest part of each order and version, if rows may be scattered.
    pub(super) by_key: Option<HashMap<Box<str>, u32>>,
    key: String,
    /// The previous row: its file, its index there, its part, and which of the order's cells it has.
    previous: Option<(u32, u64, u32)>,
    known: Places,
    cells: [Span; PLACES],
}

/// A range of the text.
#[derive(Clone, Copy, Default)]
pub(super) struct Span {
    start: usize,
    len: u32,
}

/// One item line.
struct Row {
    start: usize,
    /// The lengths of SKU, name, price, quantity, and the cells that few files have.
    lens: [u32; LINE_CELLS],
    /// The next row of the same order.
    next: u32,
}

/// A row's cells. Absent values are empty.
#[derive(Clone, Copy)]
pub(super) struct Cells<'t> {
    pub(super) sku: &'t str,
    pub(super) name: &'t str,
    pub(super) price: &'t str,
    pub(super) quantity: &'t str,
    /// In the order of [`OF_LINES`].
    pub(super) rare: [&'t str; OF_LINES.len()],
}

/// The rows that one file has of one version of an order.
pub(super) struct Part {
    pub(super) id: Option<Span>,
    pub(super) version: Option<Span>,
    pub(super) time: Span,
    /// The last time that differs in text from the first one.
    pub(super) other_time: Option<Span>,
    pub(super) currency: Option<Span>,
    pub(super) status: Option<Span>,
    /// In the order of [`OF_ORDERS`]; `None` if there are none.
    rare: Option<Box<[Option<Span>; OF_ORDERS.len()]>>,
    pub(super) refused: Option<Box<Rejection>>,
    pub(super) file: u32,
    first: u32,
    last: u32,
    pub(super) count: u64,
    /// The index of its first and last row in the file, counted from 0, and the line of the first.
    pub(super) span: (u64, u64),
    pub(super) line: u64,
    /// The part of the same order and version in an earlier file.
    pub(super) before: u32,
}

impl Table {
    /// A table for rows of these files. `is_joining`: rows of an order may be scattered.
    pub(super) fn new(files: Arc<[CsvFile]>, is_joining: bool) -> Table {
        Table {
            files,
            text: String::new(),
            rows: Vec::new(),
            parts: Vec::new(),
            by_key: is_joining.then(HashMap::new),
            key: String::new(),
            previous: None,
            known: 0,
            cells: [Span::default(); PLACES],
        }
    }

    /// Adds a row and returns the part it belongs to.
    pub(super) fn add(&mut self, row: &Rows<'_>) -> u32 {
        let found = self.find(row);
        let is_long = found.is_some_and(|part| self.parts[part as usize].count >= MOST_ROWS);
        if let (Some(part), true) = (found, is_long) {
            let part = &mut self.parts[part as usize];
            part.count += 1;
            part.refuse(Rejection::new(
                Reason::TooLarge,
                format!("more than {MOST_ROWS} item lines; an order may have at most {MAX_LINES}"),
            ));
        } else {
            self.keep(row);
        }
        let of_order = (row.given | row.same) & OF_ORDER;
        let at = self.rows.len() as u32 - 1;
        let part = match found {
            Some(part) => {
                if !is_long {
                    let known = &mut self.parts[part as usize];
                    self.rows[known.last as usize].next = at;
                    known.last = at;
                    known.count += 1;
                    known.span.1 = row.stand.row;
                    // A row with the same order cells as the previous one cannot newly contradict the order.
                    let is_as_before = self.previous.is_some_and(|(.., before)| before == part)
                        && row.given & OF_ORDER == 0
                        && of_order == self.known;
                    if !is_as_before {
                        self.agree(part, row);
                    }
                }
                part
            }
            None => self.begin(row, at),
        };
        (self.previous, self.known) = (Some((row.stand.file, row.stand.row, part)), of_order);
        if let Some(wrong) = row.wrong() {
            self.parts[part as usize].refuse(wrong);
        }
        part
    }

    /// Stores the row's text and its line.
    fn keep(&mut self, row: &Rows<'_>) {
        let base = self.text.len();
        self.text.push_str(row.own());
        let mut start = base;
        let mut lens = [0; LINE_CELLS];
        let mut left = row.given;
        while left != 0 {
            let place = left.trailing_zeros() as usize;
            left &= left - 1;
            let (at, len) = row.place(place);
            let span = Span {
                start: base + at,
                len: len as u32,
            };
            match place.checked_sub(LINE) {
                None => self.cells[place] = span,
                Some(place) => {
                    if lens.iter().all(|len| *len == 0) {
                        start = span.start;
                    }
                    lens[place] = span.len;
                }
            }
        }
        self.rows.push(Row {
            start,
            lens,
            next: NONE,
        });
    }

    fn begin(&mut self, row: &Rows<'_>, at: u32) -> u32 {
        let part = self.parts.len() as u32;
        let cell = |place: usize| row.has(place).then(|| self.cells[place]);
        let has_rare = (RARE..LINE).any(|place| row.has(place));
        let rare = has_rare.then(|| Box::new(std::array::from_fn(|place| cell(RARE + place))));
        let (id, version) = (cell(ID), cell(VERSION));
        let (currency, status) = (cell(CURRENCY), cell(STATUS));
        let time = cell(TIME).unwrap_or_default();
        // `key` still holds what `find` looked for.
        let by_key = self.by_key.as_mut().filter(|_| id.is_some());
        let before = by_key.and_then(|by_key| by_key.insert(self.key.as_str().into(), part));
        self.parts.push(Part {
            id,
            version,
            time,
            other_time: None,
            currency,
            status,
            rare,
            refused: None,
            file: row.stand.file,
            first: at,
            last: at,
            count: 1,
            span: (row.stand.row, row.stand.row),
            line: row.stand.line,
            before: before.unwrap_or(NONE),
        });
        part
    }

    /// The part of this file that a row belongs to. If rows may be scattered, leaves the row's own key in `key`.
    fn find(&mut self, row: &Rows<'_>) -> Option<u32> {
        let id = row.cell(ID)?;
        let (file, version) = (row.stand.file, row.cell(VERSION));
        if let Some((known_file, known_row, part)) = self.previous
            && (known_file, known_row + 1) == (file, row.stand.row)
            && self.said(self.parts[part as usize].id) == Some(id)
            // Some exports describe the order in its first row only.
            && (row.says_nothing_of_the_order()
                || is_one_version(self.said(self.parts[part as usize].version), version))
        {
            return Some(part);
        }
        let by_key = self.by_key.as_ref()?;
        set_key(&mut self.key, version, id);
        let part = *by_key.get(self.key.as_str())?;
        (self.parts[part as usize].file == file).then_some(part)
    }

    /// The text of a span.
    pub(super) fn text(&self, span: Span) -> &str {
        let text = self.text.get(span.start..span.start + span.len as usize);
        text.unwrap_or_default()
    }

    /// The text of a span that may be absent.
    pub(super) fn said(&self, span: Option<Span>) -> Option<&str> {
        span.map(|span| self.text(span))
    }

    /// A part's values for the order's fields that few files have, in the order of [`OF_ORDERS`].
    pub(super) fn rare(&self, part: &Part) -> [Option<&str>; OF_ORDERS.len()] {
        let spans = part.rare.as_ref();
        spans.map_or([None; OF_ORDERS.len()], |spans| {
            spans.map(|span| self.said(span))
        })
    }

    /// The hash that tells whether a part's rows are scattered.
    pub(super) fn hash(&self, part: &Part) -> Option<u64> {
        let id = self.said(part.id)?;
        Some(hash_of(self.said(part.version), id))
    }

    /// The rows of a part, in file order.
    pub(super) fn cells<'t>(&'t self, part: &Part) -> impl Iterator<Item = Cells<'t>> + use<'t> {
        let file = &self.files[part.file as usize];
        let first = Some(part.first);
        let rows = std::iter::successors(first, |row| {
            let next = self.rows[*row as usize].next;
            (next != NONE).then_some(next)
        });
        rows.map(|row| self.line(file, &self.rows[row as usize]))
    }

    fn line<'t>(&'t self, file: &'t CsvFile, row: &Row) -> Cells<'t> {
        let mut start = row.start;
        let [sku, name, price, quantity, rare @ ..] = row.lens.map(|len| {
            let text = self.text(Span { start, len });
            start += len as usize;
            text
        });
        Cells {
            sku: file.skus.plain(sku),
            name,
            price,
            // Without a quantity column, each row is one piece.
            quantity: if file.has_quantity { quantity } else { "1" },
            rare,
        }
    }

    pub(super) fn file(&self, part: &Part) -> &CsvFile {
        &self.files[part.file as usize]
    }

    /// Compares a further row with what is known about the order.
    fn agree(&mut self, part: u32, row: &Rows<'_>) {
        let known = &self.parts[part as usize];
        let cell = |place: usize| row.has(place).then(|| self.cells[place]);
        let (mut other_time, mut wrong) = (None, None);
        if let Some(time) = cell(TIME).filter(|time| self.text(*time) != self.text(known.time)) {
            other_time = Some(time);
        }
        let (first, line, file) = (known.line, row.stand.line, &self.file(known).name);
        let mut differ = |what: &str, ours: &str, theirs: &str| {
            wrong.get_or_insert_with(|| {
                let detail = format!(
                    "rows {first} and {line} of {file} differ in {what} (`{ours}`, `{theirs}`): all rows of one order \
                     and version must agree in it"
                );
                Rejection::new(Reason::ConflictingRows, detail)
            });
        };
        let mut currency = known.currency;
        match (self.said(currency), row.cell(CURRENCY)) {
            (Some(ours), Some(theirs)) if !ours.eq_ignore_ascii_case(theirs) => {
                differ("currency", ours, theirs);
            }
            (None, Some(_)) => currency = cell(CURRENCY),
            _ => {}
        }
        let mut rare = known.rare.as_deref().copied();
        for (place, field) in OF_ORDERS.into_iter().enumerate() {
            let Some(theirs) = row.cell(RARE + place) else {
                continue;
            };
            let ours = &mut rare.get_or_insert([None; OF_ORDERS.len()])[place];
            match self.said(*ours) {
                None => *ours = cell(RARE + place),
                Some(ours) if ours != theirs && may_contradict(field) => {
                    differ(field.name(), ours, theirs);
                }
                Some(_) => {}
            }
        }
        // A row that does not describe the order keeps the order's status.
        if !row.says_nothing_of_the_order() {
            let (ours, theirs) = (meaning(self.said(known.status)), meaning(row.cell(STATUS)));
            if ours != theirs {
                differ("status", ours, theirs);
            }
        }
        let known = &mut self.parts[part as usize];
        known.other_time = other_time.or(known.other_time);
        (known.currency, known.rare) = (currency, rare.map(Box::new));
        if let Some(wrong) = wrong {
            known.refuse(wrong);
        }
    }
}

/// The key that groups rows: version and id.
fn set_key(key: &mut String, version: Option<&str>, id: &str) {
    key.clear();
    match version.map_or(Ok(0), parse_whole) {
        Ok(version) => key.push_str(&version.to_string()),
        Err(_) => key.push_str(version.unwrap_or_default()),
    }
    key.push('\0');
    key.push_str(id);
}

impl Part {
    /// Keeps only the first problem.
    pub(super) fn refuse(&mut self, rejection: Rejection) {
        self.refused.get_or_insert_with(|| Box::new(rejection));
    }
}

/// The status, or its default if it is absent.
pub(super) fn meaning(status: Option<&str>) -> &str {
    status.unwrap_or("placed")
}
