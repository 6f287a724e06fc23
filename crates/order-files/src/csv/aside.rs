//! The rows of orders whose rows are scattered, split into shares of the orders so that each share fits in memory.

use super::super::spill::Spill;
use super::apart::Apart;
use super::encoded::{Encoded, Kept, PLACES, Rows, Stand};
use super::log::Log;
use super::table::{CsvFile, Table};

/// Bytes of a share that are buffered before they are written.
const BUFFER: usize = 4 * 1024;
/// More shares would need too much memory for their buffers.
const MOST_SHARES: u64 = 4096;

/// All rows of the scattered orders.
pub(super) struct Shares {
    pub(super) spill: Spill,
    pub(super) shares: Vec<Vec<Kept>>,
}

#[derive(Default)]
struct Share {
    rows: Encoded,
    /// The position of a row that would directly follow the last one.
    next: Option<Stand>,
    kept: Vec<Kept>,
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
            self.kept.push(rows.keep(spill)?);
            self.next = None;
        }
        Ok(())
    }
}

impl Shares {
    /// Reads a log and copies the rows of scattered orders. Each share has about `size` bytes.
    pub(super) fn of(
        log: &mut Log,
        files: &[CsvFile],
        apart: &Apart,
        size: usize,
    ) -> anyhow::Result<Shares> {
        let mut spill = Spill::new(size);
        let count = (log.len / size as u64 + 1).min(MOST_SHARES);
        let mut shares: Vec<Share> = Vec::new();
        shares.resize_with(count as usize, Share::default);
        for piece in &log.pieces {
            let piece = Encoded::of(piece.clone(), &mut log.spill)?;
            let mut table = Table::new(files, piece.text(), false);
            let (mut rows, mut hash) = (piece.rows(), None);
            while rows.advance() {
                if table.begins(&rows) {
                    table.clear();
                    table.add(&rows);
                    hash = table.parts[0].hash();
                } else {
                    table.add(&rows);
                }
                let hash = match (hash, apart) {
                    (Some(hash), apart) if apart.has(hash) => hash,
                    // When all orders are gathered, a row without an id can go to any share.
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
        let shares = shares.into_iter().map(|share| share.kept);
        Ok(Shares {
            spill,
            shares: shares.filter(|kept| !kept.is_empty()).collect(),
        })
    }
}
