//! Turns CSV files of item lines into order events.
//!
//! One row is one line of an order. Rows with the same id and version form one order, wherever they are; the order
//! takes the time of its first row. All files of a command are one input.
//!
//! Only the end of a file may show what a cell means, or contain an order's last row. So the files are read once, in
//! [`blocks`] on all cores ([`parse`]), to learn what their columns show and which orders have scattered rows
//! ([`apart`]). The needed part of each row goes into a [`log`], in memory or on disk. The log is then turned into
//! orders piece by piece, since a piece has all rows of its orders. Scattered orders are the exception: their rows are
//! first gathered in shares ([`aside`]). [`table`] makes orders of rows in both cases. They leave in order of time
//! ([`sorting`]): directly if the files are in that order, otherwise sorted, on disk if there are many.

mod amounts;
mod apart;
mod aside;
mod blocks;
mod course;
mod encoded;
mod events;
mod identities;
mod joining;
mod layout;
mod lines;
mod log;
mod moments;
pub(super) mod money;
mod months;
mod parse;
mod scan;
mod sorting;
mod table;
#[cfg(test)]
mod tests;
mod times;
mod whole;

use std::sync::Arc;

use anyhow::{Context, bail};
use csv::StringRecord;
use domain::ShopClock;
use encoding_rs::Encoding;

use super::chunk::{Chunks, Spare};
use super::columns::Mapping;
use super::exports::{self, Sheet};
use super::fields::Field;
use super::in_order::in_order;
use super::input::Input;
use crate::options::{CsvArgs, DecimalSign};
use blocks::{Block, Blocks};
use layout::{Content, Layout, Preset, Wanted, not_readable};
use log::{Log, Sizes};
use parse::Reading;
use scan::Scanner;
use table::CsvFile;

pub(super) use amounts::{Ambiguous, Amounts};
pub(super) use identities::Identities;
pub(super) use times::Times;

/// Reads CSV files as its arguments say, or as their content shows.
pub struct CsvReader {
    wanted: Wanted,
    time_format: Option<String>,
    decimal: Option<DecimalSign>,
}

/// What must be known about a shop to read its files.
#[derive(Clone)]
pub struct ShopFacts {
    /// Its time zone, for local times.
    pub clock: ShopClock,
    /// Its currency, if known.
    pub currency: Option<String>,
}

/// The CSV files of a command that have been read so far.
pub(super) struct CsvFiles {
    sizes: Sizes,
    files: Vec<CsvFile>,
    log: Log,
    /// The files exported by platforms.
    sheets: Vec<Sheet>,
    notes: Vec<String>,
}

impl CsvReader {
    /// Checks the arguments for CSV files.
    ///
    /// # Errors
    /// The first that cannot be understood.
    pub fn new(args: &CsvArgs) -> anyhow::Result<CsvReader> {
        let encoding = |name: &String| {
            Encoding::for_label(name.as_bytes()).with_context(|| {
                format!("encoding: `{name}` is unknown; try utf-8, latin1 or windows-1252")
            })
        };
        args.time_format
            .as_deref()
            .map(times::check_format)
            .transpose()?;
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

    /// Reads a whole file.
    pub(super) fn read(
        &self,
        input: Input,
        shop: &ShopFacts,
        into: &mut CsvFiles,
    ) -> anyhow::Result<()> {
        let file = input.name();
        let layout = layout::open(input, &self.wanted)?;
        let is_windows = layout.is_windows.clone();
        match layout.content {
            Content::Own(_) => self.read_own(&file, layout, shop, into)?,
            Content::Export(mut rows, found) => {
                let has_semicolons = layout.dialect.delimiter == b';';
                let amounts = || Amounts::new(self.decimal, has_semicolons);
                let mut sheet = Sheet::new(file.clone(), found, amounts, self.time_format.clone());
                let mut row = StringRecord::new();
                let passed_over = layout.passed_over;
                while rows
                    .read_record(&mut row)
                    .map_err(|error| not_readable(&file, passed_over, error))?
                {
                    let line = row.position().map_or(0, csv::Position::line);
                    sheet.add(&row, line + passed_over)?;
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

    /// Reads a file of item lines.
    fn read_own(
        &self,
        file: &str,
        layout: Layout,
        shop: &ShopFacts,
        into: &mut CsvFiles,
    ) -> anyhow::Result<()> {
        let Content::Own(input) = layout.content else {
            return Ok(());
        };
        let (dialect, line) = (layout.dialect, layout.passed_over + 1);
        let (size, spare) = (into.sizes.block, Spare::default());
        let mut blocks = Blocks::new(input, file.to_owned(), dialect, size, line, spare.clone());
        let mut first = blocks.next().transpose()?.unwrap_or(Block {
            text: Vec::new(),
            line,
        });
        let mut head = Scanner::new(first.text(file, dialect)?, line, dialect);
        if !head.advance() {
            bail!("{file} is empty; the first line of a CSV file names its columns");
        }
        let titles = head.row().iter();
        let titles: StringRecord = titles
            .map(|title| title.trim_start_matches('\u{feff}'))
            .collect();
        let (end, line) = (head.end(), head.next_line());
        first.text.drain(..end);
        first.line = line;
        let columns = self.wanted.mapping.columns(&titles, file)?;
        let has_quantity = columns.has(Field::Quantity);
        let reading = Reading {
            name: file.to_owned(),
            dialect,
            columns,
            width: titles.len(),
            clock: shop.clock.clone(),
            decimal: self.decimal,
            time_format: self.time_format.clone(),
        };
        let mut facts = reading.facts();
        let source = std::iter::once(Ok(first)).chain(blocks);
        let parse = move |block: Block| {
            let parsed = reading.parse(&block);
            spare.give(block.text);
            parsed
        };
        for parsed in in_order(source, parse) {
            let (rows, of_block) = parsed?;
            into.log.add(rows)?;
            facts.append(of_block);
        }
        let rows_before = into
            .files
            .last()
            .map_or(0, |file| file.rows_before + file.rows);
        into.files.push(CsvFile {
            name: file.to_owned(),
            amounts: facts.amounts,
            times: facts.times,
            ids: facts.ids,
            skus: facts.skus,
            course: facts.course,
            rows: into.log.end_file()?,
            rows_before,
            has_quantity,
        });
        Ok(())
    }
}

/// A column separator from the command line.
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

impl Default for CsvFiles {
    fn default() -> CsvFiles {
        CsvFiles::with(Sizes::default())
    }
}

impl CsvFiles {
    fn with(sizes: Sizes) -> CsvFiles {
        CsvFiles {
            sizes,
            files: Vec::new(),
            log: Log::new(sizes),
            sheets: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// The orders of all files in order of time, as chunks of NDJSON in spare memory. Adds a note for each assumption.
    ///
    /// # Errors
    /// If rows of scattered orders cannot be written to disk.
    pub(super) fn chunks(
        self,
        shop: ShopFacts,
        notes: &mut Vec<String>,
        spare: Spare,
    ) -> anyhow::Result<Chunks> {
        notes.extend(self.notes);
        for file in &self.files {
            file.amounts.notes(&file.name, notes);
            file.times.notes(&file.name, notes);
            file.ids.notes(&file.name, notes);
            file.skus.notes(&file.name, notes);
        }
        let exports = exports::Events::of(self.sheets, shop.clone(), notes);
        let files: Arc<[CsvFile]> = self.files.into();
        let orders = whole::Orders::of(files, self.log, shop, self.sizes, spare)?;
        let late = orders.notes();
        Ok(Chunks::of(orders.chain(exports), late))
    }
}
