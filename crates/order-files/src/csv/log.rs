//! Stores all rows of a command's files until the files are understood. Consecutive rows of an order are never split
//! between pieces.

use super::super::spill::Spill;
use super::apart::Stretches;
use super::encoded::{Cut, Encoded, Kept, Stand};
use super::parse::Parsed;
use super::table::MOST_ROWS;

/// How much is kept in memory, and how much is handled at a time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sizes {
    /// Bytes read from a file at a time.
    pub(super) block: usize,
    /// Bytes of rows before they are written to disk.
    pub(super) rows: usize,
    /// Rows of whole orders that are made orders at a time, about.
    pub(super) together: usize,
    /// Number of order hashes before they are written to disk.
    pub(super) hashes: usize,
    /// Bytes of scattered rows that are joined at a time.
    pub(super) joined: usize,
    /// Bytes of orders that are sorted at a time.
    pub(super) sorted: usize,
}

impl Default for Sizes {
    fn default() -> Sizes {
        Sizes {
            block: 1 << 19,
            rows: 16 << 20,
            // Few enough to stay in the processor's cache.
            together: 128,
            hashes: 1 << 20,
            joined: 1 << 20,
            sorted: 8 << 20,
        }
    }
}

/// All rows, and what is needed to find the orders whose rows are scattered.
pub(super) struct Log {
    pub(super) spill: Spill,
    pub(super) pieces: Vec<Kept>,
    /// The total length of all pieces in bytes.
    pub(super) len: u64,
    pub(super) stretches: Stretches,
    file: u32,
    /// Rows of the file so far.
    rows: u64,
    /// The last run of rows, which the next block may continue.
    carry: Option<Carry>,
}

struct Carry {
    rows: Encoded,
    count: u64,
    id: Option<Box<str>>,
    hash: Option<u64>,
}

impl Log {
    pub(super) fn new(sizes: Sizes) -> Log {
        Log {
            spill: Spill::new(sizes.rows),
            pieces: Vec::new(),
            len: 0,
            stretches: Stretches::new(sizes.hashes, sizes.hashes / 2),
            file: 0,
            rows: 0,
            carry: None,
        }
    }

    /// Adds the next block of the file.
    pub(super) fn add(&mut self, mut block: Parsed) -> anyhow::Result<()> {
        if block.count == 0 {
            return Ok(());
        }
        let (first, last) = (&block.first, &block.last);
        let goes_on = self.carry.as_ref().is_some_and(|carry| {
            let is_one = carry.hash == first.hash || first.says_nothing;
            first.id.is_some() && carry.id == first.id && is_one
        });
        let is_known = goes_on
            && self
                .carry
                .as_ref()
                .is_some_and(|carry| carry.hash == first.hash);
        for hash in &block.hashes[usize::from(is_known)..] {
            self.stretches.add(*hash)?;
        }
        let is_one = last.begins == Cut::default();
        if is_one && !goes_on {
            self.flush()?;
        }
        let stand = |rows, line| Stand {
            file: self.file,
            row: self.rows + rows,
            line,
        };
        let (mut rows, before, hash) = match self.carry.take() {
            Some(carry) => (carry.rows, carry.count, carry.hash),
            None => (Encoded::default(), 0, last.hash),
        };
        let is_long = before > MOST_ROWS;
        let begin = stand(0, block.line);
        let carry = if is_one {
            // No more rows of an order with far too many are kept, and the skipped ones are not counted: later rows
            // follow directly on the kept ones.
            if !is_long {
                rows.stand(begin);
                rows.append(&block.rows);
            }
            Carry {
                rows,
                count: before + block.count,
                id: last.id.clone(),
                hash,
            }
        } else {
            let at = stand(last.rows_before, last.line_before);
            let tail = block.rows.split_off(last.begins, at);
            block.rows.prepend(rows, begin);
            self.keep(block.rows)?;
            Carry {
                rows: tail,
                count: block.count - last.rows_before,
                id: last.id.clone(),
                hash: last.hash,
            }
        };
        self.carry = Some(carry);
        if !(is_one && is_long) {
            self.rows += block.count;
        }
        Ok(())
    }

    /// Ends the file and returns its number of rows.
    pub(super) fn end_file(&mut self) -> anyhow::Result<u64> {
        self.flush()?;
        self.file += 1;
        Ok(std::mem::take(&mut self.rows))
    }

    fn flush(&mut self) -> anyhow::Result<()> {
        match self.carry.take() {
            Some(carry) => self.keep(carry.rows),
            None => Ok(()),
        }
    }

    fn keep(&mut self, rows: Encoded) -> anyhow::Result<()> {
        self.len += rows.len() as u64;
        self.pieces.push(rows.keep(&mut self.spill)?);
        Ok(())
    }
}
