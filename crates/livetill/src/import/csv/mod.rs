//! CSV files of item lines, turned into order events.
//!
//! One row is one line of an order; rows with the same id and version are one order, wherever they
//! stand, and the order takes its first row's time. That needs the files in memory, about their own
//! size. All files of a command are one input.

mod amounts;
mod events;
mod identities;
mod joining;
mod layout;
pub(super) mod money;
mod table;
mod times;

use anyhow::Context;
use csv::StringRecord;
use domain::ShopClock;
use encoding_rs::Encoding;

use super::chunk::Chunks;
use super::columns::Mapping;
use super::exports::{self, Sheet};
use super::input::Input;
use crate::cli::{CsvArgs, DecimalSign};
use events::Events;
use joining::Joined;
use layout::{Head, Layout, Preset, Wanted, not_readable};
use table::Table;

pub(super) use amounts::{Ambiguous, Amounts};
pub(super) use identities::Identities;
pub(super) use times::Times;

pub(super) struct CsvReader {
    wanted: Wanted,
    time_format: Option<String>,
    decimal: Option<DecimalSign>,
}

/// What has to be known of a shop to read its files.
#[derive(Clone)]
pub(super) struct ShopFacts {
    pub(super) clock: ShopClock,
    /// Its currency, where it is known.
    pub(super) currency: Option<String>,
}

/// The CSV files of a command, as far as they are read.
#[derive(Default)]
pub(super) struct CsvFiles {
    table: Table,
    /// Those that platforms export.
    sheets: Vec<Sheet>,
    notes: Vec<String>,
}

impl CsvReader {
    /// Checks what the arguments say of CSV files.
    pub(super) fn new(args: &CsvArgs) -> anyhow::Result<CsvReader> {
        let encoding = |name: &String| {
            Encoding::for_label(name.as_bytes()).with_context(|| {
                format!("encoding: `{name}` is unknown; try utf-8, latin1 or windows-1252")
            })
        };
        Ok(CsvReader {
            wanted: Wanted {
                mapping: Mapping::parse(&args.map)?,
                preset: args
                    .preset
                    .as_deref()
                    .map_or(Ok(Preset::Found), Preset::told)?,
                delimiter: args.delimiter.as_deref().map(delimiter).transpose()?,
                encoding: args.encoding.as_ref().map(encoding).transpose()?,
            },
            time_format: args.time_format.clone(),
            decimal: args.decimal,
        })
    }

    /// Reads a file to its end.
    pub(super) fn read(&self, input: Input, into: &mut CsvFiles) -> anyhow::Result<()> {
        let file = input.name();
        let Layout {
            mut rows,
            head,
            delimiter,
            width,
            passed_over,
            is_windows,
        } = layout::open(input, &self.wanted)?;
        let amounts = Amounts::new(self.decimal, delimiter == b';');
        let mut row = StringRecord::new();
        let mut next = |row: &mut StringRecord| match rows.read_record(row) {
            Ok(false) => Ok(None),
            Ok(true) => Ok(Some(
                row.position().map_or(0, csv::Position::line) + passed_over,
            )),
            Err(error) => Err(not_readable(&file, passed_over, error)),
        };
        match head {
            Head::Own(columns) => {
                let times = Times::new(self.time_format.clone());
                into.table.begin(file.clone(), amounts, times, width);
                while let Some(line) = next(&mut row)? {
                    into.table.add(&columns, &row, line)?;
                }
            }
            Head::Export(found) => {
                let mut sheet = Sheet::new(file.clone(), found, amounts, self.time_format.clone());
                while let Some(line) = next(&mut row)? {
                    sheet.add(&row, line)?;
                }
                into.sheets.push(sheet);
            }
        }
        if is_windows.is_some_and(|flag| flag.load(std::sync::atomic::Ordering::Relaxed)) {
            into.notes.push(format!(
                "{file} is not UTF-8, and was read as windows-1252; if it is another encoding, use --encoding"
            ));
        }
        Ok(())
    }
}

/// A column separator as somebody writes it.
fn delimiter(text: &str) -> anyhow::Result<u8> {
    match text.as_bytes() {
        b"tab" | b"\\t" => Ok(b'\t'),
        b"comma" => Ok(b','),
        b"semicolon" => Ok(b';'),
        [sign] if sign.is_ascii() && !sign.is_ascii_alphanumeric() && *sign != b'"' => Ok(*sign),
        _ => anyhow::bail!(
            "delimiter: `{text}` cannot separate columns; use one character such as `;`, or tab"
        ),
    }
}

impl CsvFiles {
    /// The orders of all files, in the order of time: chunks of NDJSON. What was assumed is added to the
    /// notes.
    pub(super) fn chunks(self, shop: ShopFacts, notes: &mut Vec<String>) -> Chunks {
        let CsvFiles {
            mut table,
            sheets,
            notes: of_files,
        } = self;
        notes.extend(of_files);
        table.settle_identities();
        for file in &table.files {
            file.amounts.notes(&file.name, notes);
            file.times.notes(&file.name, notes);
            file.ids.notes(&file.name, notes);
            file.skus.notes(&file.name, notes);
        }
        for (file, unknown) in table.files.iter().zip(table.unknown_countries()) {
            unknown.notes(&file.name, notes);
        }
        let joined = Joined::of(&mut table);
        let exports = exports::Events::of(sheets, shop.clone(), notes);
        let events = Events::of(table, joined, shop);
        let two_times = events.with_two_times();
        if two_times > 0 {
            notes.push(format!(
                "{two_times} orders have rows with different times: the first row's was taken"
            ));
        }
        Chunks::of(events.chain(exports))
    }
}
