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
mod money;
mod table;
mod times;

use anyhow::Context;
use csv::StringRecord;
use domain::ShopClock;
use encoding_rs::Encoding;

use super::chunk::Chunks;
use super::columns::Mapping;
use super::input::Input;
use crate::cli::{CsvArgs, DecimalSign};
use amounts::Amounts;
use events::Events;
use joining::Joined;
use layout::{Layout, not_readable};
use table::Table;
use times::Times;

pub(super) struct CsvReader {
    mapping: Mapping,
    time_format: Option<String>,
    decimal: Option<DecimalSign>,
    encoding: &'static Encoding,
}

/// What has to be known of a shop to read its files.
pub(super) struct ShopFacts {
    pub(super) clock: ShopClock,
    /// Its currency, where it is known.
    pub(super) currency: Option<String>,
}

/// The CSV files of a command, as far as they are read.
#[derive(Default)]
pub(super) struct CsvFiles(Table);

impl CsvReader {
    /// Checks what the arguments say of CSV files.
    pub(super) fn new(args: &CsvArgs) -> anyhow::Result<CsvReader> {
        let encoding = Encoding::for_label(args.encoding.as_bytes()).with_context(|| {
            format!(
                "encoding: `{}` is not known; try utf-8, latin1 or windows-1252",
                args.encoding
            )
        })?;
        Ok(CsvReader {
            mapping: Mapping::parse(&args.map)?,
            time_format: args.time_format.clone(),
            decimal: args.decimal,
            encoding,
        })
    }

    /// Reads a file to its end.
    pub(super) fn read(&self, input: Input, into: &mut CsvFiles) -> anyhow::Result<()> {
        let file = input.name();
        let Layout {
            mut rows,
            columns,
            delimiter,
            width,
            passed_over,
        } = layout::open(input, self.encoding, &self.mapping)?;
        let table = &mut into.0;
        let amounts = Amounts::new(self.decimal, delimiter == b';');
        let times = Times::new(self.time_format.clone());
        table.begin(file.clone(), amounts, times, width);
        let mut row = StringRecord::new();
        while rows
            .read_record(&mut row)
            .map_err(|error| not_readable(&file, passed_over, error))?
        {
            let line = row.position().map_or(0, csv::Position::line) + passed_over;
            table.add(&columns, &row, line)?;
        }
        Ok(())
    }
}

impl CsvFiles {
    /// The orders of all files, in the order of time: chunks of NDJSON. What was assumed is added to the
    /// notes.
    pub(super) fn chunks(self, shop: ShopFacts, notes: &mut Vec<String>) -> Chunks {
        let mut table = self.0;
        table.settle_identities();
        for file in &table.files {
            file.amounts.notes(&file.name, notes);
            file.times.notes(&file.name, notes);
            file.ids.notes(&file.name, notes);
            file.skus.notes(&file.name, notes);
        }
        let joined = Joined::of(&mut table);
        let events = Events::of(table, joined, shop);
        let two_times = events.with_two_times();
        if two_times > 0 {
            notes.push(format!(
                "{two_times} orders have rows with different times: the first row's was taken"
            ));
        }
        Chunks::of(events)
    }
}
