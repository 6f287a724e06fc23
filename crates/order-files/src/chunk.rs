//! NDJSON lines in pieces of about a megabyte.

use std::io::Read;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Context;
use domain::Rejection;

/// Bytes decoded at a time.
const CHUNK: usize = 1024 * 1024;
/// The longest line accepted, which bounds memory. No order is longer.
const MAX_LINE: usize = 16 * 1024 * 1024;
/// The message for a line longer than that.
pub const TOO_LONG: &str = "a line of more than 16 MiB";

/// A piece of input.
#[derive(Debug, PartialEq, Eq)]
pub enum Chunk {
    /// Whole lines.
    Lines(Vec<u8>),
    /// Lines of orders without versions, each complete as its platform exported it. If we already know an order with
    /// different contents, we cannot tell which one is newer.
    Exported(Vec<u8>),
    /// The beginning of a line that was too long. The rest is skipped.
    TooLong(Vec<u8>),
    /// Orders that are rejected because of their rows. A decoder could not tell that.
    Refused(Vec<Refused>),
}

/// An order from a file, rejected before decoding.
#[derive(Debug, PartialEq, Eq)]
pub struct Refused {
    /// Why.
    pub rejection: Rejection,
    /// Its id, if its rows have one.
    pub id: Option<String>,
    /// The order's body, built from its rows.
    pub body: Vec<u8>,
}

/// Notes on files that are known only after all of them are read.
pub(super) type LateNotes = Arc<Mutex<Vec<String>>>;

/// The pieces of a file, in order.
pub(super) struct Chunks {
    pieces: Box<dyn Iterator<Item = anyhow::Result<Chunk>> + Send>,
    notes: LateNotes,
}

impl Chunks {
    /// A file of lines, read as it is consumed.
    pub(super) fn lines(input: impl Read + Send + 'static) -> Chunks {
        Chunks {
            pieces: Box::new(Lines {
                input,
                carry: Vec::new(),
                passing_over: false,
                ended: false,
            }),
            notes: LateNotes::default(),
        }
    }

    /// Chunks that arrive several at a time.
    pub(super) fn of(
        chunks: impl Iterator<Item = anyhow::Result<Vec<Chunk>>> + Send + 'static,
        notes: LateNotes,
    ) -> Chunks {
        let pieces = chunks.flat_map(|chunks| match chunks {
            Ok(chunks) => chunks.into_iter().map(Ok).collect(),
            Err(error) => vec![Err(error)],
        });
        Chunks {
            pieces: Box::new(pieces),
            notes,
        }
    }

    /// The late notes, once there are no more chunks.
    pub(super) fn take_notes(&self) -> Vec<String> {
        std::mem::take(&mut self.notes.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Iterator for Chunks {
    type Item = anyhow::Result<Chunk>;

    fn next(&mut self) -> Option<anyhow::Result<Chunk>> {
        self.pieces.next()
    }
}

struct Lines<R> {
    input: R,
    /// The beginning of a line whose end has not been read.
    carry: Vec<u8>,
    passing_over: bool,
    ended: bool,
}

impl<R: Read> Lines<R> {
    fn read(&mut self) -> anyhow::Result<Option<Chunk>> {
        while !self.ended {
            let mut chunk = std::mem::take(&mut self.carry);
            let known = chunk.len();
            chunk.reserve_exact(CHUNK);
            let read = (&mut self.input).take(CHUNK as u64).read_to_end(&mut chunk);
            self.ended = read.context("cannot read the file")? == 0;
            if self.passing_over {
                // Inside a line that was too long: continue after its end.
                let Some(end) = memchr::memchr(b'\n', &chunk) else {
                    continue;
                };
                chunk.drain(..=end);
                self.passing_over = false;
            }
            if self.ended {
                return Ok((!chunk.is_empty()).then_some(Chunk::Lines(chunk)));
            }
            let known = known.min(chunk.len());
            match memchr::memrchr(b'\n', &chunk[known..]) {
                Some(end) => {
                    self.carry = chunk.split_off(known + end + 1);
                    return Ok(Some(Chunk::Lines(chunk)));
                }
                None if chunk.len() > MAX_LINE => {
                    self.passing_over = true;
                    chunk.truncate(domain::Reject::MAX_BODY);
                    return Ok(Some(Chunk::TooLong(chunk)));
                }
                None => self.carry = chunk,
            }
        }
        Ok(None)
    }
}

impl<R: Read> Iterator for Lines<R> {
    type Item = anyhow::Result<Chunk>;

    fn next(&mut self) -> Option<anyhow::Result<Chunk>> {
        self.read().transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunks(text: Vec<u8>) -> Vec<Chunk> {
        Chunks::lines(std::io::Cursor::new(text))
            .map(Result::unwrap)
            .collect()
    }

    #[test]
    fn lines_are_never_torn_and_nothing_is_lost() {
        let line = format!("{}\n", "x".repeat(700_000));
        let text = line.repeat(5) + "the last one has no end";
        let mut read = Vec::new();
        let all = chunks(text.clone().into_bytes());
        for (index, chunk) in all.iter().enumerate() {
            let Chunk::Lines(lines) = chunk else {
                panic!("no line is too long")
            };
            assert!(lines.ends_with(b"\n") || index + 1 == all.len());
            read.extend_from_slice(lines);
        }
        assert_eq!(read, text.into_bytes());
        assert_eq!(chunks(Vec::new()), []);
    }

    #[test]
    fn a_line_without_end_costs_no_memory_and_only_itself() {
        let mut text = b"first\n".to_vec();
        text.extend(std::iter::repeat_n(b'x', 40 * 1024 * 1024));
        text.extend_from_slice(b"\nlast\n");
        let all = chunks(text);
        let long: Vec<&Chunk> = all
            .iter()
            .filter(|chunk| matches!(chunk, Chunk::TooLong(_)))
            .collect();
        assert_eq!(long.len(), 1);
        assert_eq!(all.first(), Some(&Chunk::Lines(b"first\n".to_vec())));
        let Some(Chunk::Lines(last)) = all.last() else {
            panic!("the last line is whole")
        };
        assert!(last.ends_with(b"last\n") && last.len() < 10);
    }
}
