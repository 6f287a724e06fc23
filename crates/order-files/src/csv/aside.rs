//! The rows of orders whose rows stand apart, by parts of all orders that fit into memory.

use std::sync::Arc;

use super::super::spill::{Extent, Spill};
use super::apart::Apart;
use super::encoded::{Encoded, PLACES, Rows, Stand};
use super::log::Log;
use super::table::{CsvFile, Table};

/// How many rows of a share are written at a time, in bytes.
const BUFFER: usize = 4 * 1024;
/// More shares would take too much memory for what waits to be written.
const MOST_SHARES: u64 = 4096;

/// All rows of some orders.
pub(super) struct Shares {
    pub(super) spill: Spill,
    pub(super) shares: Vec<Vec<Extent>>,
}

#[derive(Default)]
struct Share {
    rows: Encoded,
    /// Where a row would stand that follows the last one.
    next: Option<Stand>,
    extents: Vec<Extent>,
}

impl Share {
    fn add(&mut self, row: &Rows<'_>) {
        let follows = |next: &Stand| (next.file, next.row) == (row.stand.file, row.stand.row);
        let line = match self.next.filter(follows) {
            Some(next) => next.line,
            None => {
                self.rows.stand(row.stand);
                row.stand.line
            }
        };
        let given = row.given | row.same;
        self.rows
            .row(row.stand.line - line, given, 0, row.wrong().as_ref());
        for text in (0..PLACES).filter_map(|place| row.cell(place)) {
            self.rows.cell(text);
        }
        self.next = Some(Stand {
            row: row.stand.row + 1,
            ..row.stand
        });
    }

    fn write(&mut self, spill: &mut Spill) -> anyhow::Result<()> {
        if !self.rows.is_empty() {
            let rows = std::mem::take(&mut self.rows);
            self.extents.push(spill.keep(rows.into_bytes())?);
            self.next = None;
        }
        Ok(())
    }
}

impl Shares {
    /// Goes through a log, and copies the rows of orders whose rows stand apart. A share has about as many bytes as are told.
    pub(super) fn of(
        log: &mut Log,
        files: &Arc<[CsvFile]>,
        apart: &Apart,
        size: usize,
    ) -> anyhow::Result<Shares> {
        let mut spill = Spill::new(size);
        let count = (log.len / size as u64 + 1).min(MOST_SHARES);
        let mut shares: Vec<Share> = Vec::new();
        shares.resize_with(count as usize, Share::default);
        for piece in &log.pieces {
            let piece = Encoded::from_bytes(log.spill.read(piece)?)?;
            let mut table = Table::new(Arc::clone(files), false);
            let (mut rows, mut parts) = (piece.rows(), Vec::new());
            while rows.advance() {
                parts.push(table.add(&rows));
            }
            let hashes = table.parts.iter().map(|part| table.hash(part));
            let hashes: Vec<Option<u64>> = hashes.collect();
            let mut rows = piece.rows();
            for part in parts {
                rows.advance();
                let hash = match (hashes[part as usize], apart) {
                    (Some(hash), apart) if apart.has(hash) => hash,
                    // Where all are gathered, a row without an id may be in any share.
                    (None, Apart::All) => rows.stand.row,
                    _ => continue,
                };
                let share = &mut shares[(hash % count) as usize];
                share.add(&rows);
                if share.rows.len() >= BUFFER {
                    share.write(&mut spill)?;
                }
            }
        }
        for share in &mut shares {
            share.write(&mut spill)?;
        }
        let shares = shares.into_iter().map(|share| share.extents);
        Ok(Shares {
            spill,
            shares: shares.filter(|extents| !extents.is_empty()).collect(),
        })
    }
}
