//! Groups rows of CSV files by order. The table has all rows of every order in it.
//!
//! All text is where the rows were read to; everything here points into it.

mod settle;

use std::collections::HashMap;

use domain::{MAX_LINES, Reason, Rejection, parse_whole};

use super::super::fields::{OF_LINES, OF_ORDERS, may_contradict};
use super::amounts::Amounts;
use super::apart::{hash_of, is_one_version};
use super::course::Course;
use super::encoded::{
    CURRENCY, ID, LINE, LINE_CELLS, OF_ORDER, Places, RARE, Rows, STATUS, TIME, VERSION,
};
use super::identities::Identities;
use super::times::Times;

/// The end of a list of rows.
pub(super) const NONE: u32 = u32::MAX;
/// How many rows of one order are kept. An order is rejected for having far fewer.
pub(super) const MOST_ROWS: u64 = 10 * MAX_LINES as u64;
/// The places of [`OF_ORDERS`].
const RARE_ONES: Places = OF_ORDER & !((1 << RARE) - 1);

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

pub(super) struct Table<'t> {
    pub(super) files: &'t [CsvFile],
    text: &'t str,
    rows: Vec<Row>,
    pub(super) parts: Vec<Part<'t>>,
    /// The newest part of each order and version, if rows may be scattered.
    pub(super) by_key: Option<HashMap<Key<'t>, u32>>,
    /// The previous row: its file, its index there, its part, and which of the order's cells it has.
    previous: Option<(u32, u64, u32)>,
    known: Places,
}

/// What makes rows one order: the version, as a number if it is one, and the id.
pub(super) type Key<'t> = (Result<i64, &'t str>, &'t str);

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

/// An order's values for the fields that few files have.
type Rare<'t> = [Option<&'t str>; OF_ORDERS.len()];

/// The rows that one file has of one version of an order.
pub(super) struct Part<'t> {
    pub(super) id: Option<&'t str>,
    pub(super) version: Option<&'t str>,
    pub(super) time: &'t str,
    /// The last time that differs in text from the first one.
    pub(super) other_time: Option<&'t str>,
    pub(super) currency: Option<&'t str>,
    pub(super) status: Option<&'t str>,
    /// In the order of [`OF_ORDERS`]; `None` if there are none.
    rare: Option<Box<Rare<'t>>>,
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

impl<'t> Table<'t> {
    /// A table for rows of these files, with their text. `is_joining`: rows of an order may be scattered.
    pub(super) fn new(files: &'t [CsvFile], text: &'t str, is_joining: bool) -> Table<'t> {
        Table {
            files,
            text,
            rows: Vec::new(),
            parts: Vec::new(),
            by_key: is_joining.then(HashMap::new),
            previous: None,
            known: 0,
        }
    }

    /// Whether the next row begins a part.
    pub(super) fn begins(&self, row: &Rows<'t>) -> bool {
        self.find(row).is_none()
    }

    /// Forgets all rows, but not the memory for them. The next row must begin a part.
    pub(super) fn clear(&mut self) {
        self.rows.clear();
        self.parts.clear();
        self.previous = None;
    }

    /// Adds a row.
    pub(super) fn add(&mut self, row: &Rows<'t>) {
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
    }

    /// Stores the row's line.
    fn keep(&mut self, row: &Rows<'t>) {
        let mut start = None;
        let mut lens = [0; LINE_CELLS];
        let mut left = row.given >> LINE;
        while left != 0 {
            let place = left.trailing_zeros() as usize;
            left &= left - 1;
            let (from, to) = row.span(LINE + place);
            start.get_or_insert(from);
            lens[place] = (to - from) as u32;
        }
        self.rows.push(Row {
            start: start.unwrap_or_default(),
            lens,
            next: NONE,
        });
    }

    fn begin(&mut self, row: &Rows<'t>, at: u32) -> u32 {
        let part = self.parts.len() as u32;
        let has_rare = (row.given | row.same) & RARE_ONES != 0;
        let rare = has_rare.then(|| Box::new(std::array::from_fn(|place| row.cell(RARE + place))));
        let (id, version) = (row.cell(ID), row.cell(VERSION));
        let by_key = self.by_key.as_mut().zip(id);
        let before = by_key.and_then(|(by_key, id)| by_key.insert(key_of(version, id), part));
        self.parts.push(Part {
            id,
            version,
            time: row.cell(TIME).unwrap_or_default(),
            other_time: None,
            currency: row.cell(CURRENCY),
            status: row.cell(STATUS),
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

    /// The part of this file that a row belongs to.
    fn find(&self, row: &Rows<'t>) -> Option<u32> {
        let id = row.cell(ID)?;
        let (file, version) = (row.stand.file, row.cell(VERSION));
        if let Some((known_file, known_row, part)) = self.previous
            && (known_file, known_row + 1) == (file, row.stand.row)
            && self.parts[part as usize].id == Some(id)
            // Some exports describe the order in its first row only.
            && (row.says_nothing_of_the_order()
                || is_one_version(self.parts[part as usize].version, version))
        {
            return Some(part);
        }
        let part = *self.by_key.as_ref()?.get(&key_of(version, id))?;
        (self.parts[part as usize].file == file).then_some(part)
    }

    /// The rows of a part, in file order.
    pub(super) fn cells(&self, part: &Part<'_>) -> impl Iterator<Item = Cells<'t>> {
        let file = &self.files[part.file as usize];
        let first = Some(part.first);
        let rows = std::iter::successors(first, |row| {
            let next = self.rows[*row as usize].next;
            (next != NONE).then_some(next)
        });
        rows.map(|row| self.line(file, &self.rows[row as usize]))
    }

    fn line(&self, file: &'t CsvFile, row: &Row) -> Cells<'t> {
        let mut start = row.start;
        let mut texts = [""; LINE_CELLS];
        for (text, len) in texts.iter_mut().zip(row.lens) {
            let end = start + len as usize;
            if len > 0 {
                *text = self.text.get(start..end).unwrap_or_default();
            }
            start = end;
        }
        let [sku, name, price, quantity, rare @ ..] = texts;
        Cells {
            sku: file.skus.plain(sku),
            name,
            price,
            // Without a quantity column, each row is one piece.
            quantity: if file.has_quantity { quantity } else { "1" },
            rare,
        }
    }

    pub(super) fn file(&self, part: &Part<'_>) -> &'t CsvFile {
        &self.files[part.file as usize]
    }

    /// Compares a further row with what is known about the order.
    fn agree(&mut self, part: u32, row: &Rows<'t>) {
        let known = &self.parts[part as usize];
        let mut wrong = None;
        let other_time = row.cell(TIME).filter(|time| *time != known.time);
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
        match (currency, row.cell(CURRENCY)) {
            (Some(ours), Some(theirs)) if !ours.eq_ignore_ascii_case(theirs) => {
                differ("currency", ours, theirs);
            }
            (None, theirs) => currency = theirs,
            _ => {}
        }
        let mut rare = known.rare.as_deref().copied();
        for (place, field) in OF_ORDERS.into_iter().enumerate() {
            let Some(theirs) = row.cell(RARE + place) else {
                continue;
            };
            let ours = &mut rare.get_or_insert([None; OF_ORDERS.len()])[place];
            match *ours {
                None => *ours = Some(theirs),
                Some(ours) if ours != theirs && may_contradict(field) => {
                    differ(field.name(), ours, theirs);
                }
                Some(_) => {}
            }
        }
        // A row that does not describe the order keeps the order's status.
        if !row.says_nothing_of_the_order() {
            let (ours, theirs) = (meaning(known.status), meaning(row.cell(STATUS)));
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

/// The key that groups rows.
pub(super) fn key_of<'t>(version: Option<&'t str>, id: &'t str) -> Key<'t> {
    let version = version.map_or(Ok(0), |text| parse_whole(text).map_err(|_| text));
    (version, id)
}

impl<'t> Part<'t> {
    /// Keeps only the first problem.
    pub(super) fn refuse(&mut self, rejection: Rejection) {
        self.refused.get_or_insert_with(|| Box::new(rejection));
    }

    /// The hash that tells whether its rows are scattered.
    pub(super) fn hash(&self) -> Option<u64> {
        Some(hash_of(self.version, self.id?))
    }

    /// Its values for the order's fields that few files have, in the order of [`OF_ORDERS`].
    pub(super) fn rare(&self) -> Option<&Rare<'t>> {
        self.rare.as_deref()
    }
}

/// The status, or its default if it is absent.
pub(super) fn meaning(status: Option<&str>) -> &str {
    status.unwrap_or("placed")
}
