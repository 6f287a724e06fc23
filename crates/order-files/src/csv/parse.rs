//! The first pass over a block of a file. It learns what the columns show about the whole file and which rows are
//! consecutive rows of one order, and stores the cells for the second pass.

use domain::{Reason, Rejection, ShopClock};

use super::super::cell;
use super::super::columns::Columns;
use super::super::fields::{Field, is_amount};
use super::amounts::Amounts;
use super::apart::{hash_of, is_one_version};
use super::blocks::Block;
use super::course::Course;
use super::encoded::{Cut, Encoded, FIELDS, ID, LINE, PLACES, Places, SAID, TIME, VERSION};
use super::identities::Identities;
use super::moments::Moments;
use super::scan::{Dialect, Row, Scanner};
use super::times::Times;
use crate::options::DecimalSign;

/// How to read a file.
pub(super) struct Reading {
    pub(super) name: String,
    pub(super) dialect: Dialect,
    pub(super) columns: Columns,
    /// How many cells the head line has.
    pub(super) width: usize,
    pub(super) clock: ShopClock,
    pub(super) decimal: Option<DecimalSign>,
    pub(super) time_format: Option<String>,
}

/// What the columns of a file show.
pub(super) struct Facts {
    pub(super) amounts: Amounts,
    pub(super) times: Times,
    pub(super) ids: Identities,
    pub(super) skus: Identities,
    pub(super) course: Course,
}

/// The rows of a parsed block.
pub(super) struct Parsed {
    pub(super) rows: Encoded,
    /// The hash of each run of rows of one order. Rows without an id have no hash.
    pub(super) hashes: Vec<u64>,
    pub(super) count: u64,
    /// The line before the block's first row. Its rows count lines from there.
    pub(super) line: u64,
    /// The block's first and last run of rows of one order.
    pub(super) first: Stretch,
    pub(super) last: Stretch,
}

/// Consecutive rows of one order in a block.
#[derive(Clone, Default)]
pub(super) struct Stretch {
    pub(super) id: Option<Box<str>>,
    pub(super) hash: Option<u64>,
    /// Whether its first row has no fields that describe the order.
    pub(super) says_nothing: bool,
    /// Where it begins, how many rows of the block precede it, and the line of the last of those.
    pub(super) begins: Cut,
    pub(super) rows_before: u64,
    pub(super) line_before: u64,
}

impl Facts {
    pub(super) fn append(&mut self, next: Facts) {
        self.amounts.append(next.amounts);
        self.times.append(next.times);
        self.ids.append(next.ids);
        self.skus.append(next.skus);
        self.course.append(&next.course);
    }
}

impl Reading {
    /// Empty facts, with only what the arguments say.
    pub(super) fn facts(&self) -> Facts {
        Facts {
            amounts: Amounts::new(self.decimal, self.dialect.delimiter == b';'),
            times: Times::new(self.time_format.clone()),
            ids: Identities::new("id", Reason::InvalidId),
            skus: Identities::new("sku", Reason::InvalidSku),
            course: Course::default(),
        }
    }

    /// Reads a block: its rows, and what they show.
    ///
    /// # Errors
    /// If it is not UTF-8.
    pub(super) fn parse(&self, block: &Block) -> anyhow::Result<(Parsed, Facts)> {
        let text = block.text(&self.name, self.dialect)?;
        let mut scanner = Scanner::new(text, block.line, self.dialect);
        let places = FIELDS.into_iter().enumerate();
        let present = places.filter(|(place, field)| *place == TIME || self.columns.has(*field));
        let mut parser = Parser {
            reading: self,
            usual: Times::new(self.time_format.clone()),
            moments: Moments::of(&self.clock),
            present: present.collect(),
            before: [(0, 0); PLACES],
            known: 0,
            version: None,
            line: block.line,
            facts: self.facts(),
            parsed: Parsed {
                rows: Encoded::with_room(block.text.len()),
                hashes: Vec::new(),
                count: 0,
                line: block.line,
                first: Stretch::default(),
                last: Stretch::default(),
            },
        };
        while scanner.advance() {
            parser.add(scanner.row(), scanner.row_line(), scanner.unclosed());
        }
        Ok(parser.finish())
    }
}

struct Parser<'p> {
    reading: &'p Reading,
    /// Reads times whose form is unambiguous.
    usual: Times,
    moments: Moments<'p>,
    /// The places for which the file has a column, and their fields.
    present: Vec<(usize, Field)>,
    /// Where the previous row's cells are in the rows' text, and which cells it has.
    before: [(usize, usize); PLACES],
    known: Places,
    /// The version of the current run.
    version: Option<Box<str>>,
    /// The line of the previous row.
    line: u64,
    facts: Facts,
    parsed: Parsed,
}

impl Parser<'_> {
    /// Adds the row at a line, with a quote opened in another line that is never closed.
    fn add(&mut self, row: Row<'_>, line: u64, unclosed: Option<u64>) {
        let columns = &self.reading.columns;
        let get = |place| row.get(place);
        let time = columns.time(get);
        let (mut cells, mut has) = ([""; PLACES], 0);
        for &(place, field) in &self.present {
            let text = match place {
                TIME => time.as_deref(),
                _ => columns.text(get, field),
            };
            if let Some(text) = text {
                cells[place] = text;
                has |= 1 << place;
            }
        }
        // Spreadsheets end their files in such rows.
        let is_blank = |cell: &str| cell.trim_start().is_empty();
        if unclosed.is_none() && row.iter().all(is_blank) {
            return;
        }
        let again = self.again(&cells, has);
        let version = Some(cells[VERSION]).filter(|_| has & (1 << VERSION) != 0);
        let says_nothing = has & SAID == 0;
        let is_further = has & again & (1 << ID) != 0
            && (says_nothing || is_one_version(version, self.version.as_deref()));
        if !is_further {
            self.begin(&cells, has, version, says_nothing);
        }
        self.observe(&cells, has & !again, is_further);
        let wrong = match unclosed {
            Some(opened) => Some(cell::unclosed(&self.reading.name, opened)),
            None => self.wrong(&cells, row, line, is_further),
        };
        let same = if is_further { again } else { 0 };
        let given = has & !same;
        let rows = &mut self.parsed.rows;
        rows.row(line - self.line, given, same, wrong.as_ref());
        for &(place, _) in &self.present {
            if given & (1 << place) != 0 {
                let start = rows.text().len();
                rows.cell(cells[place]);
                self.before[place] = (start, rows.text().len());
            }
        }
        self.known = has;
        self.line = line;
        self.parsed.count += 1;
    }

    /// Which of the order's cells repeat the previous row's.
    fn again(&self, cells: &[&str; PLACES], has: Places) -> Places {
        let (both, text) = (has & self.known, self.parsed.rows.text());
        let mut again = 0;
        for &(place, _) in self.present.iter().take_while(|(place, _)| *place < LINE) {
            let (start, end) = self.before[place];
            if both & (1 << place) != 0 && text[start..end] == *cells[place] {
                again |= 1 << place;
            }
        }
        again
    }

    fn begin(
        &mut self,
        cells: &[&str; PLACES],
        has: Places,
        version: Option<&str>,
        says_nothing: bool,
    ) {
        let id = Some(cells[ID]).filter(|_| has & (1 << ID) != 0);
        let hash = id.map(|id| hash_of(version, id));
        self.parsed.hashes.extend(hash);
        self.version = version.map(Box::from);
        let mut stretch = Stretch {
            id: None,
            hash,
            says_nothing,
            begins: self.parsed.rows.cut(),
            rows_before: self.parsed.count,
            line_before: self.line,
        };
        if self.parsed.count == 0 {
            stretch.id = id.map(Box::from);
            self.parsed.first = stretch.clone();
        }
        self.parsed.last = stretch;
    }

    /// Learns from the cells that differ from the previous row's. Prices and the like are always observed.
    fn observe(&mut self, cells: &[&str; PLACES], new: Places, is_further: bool) {
        let facts = &mut self.facts;
        for &(place, field) in &self.present {
            let text = cells[place];
            match (place, field) {
                (place, _) if new & (1 << place) == 0 => {}
                (TIME, _) => {
                    let plain = self.moments.plain(&self.usual, text);
                    // What is read so shows nothing of the other times.
                    if plain.is_none() {
                        facts.times.observe(text);
                    }
                    let clock = &self.reading.clock;
                    let readings = || self.usual.readings(clock, text);
                    facts
                        .course
                        .observe(plain.map_or_else(readings, |at| [Some(at); 2]));
                }
                (ID, _) => facts.ids.observe(text),
                (_, Field::Sku) => facts.skus.observe(text),
                (_, Field::Quantity) => facts.amounts.observe(text),
                (_, field) if field == Field::Price || is_amount(field) => {
                    facts.amounts.observe_price(text);
                }
                _ => {}
            }
        }
        if !is_further && cells[TIME].is_empty() {
            facts.course.observe([None, None]);
        }
    }

    /// Explains what makes a row's order invalid, whatever its other rows contain.
    fn wrong(
        &self,
        cells: &[&str; PLACES],
        row: Row<'_>,
        line: u64,
        is_further: bool,
    ) -> Option<Rejection> {
        let Reading { width, name, .. } = self.reading;
        let id = (!is_further).then(|| cell::eaten(cells[ID], "id", Reason::InvalidId, line));
        id.flatten()
            .or_else(|| cell::eaten(cells[LINE], "sku", Reason::InvalidSku, line))
            .or_else(|| {
                let is_wide = row.len() > *width;
                is_wide.then(|| cell::too_wide(row.iter(), *width, name, line))?
            })
    }

    fn finish(mut self) -> (Parsed, Facts) {
        if self.parsed.last.hash.is_some() {
            let (start, end) = self.before[ID];
            let id = &self.parsed.rows.text()[start..end];
            self.parsed.last.id = Some(id.into());
        }
        (self.parsed, self.facts)
    }
}
