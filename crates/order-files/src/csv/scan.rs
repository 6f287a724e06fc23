//! Splits CSV text into rows and cells, without copying cells that have no quotes. It gives the same result as the
//! `csv` crate; a test compares the two.

use memchr::{memchr, memchr_iter};

use super::super::words::first_of;

/// How a file's cells are separated.
#[derive(Clone, Copy, Debug)]
pub(super) struct Dialect {
    pub(super) delimiter: u8,
    pub(super) has_quotes: bool,
}

/// Iterates over the rows of a text.
pub(super) struct Scanner<'b> {
    text: &'b str,
    dialect: Dialect,
    at: usize,
    line: u64,
    /// Where the row begins.
    begins: usize,
    row_line: u64,
    cells: Vec<(u32, u32)>,
    /// The text of a row with quotes, after removing them.
    plain: String,
    is_plain: bool,
    /// The line of a quote that the row opens and never closes.
    unclosed: Option<u64>,
}

/// A row's cells.
#[derive(Clone, Copy)]
pub(super) struct Row<'r> {
    text: &'r str,
    cells: &'r [(u32, u32)],
}

impl<'b> Scanner<'b> {
    /// `text` begins with a row, at this line of its file.
    pub(super) fn new(text: &'b str, line: u64, dialect: Dialect) -> Scanner<'b> {
        Scanner {
            text,
            dialect,
            at: 0,
            line,
            begins: 0,
            row_line: line,
            cells: Vec::new(),
            plain: String::new(),
            is_plain: false,
            unclosed: None,
        }
    }

    /// Moves to the next row that is not empty. Returns false at the end.
    pub(super) fn advance(&mut self) -> bool {
        let bytes = self.text.as_bytes();
        while let Some(end @ (b'\r' | b'\n')) = bytes.get(self.at) {
            self.line += u64::from(*end == b'\n');
            self.at += 1;
        }
        (self.begins, self.row_line) = (self.at, self.line);
        if self.at == bytes.len() {
            return false;
        }
        self.cells.clear();
        self.is_plain = false;
        self.unclosed = None;
        loop {
            let start = self.at;
            if self.dialect.has_quotes && bytes.get(start) == Some(&b'"') {
                self.with_quotes();
                return true;
            }
            self.at = self.dialect.end_of_cell(bytes, start);
            self.cells.push((start as u32, self.at as u32));
            if bytes.get(self.at) != Some(&self.dialect.delimiter) {
                return true;
            }
            self.at += 1;
        }
    }

    /// Reads the row again from its beginning, this time removing the quotes.
    fn with_quotes(&mut self) {
        let (text, bytes) = (self.text, self.text.as_bytes());
        self.plain.clear();
        self.cells.clear();
        self.is_plain = true;
        self.at = self.begins;
        loop {
            let start = self.plain.len() as u32;
            let mut at = self.at;
            if bytes.get(at) == Some(&b'"') {
                at += 1;
                self.unclosed = Some(self.line);
                while at < bytes.len() {
                    let end = memchr(b'"', &bytes[at..]).map_or(bytes.len(), |end| at + end);
                    self.plain.push_str(&text[at..end]);
                    self.line += memchr_iter(b'\n', &bytes[at..end]).count() as u64;
                    at = (end + 1).min(bytes.len());
                    if bytes.get(at) != Some(&b'"') {
                        if end < bytes.len() {
                            self.unclosed = None;
                        }
                        break;
                    }
                    self.plain.push('"');
                    at += 1;
                }
            }
            // Text after the closing quote belongs to the cell unchanged.
            self.at = self.dialect.end_of_cell(bytes, at);
            self.plain.push_str(&text[at..self.at]);
            self.cells.push((start, self.plain.len() as u32));
            if bytes.get(self.at) != Some(&self.dialect.delimiter) {
                return;
            }
            self.at += 1;
        }
    }

    pub(super) fn row(&self) -> Row<'_> {
        Row {
            text: if self.is_plain {
                &self.plain
            } else {
                self.text
            },
            cells: &self.cells,
        }
    }

    /// The line where the row begins.
    pub(super) fn row_line(&self) -> u64 {
        self.row_line
    }

    /// The line of a quote in the row that is never closed, so that the rest of the text is in its cell.
    pub(super) fn unclosed(&self) -> Option<u64> {
        self.unclosed
    }

    /// The line where the row ends.
    pub(super) fn next_line(&self) -> u64 {
        self.line
    }

    /// Where the row ends in the text, before its line end.
    pub(super) fn end(&self) -> usize {
        self.at
    }
}

impl<'r> Row<'r> {
    pub(super) fn get(&self, place: usize) -> Option<&'r str> {
        let (start, end) = *self.cells.get(place)?;
        self.text.get(start as usize..end as usize)
    }

    pub(super) fn len(self) -> usize {
        self.cells.len()
    }

    pub(super) fn iter(self) -> impl Iterator<Item = &'r str> + Clone {
        let text = |(start, end): &(u32, u32)| &self.text[*start as usize..*end as usize];
        self.cells.iter().map(text)
    }
}

impl Dialect {
    fn end_of_cell(self, bytes: &[u8], start: usize) -> usize {
        let len = first_of(&bytes[start..], [self.delimiter, b'\n', b'\r']);
        len.map_or(bytes.len(), |len| start + len)
    }

    /// Where the last complete row ends. `bytes` must begin with a row.
    pub(super) fn end_of_rows(self, bytes: &[u8]) -> Option<usize> {
        let ends_row = |byte: &u8| matches!(byte, b'\n' | b'\r');
        let (mut from, mut end) = (0, None);
        loop {
            let next = memchr(b'"', &bytes[from..]).filter(|_| self.has_quotes);
            let quote = next.map_or(bytes.len(), |next| from + next);
            if let Some(last) = bytes[from..quote].iter().rposition(ends_row) {
                end = Some(from + last + 1);
            }
            if quote == bytes.len() {
                return end;
            }
            from = quote + 1;
            // A quote inside a cell is an ordinary character.
            let before = quote.checked_sub(1).map(|before| bytes[before]);
            if before.is_some_and(|before| before != self.delimiter && !ends_row(&before)) {
                continue;
            }
            loop {
                from += memchr(b'"', &bytes[from..]).map_or(bytes.len(), |quote| quote + 1);
                match bytes.get(from) {
                    Some(b'"') => from += 1,
                    Some(_) => break,
                    None => return end,
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rows_of(text: &str, dialect: Dialect) -> Vec<Vec<String>> {
        let mut scanner = Scanner::new(text, 1, dialect);
        let mut rows = Vec::new();
        while scanner.advance() {
            rows.push(scanner.row().iter().map(str::to_owned).collect());
        }
        rows
    }

    fn lines_of(text: &str) -> Vec<u64> {
        let dialect = Dialect {
            delimiter: b',',
            has_quotes: true,
        };
        let mut scanner = Scanner::new(text, 1, dialect);
        let mut lines = Vec::new();
        while scanner.advance() {
            lines.push(scanner.row_line());
        }
        lines
    }

    #[test]
    fn lines_are_counted_as_an_editor_counts_them() {
        assert_eq!(lines_of("a\nb\n"), [1, 2]);
        assert_eq!(lines_of("a\r\nb\r\n\r\nc"), [1, 2, 4]);
        assert_eq!(lines_of("\n\"a\nb\",c\nd"), [2, 4]);
    }

    proptest! {
        #[test]
        fn rows_are_those_of_the_csv_crate(text in "[ab,;\"\"\n\r€]{0,40}", semicolon: bool, has_quotes: bool) {
            let dialect = Dialect { delimiter: if semicolon { b';' } else { b',' }, has_quotes };
            let mut known = csv::ReaderBuilder::new()
                .has_headers(false)
                .flexible(true)
                .delimiter(dialect.delimiter)
                .quoting(has_quotes)
                .from_reader(text.as_bytes());
            let known: Vec<Vec<String>> = known
                .records()
                .map(|row| row.unwrap().iter().map(str::to_owned).collect())
                .collect();
            prop_assert_eq!(&rows_of(&text, dialect), &known);
            // Cutting wherever a block may end gives the same rows.
            for cut in 0..=text.len() {
                if let Some(end) = dialect.end_of_rows(&text.as_bytes()[..cut]) {
                    let (before, after) = text.split_at(end);
                    let parts = [rows_of(before, dialect), rows_of(after, dialect)].concat();
                    prop_assert_eq!(&parts, &known, "cut at {}", end);
                }
            }
        }
    }
}
