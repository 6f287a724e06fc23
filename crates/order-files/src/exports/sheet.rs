//! The rows of one file, grouped by order.

use std::collections::HashMap;

use csv::StringRecord;
use domain::{Reason, Rejection};
use presets::exports::{Column, plain_title, without_entities};

use super::super::cell;
use super::super::columns::joined;
use super::super::csv::{Amounts, Identities};
use super::Found;
use super::clocks::Clocks;

/// The end of a list of rows.
const NONE: u32 = u32::MAX;
/// What the first cell of a row of totals contains.
const SUMS: [&str; 14] = [
    "total",
    "totals",
    "grandtotal",
    "sum",
    "sums",
    "subtotal",
    "summe",
    "gesamt",
    "gesamtsumme",
    "totaal",
    "totale",
    "totaux",
    "somme",
    "suma",
];

/// A platform's file, after all of it is read.
pub(in super::super) struct Sheet {
    pub(super) name: String,
    pub(super) found: Found,
    /// Of prices and quantities together.
    amounts: Amounts,
    prices: Amounts,
    quantities: Amounts,
    pub(super) clocks: Clocks,
    ids: Identities,
    skus: Identities,
    /// The text of all cells, row by row, each row in the order of the columns.
    text: String,
    lens: Vec<u32>,
    rows: Vec<Row>,
    pub(super) orders: Vec<Order>,
    by_key: HashMap<Box<str>, u32>,
    /// The order of the previous row.
    previous: Option<u32>,
    /// Rows that belong to no order.
    passed_over: u64,
}

struct Row {
    start: u64,
    /// The next row of the same order.
    next: u32,
}

/// The rows of an order.
pub(super) struct Order {
    pub(super) first: u32,
    last: u32,
    pub(super) rows: u32,
    /// The line of its first row in the file.
    pub(super) line: u64,
    pub(super) refused: Option<Box<Rejection>>,
}

impl Sheet {
    pub(in super::super) fn new(
        name: String,
        found: Found,
        amounts: impl Fn() -> Amounts,
        time_format: Option<String>,
    ) -> Sheet {
        let clocks = Clocks::new(found.export, time_format);
        Sheet {
            name,
            found,
            amounts: amounts(),
            prices: amounts(),
            quantities: amounts(),
            clocks,
            ids: Identities::new("id", Reason::InvalidId),
            skus: Identities::new("sku", Reason::InvalidSku),
            text: String::new(),
            lens: Vec::new(),
            rows: Vec::new(),
            orders: Vec::new(),
            by_key: HashMap::new(),
            previous: None,
            passed_over: 0,
        }
    }

    /// Adds a row. `line` is its line in the file.
    ///
    /// # Errors
    /// If there are more rows than can be counted.
    pub(in super::super) fn add(&mut self, record: &StringRecord, line: u64) -> anyhow::Result<()> {
        anyhow::ensure!(
            self.rows.len() < NONE as usize - 1,
            "more than 4 billion rows in one import"
        );
        let cell = |column: Column| self.cell_of(record, column);
        let key = cell(Column::Key).or_else(|| cell(Column::Id));
        let has_substance = self.found.columns.iter().any(|(column, place)| {
            column.is_substance()
                && record
                    .get(*place)
                    .and_then(cell::text)
                    .is_some_and(|text| !text.trim().is_empty())
        });
        let has_item = [Column::Sku, Column::Title, Column::ItemId]
            .into_iter()
            .any(|column| cell(column).is_some());
        let is_sum = is_sum(record, key, cell(Column::Time));
        let order = match key {
            _ if !has_substance || is_sum => None,
            Some(key) => match self.by_key.get(key) {
                Some(order) => Some(*order),
                None => {
                    let order = self.begin(line);
                    self.by_key.insert(key.into(), order);
                    Some(order)
                }
            },
            // Further rows of an order may leave out what the first one has.
            None if has_item && cell(Column::Time).is_none() && self.previous.is_some() => {
                self.previous
            }
            None if cell(Column::Time).is_some() => Some(self.begin(line)),
            None => None,
        };
        let Some(order) = order else {
            self.passed_over += 1;
            return Ok(());
        };
        self.observe(record);
        let wrong = self.eaten(record, line);
        let width = self.found.titles.len();
        if let Some(wrong) =
            wrong.or_else(|| cell::too_wide(record.iter(), width, &self.name, line))
        {
            self.orders[order as usize]
                .refused
                .get_or_insert_with(|| Box::new(wrong));
        }
        self.keep(record, order);
        self.previous = Some(order);
        Ok(())
    }

    fn begin(&mut self, line: u64) -> u32 {
        self.orders.push(Order {
            first: NONE,
            last: NONE,
            rows: 0,
            line,
            refused: None,
        });
        self.orders.len() as u32 - 1
    }

    fn keep(&mut self, record: &StringRecord, order: u32) {
        let row = self.rows.len() as u32;
        self.rows.push(Row {
            start: self.text.len() as u64,
            next: NONE,
        });
        for (column, place) in &self.found.columns {
            let text = record.get(*place).and_then(cell::text).unwrap_or_default();
            let text = trimmed(*column, text);
            self.text.push_str(text);
            self.lens.push(text.len() as u32);
        }
        let order = &mut self.orders[order as usize];
        match order.rows {
            0 => order.first = row,
            _ => self.rows[order.last as usize].next = row,
        }
        order.last = row;
        order.rows += 1;
    }

    /// Learns from a row's numbers, times and identities.
    fn observe(&mut self, record: &StringRecord) {
        for (column, place) in &self.found.columns {
            let Some(text) = record.get(*place).and_then(cell::text) else {
                continue;
            };
            let text = trimmed(*column, text);
            if column.is_money() {
                let text = without_entities(text.trim_matches(['(', ')']));
                self.amounts.observe_price(&text);
                self.prices.observe_price(&text);
            } else if *column == Column::Quantity {
                self.amounts.observe(text);
                self.quantities.observe(text);
            } else if *column == Column::Time {
                let time = self.cell_of(record, Column::TimeOfDay);
                self.clocks
                    .observe(&time.map_or(text.into(), |time| joined(text, time)));
            } else if column.is_time() {
                self.clocks.observe(text);
            } else if *column == Column::Id {
                self.ids.observe(text);
            } else if *column == Column::Sku {
                self.skus.observe(text);
            }
        }
    }

    /// What the file's numbers show about the signs in a column: those of its kind if they are enough. A shop's language
    /// may give prices a decimal comma, while quantities keep the point.
    pub(super) fn amounts(&self, column: Column) -> &Amounts {
        let own = match column {
            Column::Quantity => &self.quantities,
            _ => &self.prices,
        };
        match own.is_decided() {
            true => own,
            false => &self.amounts,
        }
    }

    fn cell_of<'r>(&self, record: &'r StringRecord, column: Column) -> Option<&'r str> {
        let place = self.slot(column)?;
        let (_, place) = self.found.columns[place];
        let text = trimmed(column, cell::text(record.get(place)?)?);
        (!text.is_empty()).then_some(text)
    }

    /// Rejects an identity of which a spreadsheet kept only the first digits. An item's id matters only if there is no
    /// SKU.
    fn eaten(&self, record: &StringRecord, line: u64) -> Option<Rejection> {
        let columns = self.found.columns.iter().map(|(column, _)| *column);
        let mut columns = columns.filter(|column| column.is_identity());
        let has_sku = self.cell_of(record, Column::Sku).is_some();
        columns.find_map(|column| {
            let text = self.cell_of(record, column)?;
            let reason = match column {
                Column::ItemId if has_sku => return None,
                Column::Sku | Column::ItemId => Reason::InvalidSku,
                _ => Reason::InvalidId,
            };
            cell::eaten(text, column.name(), reason, line)
        })
    }

    fn slot(&self, column: Column) -> Option<usize> {
        self.found
            .columns
            .iter()
            .position(|(known, _)| *known == column)
    }

    /// A cell of a row. `None` if it is empty.
    pub(super) fn cell(&self, row: u32, column: Column) -> Option<&str> {
        let slot = self.slot(column)?;
        let width = self.found.columns.len();
        let lens = &self.lens[row as usize * width..][..=slot];
        let before: u64 = lens[..slot].iter().map(|len| u64::from(*len)).sum();
        let start = (self.rows[row as usize].start + before) as usize;
        let text = &self.text[start..start + lens[slot] as usize];
        let text = match column {
            Column::Id => self.ids.plain(text),
            Column::Sku => self.skus.plain(text),
            _ => text,
        };
        (!text.is_empty()).then_some(text)
    }

    /// The rows of an order, in file order.
    pub(super) fn rows_of(&self, order: &Order) -> Vec<u32> {
        let first = Some(order.first).filter(|row| *row != NONE);
        let rows = std::iter::successors(first, |row| {
            Some(self.rows[*row as usize].next).filter(|row| *row != NONE)
        });
        rows.collect()
    }

    /// Rejects an order whose id was cut, judging by the whole column.
    pub(super) fn cut(&self, rows: &[u32], line: u64) -> Option<Rejection> {
        let id = rows.iter().find_map(|row| self.cell(*row, Column::Id));
        id.and_then(|id| self.ids.wrong(id, line))
    }

    /// Notes which column was taken for which field, what was assumed, and what is wrong.
    pub(super) fn notes(&self, notes: &mut Vec<String>) {
        self.found.notes(&self.name, notes);
        self.amounts(Column::Price).notes(&self.name, notes);
        self.clocks.notes(&self.name, notes);
        self.ids.notes(&self.name, notes);
        self.skus.notes(&self.name, notes);
        if self.passed_over > 0 {
            let (name, rows) = (&self.name, self.passed_over);
            notes.push(format!(
                "{name}: {rows} rows do not belong to an order (sums, or words) and were ignored"
            ));
        }
    }
}

/// Whether a row has the totals of the others: its first cell says so, and it has neither an id nor a time.
fn is_sum(record: &StringRecord, key: Option<&str>, time: Option<&str>) -> bool {
    let is_word = |text: &str| SUMS.contains(&&*plain_title(text));
    let mut filled = record.iter().filter(|text| !text.trim().is_empty());
    let is_time = |text: &str| text.contains(|sign: char| sign.is_ascii_digit());
    filled.next().is_some_and(is_word) && (key.is_none_or(is_word) || !time.is_some_and(is_time))
}

/// Spaces around a number mean nothing; in an identity or a name they count.
fn trimmed(column: Column, text: &str) -> &str {
    match column.is_identity() || column == Column::Title {
        true => text,
        false => text.trim(),
    }
}
