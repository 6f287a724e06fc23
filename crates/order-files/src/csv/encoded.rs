//! Rows as they are stored between the first and the second pass: only the cells that are needed.
//!
//! Numbers and texts are stored separately, so that the texts of a whole piece are checked for UTF-8 at once.

use anyhow::Context;
use domain::{Reason, Rejection};
use packing::{put_varint, take_varint};

use super::super::fields::{Field, OF_LINES, OF_ORDERS};
use super::super::spill::{Extent, Spill};

/// One bit per place.
pub(super) type Places = u32;
pub(super) const ID: usize = 0;
pub(super) const TIME: usize = 1;
pub(super) const CURRENCY: usize = 2;
pub(super) const VERSION: usize = 3;
pub(super) const STATUS: usize = 4;
/// The first place of [`OF_ORDERS`].
pub(super) const RARE: usize = 5;
/// The first of a line's own cells: SKU, name, price, quantity, and [`OF_LINES`].
pub(super) const LINE: usize = RARE + OF_ORDERS.len();
pub(super) const LINE_CELLS: usize = 4 + OF_LINES.len();
pub(super) const PLACES: usize = LINE + LINE_CELLS;
/// All places that describe the order.
pub(super) const OF_ORDER: Places = (1 << LINE) - 1;

/// A row without any of these is a further line of the order in the row before.
pub(super) const SAID: Places = 1 << TIME | 1 << CURRENCY | 1 << VERSION | 1 << STATUS;

/// The fields by place. The order's fields come before the line's, so that a line's cells are contiguous.
pub(super) const FIELDS: [Field; PLACES] = {
    let mut fields = [Field::Id; PLACES];
    fields[TIME] = Field::Timestamp;
    fields[CURRENCY] = Field::Currency;
    fields[VERSION] = Field::Version;
    fields[STATUS] = Field::Status;
    let mut at = 0;
    while at < OF_ORDERS.len() {
        fields[RARE + at] = OF_ORDERS[at];
        at += 1;
    }
    fields[LINE] = Field::Sku;
    fields[LINE + 1] = Field::Name;
    fields[LINE + 2] = Field::Price;
    fields[LINE + 3] = Field::Quantity;
    at = 0;
    while at < OF_LINES.len() {
        fields[LINE + 4 + at] = OF_LINES[at];
        at += 1;
    }
    fields
};

const HAS_WRONG: u8 = 1;
const HAS_SAME: u8 = 2;
/// Marks the position of the next row rather than a row.
const STANDS: u8 = 4;

/// A row's position: the file's index in the command, the number of rows before it in that file, and the line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Stand {
    pub(super) file: u32,
    pub(super) row: u64,
    pub(super) line: u64,
}

/// A sequence of rows.
#[derive(Default)]
pub(super) struct Encoded {
    heads: Vec<u8>,
    text: String,
}

/// Where a sequence of rows is stored.
#[derive(Clone)]
pub(super) struct Kept {
    heads: Extent,
    text: Extent,
}

/// A boundary between rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Cut {
    heads: usize,
    text: usize,
}

impl Encoded {
    /// No rows yet, with room for what comes from so many bytes of a file: memory that is left over is never touched, but
    /// memory that has to grow is copied into new one.
    pub(super) fn with_room(size: usize) -> Encoded {
        Encoded {
            heads: Vec::with_capacity(size / 4),
            text: String::with_capacity(size),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.heads.len() + self.text.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.heads.is_empty()
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Records the position of the next row, if it does not directly follow the previous one.
    pub(super) fn stand(&mut self, at: Stand) {
        self.heads.push(STANDS);
        self.number(u64::from(at.file));
        self.number(at.row);
        self.number(at.line);
    }

    /// Begins a row, `lines` below the previous one. The `given` texts must follow, in the order of their places.
    /// `same` marks the order's cells that repeat the previous row's.
    pub(super) fn row(
        &mut self,
        lines: u64,
        given: Places,
        same: Places,
        wrong: Option<&Rejection>,
    ) {
        let has_wrong = if wrong.is_some() { HAS_WRONG } else { 0 };
        let has_same = if same == 0 { 0 } else { HAS_SAME };
        self.heads.push(has_wrong | has_same);
        self.number(lines);
        self.number(u64::from(given));
        if same != 0 {
            self.number(u64::from(same));
        }
        if let Some(wrong) = wrong {
            let place = Reason::ALL.iter().position(|it| *it == wrong.reason);
            self.number(place.unwrap_or_default() as u64);
            self.cell(&wrong.detail);
        }
    }

    pub(super) fn cell(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.text.push_str(text);
    }

    fn number(&mut self, number: u64) {
        put_varint(&mut self.heads, number);
    }

    pub(super) fn cut(&self) -> Cut {
        Cut {
            heads: self.heads.len(),
            text: self.text.len(),
        }
    }

    /// Appends all rows of another instance, which must begin with their position.
    pub(super) fn append(&mut self, other: &Encoded) {
        self.heads.extend_from_slice(&other.heads);
        self.text.push_str(&other.text);
    }

    /// Inserts the rows of another instance before these, and the position of these in between.
    pub(super) fn prepend(&mut self, mut before: Encoded, at: Stand) {
        before.stand(at);
        self.heads.splice(..0, before.heads);
        self.text.insert_str(0, &before.text);
    }

    /// Removes and returns the rows from a cut on, where they are at this position.
    pub(super) fn split_off(&mut self, cut: Cut, at: Stand) -> Encoded {
        let mut tail = Encoded::default();
        tail.stand(at);
        tail.heads.extend(self.heads.drain(cut.heads..));
        tail.text = self.text.split_off(cut.text);
        tail
    }

    /// Stores the rows.
    ///
    /// # Errors
    /// If they cannot be written to disk.
    pub(super) fn keep(self, spill: &mut Spill) -> anyhow::Result<Kept> {
        Ok(Kept {
            heads: spill.keep(self.heads)?,
            text: spill.keep(self.text.into_bytes())?,
        })
    }

    /// Reads what `keep` stored.
    ///
    /// # Errors
    /// If the temporary file cannot be read, or holds something else.
    pub(super) fn of(kept: Kept, spill: &mut Spill) -> anyhow::Result<Encoded> {
        let heads = spill.read(kept.heads)?;
        let text = String::from_utf8(spill.read(kept.text)?);
        let text = text.context("the temporary file was changed")?;
        Ok(Encoded { heads, text })
    }

    pub(super) fn rows(&self) -> Rows<'_> {
        Rows {
            heads: &self.heads,
            text: &self.text,
            end: 0,
            next: Stand::default(),
            stand: Stand::default(),
            given: 0,
            same: 0,
            cells: [(0, 0); PLACES],
            wrong: None,
        }
    }
}

/// Iterates over rows.
pub(super) struct Rows<'e> {
    heads: &'e [u8],
    text: &'e str,
    end: usize,
    next: Stand,
    pub(super) stand: Stand,
    /// The cells written in this row, and those that repeat the previous row's.
    pub(super) given: Places,
    pub(super) same: Places,
    cells: [(usize, usize); PLACES],
    wrong: Option<(Reason, &'e str)>,
}

impl<'e> Rows<'e> {
    /// Moves to the next row. Returns false at the end.
    pub(super) fn advance(&mut self) -> bool {
        let Some((mut flags, rest)) = self.heads.split_first() else {
            return false;
        };
        self.heads = rest;
        while *flags == STANDS {
            self.next = Stand {
                file: self.number() as u32,
                row: self.number(),
                line: self.number(),
            };
            let Some((next, rest)) = self.heads.split_first() else {
                return false;
            };
            (flags, self.heads) = (next, rest);
        }
        self.next.line += self.number();
        self.stand = self.next;
        self.next.row += 1;
        self.given = self.number() as Places;
        self.same = match flags & HAS_SAME {
            0 => 0,
            _ => self.number() as Places,
        };
        self.wrong = match flags & HAS_WRONG {
            0 => None,
            _ => {
                let reason = Reason::ALL.get(self.number() as usize).copied();
                let (start, end) = self.cell_ahead();
                let detail = self.text.get(start..end).unwrap_or_default();
                reason.map(|reason| (reason, detail))
            }
        };
        let mut left = self.given;
        while left != 0 {
            let place = left.trailing_zeros() as usize % PLACES;
            left &= left - 1;
            self.cells[place] = self.cell_ahead();
        }
        true
    }

    fn cell_ahead(&mut self) -> (usize, usize) {
        let start = self.end;
        self.end += self.number() as usize;
        (start, self.end)
    }

    fn number(&mut self) -> u64 {
        take_varint(&mut self.heads).unwrap_or_default()
    }

    /// Where a cell is in the text of all rows, if the row has it.
    pub(super) fn span(&self, place: usize) -> (usize, usize) {
        self.cells[place]
    }

    pub(super) fn has(&self, place: usize) -> bool {
        (self.given | self.same) & (1 << place) != 0
    }

    /// A cell's text, if it has any.
    pub(super) fn cell(&self, place: usize) -> Option<&'e str> {
        let (start, end) = self.cells[place];
        self.text.get(start..end).filter(|_| self.has(place))
    }

    pub(super) fn wrong(&self) -> Option<Rejection> {
        let (reason, detail) = self.wrong?;
        Some(Rejection::new(reason, detail.to_owned()))
    }

    /// Whether version, time, currency and status are all missing. Such a row belongs to the row before it.
    pub(super) fn says_nothing_of_the_order(&self) -> bool {
        (self.given | self.same) & SAID == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_back_as_they_were() {
        let mut rows = Encoded::default();
        let at = Stand {
            file: 3,
            row: 300,
            line: 70_000,
        };
        rows.stand(at);
        rows.row(0, 1 << ID | 1 << LINE, 0, None);
        rows.cell("7");
        rows.cell("TEA");
        let wrong = Rejection::new(Reason::MalformedRow, "too wide".to_owned());
        rows.row(2, 1 << LINE, 1 << ID, Some(&wrong));
        rows.cell("CUP");
        let mut spill = Spill::new(0);
        let kept = rows.keep(&mut spill).unwrap();
        let again = Encoded::of(kept, &mut spill).unwrap();
        let mut rows = again.rows();
        assert!(rows.advance());
        assert_eq!(
            (rows.stand, rows.cell(ID), rows.cell(LINE)),
            (at, Some("7"), Some("TEA"))
        );
        assert_eq!((rows.wrong(), rows.cell(TIME)), (None, None));
        assert!(rows.advance());
        assert_eq!(
            rows.stand,
            Stand {
                file: 3,
                row: 301,
                line: 70_002
            }
        );
        assert_eq!(
            (rows.cell(ID), rows.cell(LINE), rows.span(LINE)),
            (Some("7"), Some("CUP"), (12, 15))
        );
        assert_eq!(rows.wrong(), Some(wrong));
        assert!(!rows.advance());
    }

    #[test]
    fn what_is_none_of_ours_is_said() {
        let mut spill = Spill::new(9);
        let mut keep = |bytes: &[u8]| spill.keep(bytes.to_vec()).unwrap();
        let (heads, text) = (keep(b""), keep(&[0xff]));
        assert!(Encoded::of(Kept { heads, text }, &mut spill).is_err());
    }
}
