//! Answers as a file for spreadsheets.

use std::io;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;

use crate::headers::weight;
use crate::problem::ApiError;

/// Whether a request asks for CSV: its `Accept` header names `text/csv`, and does not prefer JSON.
pub(crate) fn is_wanted(asked: &HeaderMap) -> bool {
    let weight = |name| weight(asked, &header::ACCEPT, name);
    // The most specific name that covers a type gives its weight.
    let json = ["application/json", "application/*", "*/*"];
    let json = json.into_iter().find_map(weight).unwrap_or(0.0);
    weight("text/csv").is_some_and(|csv| csv > 0.0 && csv >= json)
}

/// The content of a cell.
pub(crate) enum Cell {
    /// Text. It is made safe, so that a spreadsheet does not read it as a formula.
    Text(String),
    /// An exact decimal. Its sign does not begin a formula.
    Number(String),
    /// An unknown value: an empty cell.
    Unknown,
}

/// The first two cells of the row of a report's step.
pub(crate) fn days(first: &str, last: &str) -> [Cell; 2] {
    [first, last].map(|date| Cell::Number(date.to_owned()))
}

/// The same of the row of the total, which nobody must add to the others.
pub(crate) fn all_days() -> [Cell; 2] {
    [Cell::Text("all".to_owned()), Cell::Unknown]
}

/// Rows as CSV: RFC 4180, with the byte order mark that spreadsheets need to read UTF-8.
pub(crate) struct Table(csv::Writer<Vec<u8>>);

impl Table {
    /// A table with these column heads.
    pub(crate) fn new(head: impl IntoIterator<Item = Cell>) -> Table {
        let mut table = Table(writer("\u{feff}".as_bytes().to_vec()));
        table.add(head);
        table
    }

    /// Adds a row with as many cells as the head.
    pub(crate) fn add(&mut self, row: impl IntoIterator<Item = Cell>) {
        let cells = row.into_iter().map(|cell| match cell {
            Cell::Text(text) => harmless(&text),
            Cell::Number(number) => number,
            Cell::Unknown => String::new(),
        });
        // Writing to memory does not fail, and a row of another length is a bug that the endpoint's tests show.
        if let Err(error) = self.0.write_record(cells) {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "a row could not be written"
            );
        }
    }

    /// The output since the last piece; `None` while it is shorter than this many bytes.
    pub(crate) fn piece(&mut self, bytes: usize) -> io::Result<Option<Vec<u8>>> {
        if self.0.get_ref().len() < bytes {
            return Ok(None);
        }
        let full = std::mem::replace(&mut self.0, writer(Vec::new()));
        full.into_inner()
            .map(Some)
            .map_err(csv::IntoInnerError::into_error)
    }

    /// The output since the last piece.
    pub(crate) fn finish(self) -> io::Result<Vec<u8>> {
        self.0.into_inner().map_err(csv::IntoInnerError::into_error)
    }

    /// The table as an HTTP response.
    pub(crate) fn into_response(self) -> Result<Response, ApiError> {
        let bytes = self.finish().map_err(|error| {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "a table could not be written"
            );
            ApiError::internal("the answer could not be written; see the log")
        })?;
        let mut response = Response::new(Body::from(bytes));
        let headers = response.headers_mut();
        let kind = HeaderValue::from_static("text/csv; charset=utf-8");
        headers.insert(header::CONTENT_TYPE, kind);
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        Ok(response)
    }
}

fn writer(to: Vec<u8>) -> csv::Writer<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new();
    writer.terminator(csv::Terminator::CRLF);
    writer.from_writer(to)
}

/// The same text with an apostrophe wherever a spreadsheet could read a formula: at the start, and after a character
/// that it may split at. Where commas are decimal, that is the semicolon; there our quotation marks are in the middle
/// of a cell and hold nothing together.
fn harmless(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    let mut is_start = true;
    for (place, character) in text.char_indices() {
        let begins = |text: &str| text.trim_start_matches(['"', ' ']).starts_with(SIGNS);
        let is_blank = place == 0 && matches!(character, '\t' | '\r' | '\n');
        if is_blank || is_start && begins(&text[place..]) {
            safe.push('\'');
        }
        safe.push(character);
        is_start = matches!(character, ';' | '\t' | '\n' | '\r');
    }
    safe
}

/// The characters that begin a formula, also in full width as in Chinese and Japanese.
const SIGNS: [char; 8] = [
    '=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}',
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_weights_of_a_request_choose_between_csv_and_json() {
        for (asked, is_csv) in [
            ("text/csv", true),
            ("Text/CSV; charset=utf-8", true),
            ("text/csv, application/json", true),
            ("text/csv, */*;q=0.1", true),
            ("text/csv;q=0.5, application/json;q=0.4, */*", true),
            ("text/csv;q=0.1, application/json", false),
            ("text/csv;q=0.9, */*", false),
            ("text/csv;charset=utf-8;Q=0.1, application/*;q=0.2", false),
            ("text/csv;q=0.000", false),
            ("text/csv;q=nan, application/json;q=0.5", true),
            ("application/json", false),
            ("*/*", false),
            ("", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT, asked.parse().unwrap());
            assert_eq!(is_wanted(&headers), is_csv, "{asked}");
        }
        assert!(!is_wanted(&HeaderMap::new()));
    }

    #[test]
    fn no_cell_begins_a_formula() {
        for (text, safe) in [
            ("tea", "tea"),
            ("tea-time", "tea-time"),
            ("=1+1", "'=1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\u{ff1d}1", "'\u{ff1d}1"),
            (" \"=1", "' \"=1"),
            ("\tx", "'\tx"),
            ("tea;=1", "tea;'=1"),
            ("tea; =1", "tea;' =1"),
            ("tea\r\n-1", "tea\r\n'-1"),
            ("\n=1", "'\n'=1"),
            ("-5", "'-5"),
        ] {
            assert_eq!(harmless(text), safe, "{text}");
        }
    }

    #[test]
    fn numbers_keep_their_sign_and_unknown_is_empty() {
        let mut table = Table::new(["value", "revenue"].map(|it| Cell::Text(it.into())));
        table.add([Cell::Text("a,\"b\"".into()), Cell::Number("-5.00".into())]);
        table.add([Cell::Text("é".into()), Cell::Unknown]);
        let text = String::from_utf8(table.0.into_inner().unwrap()).unwrap();
        assert_eq!(
            text,
            "\u{feff}value,revenue\r\n\"a,\"\"b\"\"\",-5.00\r\né,\r\n"
        );
    }
}
