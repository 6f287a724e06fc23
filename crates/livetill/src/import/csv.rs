//! CSV files of item lines, turned into order events.
//!
//! One row is one line of an order; rows of one order share the id, wherever they stand, and the
//! order takes its first row's time. That needs the whole file in memory, about its own size. The
//! events are written as NDJSON, in the order of time, and go the way of all others.

use std::collections::HashMap;
use std::io::{self, BufRead, BufReader};

use anyhow::{Context, anyhow, bail};
use csv::StringRecord;
use domain::{ShopClock, Timestamp};
use encoding_rs::{Encoding, UTF_8};
use encoding_rs_io::DecodeReaderBytesBuilder;
use jiff::civil;
use jiff::fmt::strtime::BrokenDownTime;
use serde::Serialize;

use super::columns::{Columns, Field, Mapping};
use super::input::Input;
use crate::cli::CsvArgs;

/// Orders to a chunk.
const CHUNK_ORDERS: usize = 5_000;

pub(super) struct CsvReader {
    mapping: Mapping,
    time_format: Option<String>,
    encoding: &'static Encoding,
}

/// An order as its rows make it. What cannot be understood stays text: the checks that all orders
/// pass then say what is wrong with it.
#[derive(Serialize)]
struct CsvOrder {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    timestamp: String,
    #[serde(skip)]
    placed_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    currency: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<String>,
    items: Vec<CsvLine>,
}

#[derive(Serialize)]
struct CsvLine {
    sku: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    price: String,
    quantity: Number,
}

/// An integer, or text that should have been one.
#[derive(Serialize)]
#[serde(untagged)]
enum Number {
    Integer(i64),
    Text(String),
}

impl Number {
    fn of(text: &str) -> Number {
        text.parse()
            .map_or_else(|_| Number::Text(text.to_owned()), Number::Integer)
    }
}

impl CsvReader {
    /// Checks what the arguments say of CSV files.
    pub(super) fn new(args: &CsvArgs) -> anyhow::Result<CsvReader> {
        let encoding = Encoding::for_label(args.encoding.as_bytes()).with_context(|| {
            format!(
                "encoding: `{}` is not known; try utf-8, latin1 or windows-1252",
                args.encoding
            )
        })?;
        let mapping = Mapping::parse(&args.map)?;
        Ok(CsvReader {
            mapping,
            time_format: args.time_format.clone(),
            encoding,
        })
    }

    /// Reads a file to its end: chunks of NDJSON. `clock` is the shop's.
    pub(super) fn read(&self, input: Input, clock: &ShopClock) -> anyhow::Result<Vec<Vec<u8>>> {
        let file = input.name();
        // UTF-8 is passed through, so that bytes that are none are found and said: a replacement
        // character in a SKU would make it another item.
        let decoded = DecodeReaderBytesBuilder::new()
            .encoding((self.encoding != UTF_8).then_some(self.encoding))
            .utf8_passthru(true)
            .strip_bom(true)
            .build(input);
        let mut decoded = BufReader::new(decoded);
        let delimiter = delimiter(&mut decoded).with_context(|| format!("cannot read {file}"))?;
        let mut rows = csv::ReaderBuilder::new()
            .flexible(true)
            .delimiter(delimiter)
            .from_reader(decoded);
        let head = rows
            .headers()
            .map_err(|error| not_readable(&file, error))?
            .clone();
        if head.is_empty() {
            bail!("{file} is empty; the first line of a CSV file names its columns");
        }
        let columns = self.mapping.columns(&head, &file)?;
        let mut orders: Vec<CsvOrder> = Vec::new();
        let mut by_id: HashMap<String, usize> = HashMap::new();
        let mut row = StringRecord::new();
        while rows
            .read_record(&mut row)
            .map_err(|error| not_readable(&file, error))?
        {
            let line = csv_line(&columns, &row);
            let id = columns.text(&row, Field::Id);
            match id.and_then(|id| by_id.get(id)) {
                Some(&order) => orders[order].items.push(line),
                None => {
                    if let Some(id) = id {
                        by_id.insert(id.to_owned(), orders.len());
                    }
                    orders.push(self.order(clock, &columns, &row, line));
                }
            }
        }
        // In the order of time a server that keeps few days takes them all, and the feed ends with
        // the newest. Orders of the same moment stay as the file has them.
        orders.sort_by_key(|order| order.placed_at);
        orders.chunks(CHUNK_ORDERS).map(ndjson).collect()
    }

    fn order(
        &self,
        clock: &ShopClock,
        columns: &Columns,
        row: &StringRecord,
        line: CsvLine,
    ) -> CsvOrder {
        let text = |field| columns.text(row, field).map(str::to_owned);
        let time = columns.text(row, Field::Timestamp).unwrap_or_default();
        let placed_at = self.time(clock, time);
        CsvOrder {
            id: text(Field::Id),
            timestamp: placed_at.map_or_else(|| time.to_owned(), |at| clock.rfc3339(at)),
            placed_at,
            currency: text(Field::Currency),
            version: columns.text(row, Field::Version).map(Number::of),
            status: text(Field::Status),
            items: vec![line],
        }
    }

    /// Times without offset are the shop's local time.
    fn time(&self, clock: &ShopClock, text: &str) -> Option<Timestamp> {
        let Some(format) = &self.time_format else {
            if let Ok(at) =
                Timestamp::parse_rfc3339(text).or_else(|_| Timestamp::parse_number(text))
            {
                return Some(at);
            }
            return clock.resolve(text.parse::<civil::DateTime>().ok()?);
        };
        let parsed = BrokenDownTime::parse(format, text).ok()?;
        if let Ok(at) = parsed.to_timestamp() {
            return Some(Timestamp::from_millis(at.as_millisecond()));
        }
        let midnight = || parsed.to_date().map(|date| date.at(0, 0, 0, 0));
        clock.resolve(parsed.to_datetime().or_else(|_| midnight()).ok()?)
    }
}

/// What stands most often between the titles of the head line: a comma, or what spreadsheets write
/// where the comma is the decimal sign.
fn delimiter(input: &mut impl BufRead) -> io::Result<u8> {
    let start = input.fill_buf()?;
    let head = start
        .split(|&byte| byte == b'\n')
        .next()
        .unwrap_or_default();
    let (mut counts, mut quoted) = ([0_usize; 3], false);
    for &byte in head {
        quoted ^= byte == b'"';
        match b",;\t".iter().position(|&delimiter| delimiter == byte) {
            Some(index) if !quoted => counts[index] += 1,
            _ => {}
        }
    }
    let [comma, semicolon, tab] = counts;
    Ok(if semicolon > comma.max(tab) {
        b';'
    } else if tab > comma {
        b'\t'
    } else {
        b','
    })
}

fn not_readable(file: &str, error: csv::Error) -> anyhow::Error {
    if let csv::ErrorKind::Utf8 { pos, .. } = error.kind() {
        let line = pos.as_ref().map_or(1, csv::Position::line);
        return anyhow!(
            "{file}: the row at line {line} is not UTF-8; say what it is, such as --encoding latin1"
        );
    }
    anyhow::Error::new(error).context(format!("{file}: not readable as CSV"))
}

fn csv_line(columns: &Columns, row: &StringRecord) -> CsvLine {
    let text = |field| columns.text(row, field).unwrap_or_default().to_owned();
    let quantity = match columns.text(row, Field::Quantity) {
        Some(quantity) => Number::of(quantity),
        None if columns.has(Field::Quantity) => Number::Text(String::new()),
        None => Number::Integer(1),
    };
    CsvLine {
        sku: text(Field::Sku),
        name: columns.text(row, Field::Name).map(str::to_owned),
        price: text(Field::Price),
        quantity,
    }
}

fn ndjson(orders: &[CsvOrder]) -> anyhow::Result<Vec<u8>> {
    let mut lines = Vec::new();
    for order in orders {
        serde_json::to_writer(&mut lines, order).context("an order as JSON")?;
        lines.push(b'\n');
    }
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_line_shows_what_separates_columns() {
        let of = |text: &str| char::from(delimiter(&mut text.as_bytes()).unwrap());
        assert_eq!(of("id,sku,price\n1;2;3;4;5"), ',');
        assert_eq!(of("id;sku;price\n1;A;1,50"), ';');
        assert_eq!(of("id\tsku\tprice\n"), '\t');
        assert_eq!(of("\"a;b;c;d\",id,sku"), ',');
        assert_eq!(of(""), ',');
    }
}
