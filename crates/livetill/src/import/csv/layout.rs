//! The beginning of a CSV file: its encoding, what separates its columns, and its head line.

use std::io::{BufReader, Cursor, Read};

use anyhow::{Context, anyhow, bail};
use csv::StringRecord;
use encoding_rs::{Encoding, UTF_8};
use encoding_rs_io::DecodeReaderBytesBuilder;

use super::super::columns::{Columns, Mapping};
use super::super::input::Input;

/// How much of the beginning is looked at for the separator.
const START: u64 = 64 * 1024;
/// What separates columns: a comma, what spreadsheets write where the comma is the decimal sign, and
/// what databases write.
const DELIMITERS: [u8; 4] = *b",;\t|";

/// A file whose head line is read.
pub(super) struct Layout {
    pub(super) rows: csv::Reader<Box<dyn Read + Send>>,
    pub(super) columns: Columns,
    pub(super) delimiter: u8,
    /// How many cells the head line has.
    pub(super) width: usize,
    /// Lines before the head line.
    pub(super) passed_over: u64,
}

pub(super) fn open(
    input: Input,
    encoding: &'static Encoding,
    mapping: &Mapping,
) -> anyhow::Result<Layout> {
    let file = input.name();
    let cannot_read = || format!("cannot read {file}");
    let encoding = input.utf16().unwrap_or(encoding);
    // UTF-8 is passed through, so that bytes that are none are found and said: a replacement
    // character in a SKU would make it another item.
    let mut decoded = DecodeReaderBytesBuilder::new()
        .encoding((encoding != UTF_8).then_some(encoding))
        .bom_override(true)
        .utf8_passthru(true)
        .strip_bom(true)
        .build(input);
    // The decoder gives as little at a time as it likes: the first piece may be three bytes.
    let mut start = Vec::new();
    let begun = (&mut decoded).take(START).read_to_end(&mut start);
    begun.with_context(cannot_read)?;
    let (told, mut begins) = separator_line(&start);
    let mut passed_over = u64::from(begins > 0);
    while let Some(end) = end_of_empty_line(&start[begins..]) {
        begins += end;
        passed_over += 1;
    }
    let start = start.split_off(begins);
    let delimiter = match told {
        Some(told) => told,
        None => delimiter(&start, mapping, &file),
    };
    let whole: Box<dyn Read + Send> = Box::new(Cursor::new(start).chain(BufReader::new(decoded)));
    let mut rows = reader(delimiter, whole);
    let head = rows
        .headers()
        .map_err(|error| not_readable(&file, passed_over, error))?;
    if head.is_empty() {
        bail!("{file} is empty; the first line of a CSV file names its columns");
    }
    Ok(Layout {
        columns: mapping.columns(head, &file)?,
        delimiter,
        width: head.len(),
        passed_over,
        rows,
    })
}

fn reader<R: Read>(delimiter: u8, from: R) -> csv::Reader<R> {
    csv::ReaderBuilder::new()
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(from)
}

/// The separator that the first line tells, as spreadsheets write and read it (`sep=;`), and where
/// the next line begins.
fn separator_line(start: &[u8]) -> (Option<u8>, usize) {
    let end = start.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
    let line = &start[..end.unwrap_or(start.len())];
    let unquoted = line.strip_prefix(b"\"").unwrap_or(line);
    match unquoted {
        [s, e, p, b'=', told, rest @ ..]
            if [*s, *e, *p].eq_ignore_ascii_case(b"sep") && matches!(rest, [] | [b'"']) =>
        {
            let next = line.len() + line_end(&start[line.len()..]);
            (Some(*told), next)
        }
        _ => (None, 0),
    }
}

/// The length of a line that holds nothing, not even in its cells; `None` where there is no further
/// line.
fn end_of_empty_line(start: &[u8]) -> Option<usize> {
    let is_nothing = |byte: &u8| DELIMITERS.contains(byte) || matches!(byte, b'"' | b' ');
    let len = start.iter().take_while(|byte| is_nothing(byte)).count();
    let end = line_end(&start[len..]);
    (end > 0).then_some(len + end)
}

fn line_end(bytes: &[u8]) -> usize {
    match bytes {
        [b'\r', b'\n', ..] => 2,
        [b'\r' | b'\n', ..] => 1,
        _ => 0,
    }
}

/// What stands most often in the head line, unless only another one gives the needed columns.
fn delimiter(start: &[u8], mapping: &Mapping, file: &str) -> u8 {
    let head = |delimiter| -> StringRecord {
        let head = reader(delimiter, start).headers().cloned();
        head.unwrap_or_default()
    };
    let mut heads: Vec<(u8, StringRecord)> = DELIMITERS
        .into_iter()
        .map(|delimiter| (delimiter, head(delimiter)))
        .collect();
    // Stable: of two that stand equally often the comma is taken.
    heads.sort_by_key(|(_, head)| std::cmp::Reverse(head.len()));
    let complete = heads
        .iter()
        .find(|(_, head)| mapping.columns(head, file).is_ok());
    complete
        .or(heads.first())
        .map_or(b',', |(delimiter, _)| *delimiter)
}

/// What a row says that cannot be read at all.
pub(super) fn not_readable(file: &str, passed_over: u64, error: csv::Error) -> anyhow::Error {
    if let csv::ErrorKind::Utf8 { pos, .. } = error.kind() {
        let line = pos.as_ref().map_or(1, csv::Position::line) + passed_over;
        return anyhow!(
            "{file}: the row at line {line} is not UTF-8; say what it is, such as --encoding latin1"
        );
    }
    anyhow::Error::new(error).context(format!("{file}: not readable as CSV"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_line_shows_what_separates_columns() {
        let mapping = Mapping::parse(&[]).unwrap();
        let of = |text: &str| char::from(delimiter(text.as_bytes(), &mapping, "a.csv"));
        assert_eq!(of("id,sku,price\n1;2;3;4;5"), ',');
        assert_eq!(of("id;sku;price\n1;A;1,50"), ';');
        assert_eq!(of("order id;timestamp;sku;price\n"), ';');
        assert_eq!(of("id\tsku\tprice\n"), '\t');
        assert_eq!(of("id|timestamp|sku|price\n"), '|');
        assert_eq!(of("\"a;b;c;d\",id,sku"), ',');
        assert_eq!(of("a, b, c, d, e;id;time;sku;price"), ';');
        assert_eq!(of(""), ',');
    }

    #[test]
    fn a_line_may_tell_what_separates_columns() {
        assert_eq!(separator_line(b"sep=;\r\nid;sku"), (Some(b';'), 7));
        assert_eq!(separator_line(b"SEP=\t\nid"), (Some(b'\t'), 6));
        assert_eq!(separator_line(b"\"sep=;\"\nid"), (Some(b';'), 8));
        assert_eq!(separator_line(b"sep,id\n"), (None, 0));
        assert_eq!(end_of_empty_line(b",,,\r\nid"), Some(5));
        assert_eq!(end_of_empty_line(b"id\n"), None);
        assert_eq!(end_of_empty_line(b""), None);
    }
}
