//! Rows as files.

mod ndjson;
#[cfg(feature = "parquet")]
mod parquet;

#[cfg(feature = "parquet")]
pub(crate) use parquet::{File as ParquetRows, SHARED_SCALE};

use std::io;

use domain::Currency;

use super::value::{Column, Value};
use crate::table::{Cell, Table};

/// How many bytes to send at once.
const PIECE: usize = 64 * 1024;

/// A file format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// For spreadsheets: RFC 4180, with no cell that begins a formula.
    Csv,
    /// One object per line.
    Ndjson,
    /// Apache Parquet, for databases.
    #[cfg(feature = "parquet")]
    Parquet,
}

impl Format {
    /// The format with this name.
    pub(crate) fn from_name(name: &str) -> Option<Format> {
        match name {
            "csv" => Some(Format::Csv),
            "ndjson" => Some(Format::Ndjson),
            #[cfg(feature = "parquet")]
            "parquet" => Some(Format::Parquet),
            _ => None,
        }
    }

    /// Its media type.
    pub(crate) const fn content_type(self) -> &'static str {
        match self {
            Format::Csv => "text/csv; charset=utf-8",
            Format::Ndjson => "application/x-ndjson",
            #[cfg(feature = "parquet")]
            Format::Parquet => "application/vnd.apache.parquet",
        }
    }

    /// The file extension.
    pub(crate) const fn ending(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Ndjson => "ndjson",
            #[cfg(feature = "parquet")]
            Format::Parquet => "parquet",
        }
    }

    pub(super) fn begin(
        self,
        columns: Vec<Column>,
        currency: &Currency,
    ) -> io::Result<Box<dyn Rows>> {
        let currency = *currency;
        Ok(match self {
            Format::Csv => {
                let heads = columns
                    .iter()
                    .map(|column| Cell::Text(column.name.to_owned()));
                let table = Table::new(heads);
                Box::new(Csv { table, currency })
            }
            Format::Ndjson => Box::new(ndjson::Lines::new(columns, currency)),
            #[cfg(feature = "parquet")]
            Format::Parquet => {
                let scale = currency.exponent();
                Box::new(parquet::File::new(
                    columns,
                    (&currency, scale),
                    parquet::GROUP,
                )?)
            }
        })
    }
}

/// A file that is being written.
pub(super) trait Rows: Send {
    /// Adds a row with a value for each column. Returns a piece of the file when one is complete.
    fn add(&mut self, row: Vec<Value>) -> io::Result<Option<Vec<u8>>>;

    /// Returns the rest of the file.
    fn finish(self: Box<Self>) -> io::Result<Vec<u8>>;
}

struct Csv {
    table: Table,
    currency: Currency,
}

impl Rows for Csv {
    fn add(&mut self, row: Vec<Value>) -> io::Result<Option<Vec<u8>>> {
        self.table.add(row.into_iter().map(|value| {
            match value {
                Value::Text(text) => Cell::Text(text),
                other => other
                    .text(&self.currency)
                    .map_or(Cell::Unknown, Cell::Number),
            }
        }));
        self.table.piece(PIECE)
    }

    fn finish(self: Box<Self>) -> io::Result<Vec<u8>> {
        self.table.finish()
    }
}
