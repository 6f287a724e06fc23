//! NDJSON lines in pieces of about a megabyte.

use std::io::{self, Read};
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
    pub(super) fn lines(name: String, input: impl Read + Send + 'static, spare: Spare) -> Chunks {
        Chunks {
            pieces: Box::new(Lines {
                name,
                input,
                spare,
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

/// The memory of consumed chunks, to be used again: new memory costs the system as much time as reading the file into it.
#[derive(Clone, Debug, Default)]
pub struct Spare(Arc<Mutex<Lent>>);

#[derive(Debug, Default)]
struct Lent {
    /// How many chunks have such memory and have not given it back.
    count: usize,
    spare: Vec<Vec<u8>>,
}

impl Spare {
    /// Memory for a chunk, with any content.
    pub(super) fn take(&self) -> Vec<u8> {
        let mut lent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        lent.count += 1;
        lent.spare.pop().unwrap_or_default()
    }

    /// Gives a chunk's memory back. It is freed if it is of another kind of chunk or if a long line made it large, which
    /// bounds what is kept.
    pub fn give(&self, chunk: Vec<u8>) {
        let mut lent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if lent.count > 0 {
            lent.count -= 1;
            if chunk.capacity() <= 2 * CHUNK {
                lent.spare.push(chunk);
            }
        }
    }
}

struct Lines<R> {
    /// The file's, for errors.
    name: String,
    input: R,
    spare: Spare,
    /// The beginning of a line whose end has not been read.
    carry: Vec<u8>,
    passing_over: bool,
    ended: bool,
}

impl<R: Read> Lines<R> {
    fn read(&mut self) -> anyhow::Result<Option<Chunk>> {
        while !self.ended {
            let (mut chunk, known) = (self.spare.take(), self.carry.len());
            let len = (known + CHUNK / 2).next_multiple_of(CHUNK);
            let read = fill(&mut self.input, &mut self.carry, &mut chunk, len);
            let read = read.with_context(|| format!("cannot read {}", self.name))?;
            self.ended = read == 0;
            if self.passing_over {
                // Inside a line that was too long: continue after its end.
                let Some(end) = memchr::memchr(b'\n', &chunk) else {
                    self.spare.give(chunk);
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
                    let end = known + end + 1;
                    self.carry.extend_from_slice(&chunk[end..]);
                    chunk.truncate(end);
                    return Ok(Some(Chunk::Lines(chunk)));
                }
                None if chunk.len() > MAX_LINE => {
                    self.passing_over = true;
                    chunk.truncate(domain::Reject::MAX_BODY);
                    return Ok(Some(Chunk::TooLong(chunk)));
                }
                None => self.spare.give(std::mem::replace(&mut self.carry, chunk)),
            }
        }
        Ok(None)
    }
}

/// Fills a chunk up to a length with what was carried and what follows it. Returns how many bytes were read.
pub(super) fn fill(
    input: &mut impl Read,
    carry: &mut Vec<u8>,
    chunk: &mut Vec<u8>,
    len: usize,
) -> io::Result<usize> {
    let known = carry.len();
    // Memory that was used before is full: little of it has to be set to 0.
    chunk.resize(len, 0);
    chunk[..known].copy_from_slice(carry);
    carry.clear();
    let mut end = known;
    while end < chunk.len() {
        match input.read(&mut chunk[end..]) {
            Ok(0) => break,
            Ok(read) => end += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    chunk.truncate(end);
    Ok(end - known)
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
        Chunks::lines("a file".into(), io::Cursor::new(text), Spare::default())
            .map(Result::unwrap)
            .collect()
    }

    /// Lines of all lengths up to some chunks, in memory of earlier chunks.
    #[test]
    fn memory_that_is_used_again_brings_back_nothing() {
        let lens = (0..20_usize).map(|number| number.pow(4) * 7_919 % 700_000 + number * 100_000);
        let lines = lens.zip((b'a'..=b'z').cycle());
        let text: Vec<Vec<u8>> = lines
            .map(|(len, letter)| [vec![letter; len], b"\n".to_vec()].concat())
            .collect();
        let (text, spare) = (text.concat(), Spare::default());
        let (mut read, mut most) = (Vec::new(), 0);
        for chunk in Chunks::lines(
            "a file".into(),
            io::Cursor::new(text.clone()),
            spare.clone(),
        ) {
            let Chunk::Lines(lines) = chunk.unwrap() else {
                panic!("no line is too long")
            };
            read.extend_from_slice(&lines);
            spare.give(lines);
            most = most.max(spare.0.lock().unwrap().spare.len());
        }
        assert!(read == text);
        assert!((1..4).contains(&most), "{most}");
        spare.give(vec![0; CHUNK]);
        spare.give(vec![0; CHUNK]);
        let kept = spare.0.lock().unwrap().spare.len();
        assert!(kept <= most + 1, "what was not taken is not kept: {kept}");
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
