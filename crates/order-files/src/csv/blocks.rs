//! The text of a CSV file in blocks of whole rows.

use std::io::Read;

use anyhow::{Context, anyhow, bail};

use super::super::chunk::{Spare, fill};
use super::scan::{Dialect, Scanner};

/// The longest row accepted, in bytes. A quote that is never closed would otherwise swallow the rest of the file.
const MAX_ROW: usize = 16 * 1024 * 1024;

/// Whole rows, and the line where they begin.
pub(super) struct Block {
    pub(super) text: Vec<u8>,
    pub(super) line: u64,
}

/// A file from its head line onwards.
pub(super) struct Blocks {
    input: Box<dyn Read + Send>,
    file: String,
    dialect: Dialect,
    size: usize,
    line: u64,
    /// The beginning of a row whose end has not been read yet.
    carry: Vec<u8>,
    ended: bool,
    /// Memory of blocks that are done with.
    spare: Spare,
}

impl Blocks {
    /// `line` is where the input begins in its file; `size` is how many bytes are read at a time.
    pub(super) fn new(
        input: Box<dyn Read + Send>,
        file: String,
        dialect: Dialect,
        size: usize,
        line: u64,
        spare: Spare,
    ) -> Blocks {
        Blocks {
            input,
            file,
            dialect,
            size,
            line,
            carry: Vec::new(),
            ended: false,
            spare,
        }
    }

    fn read(&mut self) -> anyhow::Result<Option<Block>> {
        while !self.ended {
            let mut text = self.spare.take();
            let len = self.carry.len() + self.size;
            let read = fill(&mut self.input, &mut self.carry, &mut text, len);
            self.ended =
                read.with_context(|| format!("{}: cannot be read as CSV", self.file))? == 0;
            let end = match self.ended {
                true => Some(text.len()),
                false => self.dialect.end_of_rows(&text),
            };
            match end {
                Some(0) => {}
                Some(end) => {
                    self.carry.extend_from_slice(&text[end..]);
                    text.truncate(end);
                    let lines = memchr::memchr_iter(b'\n', &text).count() as u64;
                    let line = self.line;
                    self.line += lines;
                    return Ok(Some(Block { text, line }));
                }
                None if text.len() > MAX_ROW => {
                    let (file, line) = (&self.file, self.line);
                    bail!(
                        "{file}: the row at line {line} is longer than 16 MiB; is a quote in it not closed?"
                    );
                }
                None => self.spare.give(std::mem::replace(&mut self.carry, text)),
            }
        }
        Ok(None)
    }
}

impl Iterator for Blocks {
    type Item = anyhow::Result<Block>;

    fn next(&mut self) -> Option<anyhow::Result<Block>> {
        self.read().transpose()
    }
}

impl Block {
    /// The block's text.
    ///
    /// # Errors
    /// If it is not UTF-8. The message names the row.
    pub(super) fn text(&self, file: &str, dialect: Dialect) -> anyhow::Result<&str> {
        simdutf8::compat::from_utf8(&self.text).map_err(|error| {
            let mut good = String::from_utf8_lossy(&self.text[..error.valid_up_to()]).into_owned();
            good.push('?');
            let mut rows = Scanner::new(&good, self.line, dialect);
            while rows.advance() && rows.end() < good.len() {}
            let line = rows.row_line();
            anyhow!(
                "{file}: the row at line {line} is not UTF-8; name its encoding, such as --encoding latin1"
            )
        })
    }
}
