//! The beginning of a CSV file: its encoding, what separates its columns, and its head line.

use std::io::{BufReader, Cursor, Read};

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use anyhow::{Context, anyhow};
use csv::StringRecord;
use encoding_rs::{Encoding, UTF_8};
use encoding_rs_io::DecodeReaderBytesBuilder;
use presets::exports::Export;

use super::super::columns::Mapping;
use super::super::encoding::Guessed;
use super::super::exports::Found;
use super::super::input::Input;
use super::scan::Dialect;

/// How many bytes are searched for the separator and the head line.
const START: u64 = 64 * 1024;
/// How many lines may precede the head line of a platform's export.
const BEFORE_HEAD: usize = 30;
/// Column separators: the comma, what spreadsheets write if the comma is the decimal sign, and what databases write.
const DELIMITERS: [u8; 4] = *b",;\t|";

/// What the arguments say about the files.
pub(super) struct Wanted {
    pub(super) mapping: Mapping,
    pub(super) preset: Preset,
    pub(super) delimiter: Option<u8>,
    pub(super) encoding: Option<&'static Encoding>,
}

/// Where the files come from.
#[derive(Clone, Copy)]
pub(super) enum Preset {
    /// The platform whose head line matches.
    Found,
    /// No platform: item lines.
    Own,
    Told(&'static Export),
}

impl Preset {
    /// The preset with this name.
    pub(super) fn told(name: &str) -> anyhow::Result<Preset> {
        if name == "none" {
            return Ok(Preset::Own);
        }
        let export = Export::from_name(&name.to_ascii_lowercase());
        export.map(Preset::Told).with_context(|| {
            let known: Vec<&str> = Export::all().iter().map(|export| export.name).collect();
            format!(
                "preset: `{name}` is unknown; there are: {}, none",
                known.join(", ")
            )
        })
    }
}

/// A file from its head line onwards.
pub(super) enum Content {
    /// Item lines.
    Own(Box<dyn Read + Send>),
    /// A platform's export. The head line is already read.
    Export(Box<csv::Reader<Box<dyn Read + Send>>>, Found),
}

/// A file, and how to read it.
pub(super) struct Layout {
    pub(super) content: Content,
    pub(super) dialect: Dialect,
    /// Lines before the head line.
    pub(super) passed_over: u64,
    /// Set during reading if the file turns out not to be UTF-8 and no encoding was named.
    pub(super) is_windows: Option<Arc<AtomicBool>>,
}

pub(super) fn open(input: Input, wanted: &Wanted) -> anyhow::Result<Layout> {
    let file = input.name();
    let cannot_read = || format!("cannot read {file}");
    let may_guess = wanted.encoding.is_none() && input.utf16().is_none() && !input.has_mark();
    let encoding = input.utf16().or(wanted.encoding).unwrap_or(UTF_8);
    // UTF-8 is not decoded, so that invalid bytes are found and reported. A replacement character in a SKU would turn
    // it into another item.
    let decoded = DecodeReaderBytesBuilder::new()
        .encoding((encoding != UTF_8).then_some(encoding))
        .bom_override(true)
        .utf8_passthru(true)
        .strip_bom(true)
        .build(input);
    let (mut decoded, is_windows): (Box<dyn Read + Send>, _) = match may_guess {
        true => {
            let (guessed, is_windows) = Guessed::new(decoded);
            (Box::new(guessed), Some(is_windows))
        }
        false => (Box::new(decoded), None),
    };
    // The decoder may return very little at a time: the first read may give three bytes.
    let mut start = Vec::new();
    let begun = (&mut decoded).take(START).read_to_end(&mut start);
    begun.with_context(cannot_read)?;
    let (told, mut begins) = separator_line(&start);
    let mut passed_over = u64::from(begins > 0);
    while let Some(end) = end_of_empty_line(&start[begins..]) {
        begins += end;
        passed_over += 1;
    }
    let mut start = start.split_off(begins);
    let told = wanted.delimiter.or(told);
    let export = find_export(&start, wanted, told).map_err(|what| anyhow!("{file}: {what}"))?;
    let delimiter = match (&export, told) {
        (Some(export), _) => export.delimiter,
        (None, Some(told)) => told,
        (None, None) => delimiter(&start, &wanted.mapping, &file),
    };
    let mut has_quotes = true;
    if let Some(export) = &export {
        start = start.split_off(export.begins);
        passed_over += export.lines;
        // If only tabs separate the columns, a `"` may be an inch sign and opens no quotes.
        has_quotes = export.found.export.has_quotes || delimiter != b'\t';
    }
    let whole: Box<dyn Read + Send> = Box::new(Cursor::new(start).chain(BufReader::new(decoded)));
    let content = match export {
        None => Content::Own(whole),
        Some(export) => {
            let mut rows = csv::ReaderBuilder::new()
                .flexible(true)
                .delimiter(delimiter)
                .quoting(has_quotes)
                .from_reader(whole);
            rows.headers()
                .map_err(|error| not_readable(&file, passed_over, error))?;
            Content::Export(Box::new(rows), export.found)
        }
    };
    Ok(Layout {
        content,
        dialect: Dialect {
            delimiter,
            has_quotes,
        },
        passed_over,
        is_windows,
    })
}

/// The head line of a platform's export.
struct ExportHead {
    found: Found,
    delimiter: u8,
    /// Its byte offset, and the number of lines before it.
    begins: usize,
    lines: u64,
}

/// Looks for the head line of an export. Other lines may precede it, and any separator is possible.
fn find_export(
    start: &[u8],
    wanted: &Wanted,
    told: Option<u8>,
) -> Result<Option<ExportHead>, String> {
    let is_own = match wanted.preset {
        Preset::Own => true,
        Preset::Found => wanted.mapping.is_whole(),
        Preset::Told(_) => false,
    };
    if is_own {
        return Ok(None);
    }
    let delimiters = told.map_or(DELIMITERS.to_vec(), |told| vec![told]);
    let mut why = None;
    for delimiter in delimiters {
        let mut rows = csv::ReaderBuilder::new()
            .flexible(true)
            .has_headers(false)
            .delimiter(delimiter)
            .from_reader(start);
        for row in rows.records().take(BEFORE_HEAD).map_while(Result::ok) {
            let export = match wanted.preset {
                Preset::Told(export) => Some(export),
                _ => Export::of_titles(row.iter()),
            };
            let Some(export) = export else { continue };
            let is_told = matches!(wanted.preset, Preset::Told(_));
            let position = row.position();
            match Found::new(export, &row, wanted.mapping.of_exports(), is_told) {
                Ok(found) => {
                    return Ok(Some(ExportHead {
                        found,
                        delimiter,
                        begins: position.map_or(0, |at| at.byte() as usize),
                        lines: position.map_or(0, |at| at.line() - 1),
                    }));
                }
                Err(what) => {
                    let titles = row.iter().collect::<Vec<_>>().join(", ");
                    // Of the head lines that do not match, the longest one explains best what is missing.
                    let is_better = why.as_ref().is_none_or(|(len, _)| row.len() > *len);
                    if is_better {
                        why = Some((row.len(), format!("{what}; the file has: {titles}")));
                    }
                }
            }
        }
    }
    match (wanted.preset, why) {
        (Preset::Told(_), None) => Err("it is empty".to_owned()),
        (_, Some((_, what))) => Err(what),
        (_, None) => Ok(None),
    }
}

fn reader(delimiter: u8, from: &[u8]) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(from)
}

/// The separator given in the first line, in the form that spreadsheets read and write (`sep=;`), and where the next
/// line begins.
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

/// The length of an empty line, which may contain separators and quotes. `None` if the line is not empty or does not
/// end here.
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

/// The separator that occurs most often in the head line, unless only another one yields the needed columns.
fn delimiter(start: &[u8], mapping: &Mapping, file: &str) -> u8 {
    let head = |delimiter| -> StringRecord {
        let head = reader(delimiter, start).headers().cloned();
        head.unwrap_or_default()
    };
    let mut heads: Vec<(u8, StringRecord)> = DELIMITERS
        .into_iter()
        .map(|delimiter| (delimiter, head(delimiter)))
        .collect();
    // The sort is stable: the comma wins a tie.
    heads.sort_by_key(|(_, head)| std::cmp::Reverse(head.len()));
    let complete = heads
        .iter()
        .find(|(_, head)| mapping.columns(head, file).is_ok());
    complete
        .or(heads.first())
        .map_or(b',', |(delimiter, _)| *delimiter)
}

/// Explains why a row cannot be read at all.
pub(super) fn not_readable(file: &str, passed_over: u64, error: csv::Error) -> anyhow::Error {
    if let csv::ErrorKind::Utf8 { pos, .. } = error.kind() {
        let line = pos.as_ref().map_or(1, csv::Position::line) + passed_over;
        return anyhow!(
            "{file}: the row at line {line} is not UTF-8; name its encoding, such as --encoding latin1"
        );
    }
    anyhow::Error::new(error).context(format!("{file}: cannot be read as CSV"))
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
