//! Rows as they are kept between the two times they are looked at: what their cells say, without the rest of the file.
//!
//! Numbers and texts stand apart, so that the texts of a whole piece are checked to be UTF-8 in one go.

use domain::{Reason, Rejection};
use packing::{put_varint, take_varint};

use super::super::fields::{Field, OF_LINES, OF_ORDERS};

/// A bit for each place.
pub(super) type Places = u32;
pub(super) const ID: usize = 0;
pub(super) const TIME: usize = 1;
pub(super) const CURRENCY: usize = 2;
pub(super) const VERSION: usize = 3;
pub(super) const STATUS: usize = 4;
/// Where [`OF_ORDERS`] begin.
pub(super) const RARE: usize = 5;
/// Where a line's own cells begin: SKU, name, price, quantity, and [`OF_LINES`].
pub(super) const LINE: usize = RARE + OF_ORDERS.len();
pub(super) const LINE_CELLS: usize = 4 + OF_LINES.len();
pub(super) const PLACES: usize = LINE + LINE_CELLS;
/// All that say something of the order.
pub(super) const OF_ORDER: Places = (1 << LINE) - 1;

/// What a row must say to be more than a further line of the order before it.
pub(super) const SAID: Places = 1 << TIME | 1 << CURRENCY | 1 << VERSION | 1 << STATUS;

/// The fields by place: the order's before the line's, so that a line's cells stand one behind the other.
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
/// No row, but where the next one stands.
const STANDS: u8 = 4;

/// Where a row stands: the file's place in the command, the rows before it there, and the line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Stand {
    pub(super) file: u32,
    pub(super) row: u64,
    pub(super) line: u64,
}

/// Rows one behind the other.
#[derive(Default)]
pub(super) struct Encoded {
    heads: Vec<u8>,
    text: String,
}

/// The end of some rows among others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Cut {
    heads: usize,
    text: usize,
}

impl Encoded {
    pub(super) fn len(&self) -> usize {
        self.heads.len() + self.text.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.heads.is_empty()
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Says where the next row stands, if it is not the one behind the row before.
    pub(super) fn stand(&mut self, at: Stand) {
        self.heads.push(STANDS);
        self.number(u64::from(at.file));
        self.number(at.row);
        self.number(at.line);
    }

    /// Begins a row, `lines` below the one before it. Then come the texts that are given, in the order of their places. `same` are
    /// those of the order that the row before has as well.
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

    /// Takes in the rows of another between two cuts.
    pub(super) fn extend(&mut self, other: &Encoded, from: Cut, to: Cut) {
        self.heads
            .extend_from_slice(&other.heads[from.heads..to.heads]);
        self.text.push_str(&other.text[from.text..to.text]);
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(8 + self.len());
        bytes.extend_from_slice(&(self.heads.len() as u64).to_le_bytes());
        bytes.extend_from_slice(&self.heads);
        bytes.extend_from_slice(self.text.as_bytes());
        bytes
    }

    /// Reads what was written.
    ///
    /// # Errors
    /// When it was something else.
    pub(super) fn from_bytes(mut bytes: Vec<u8>) -> anyhow::Result<Encoded> {
        let broken = || anyhow::anyhow!("the temporary file was changed");
        let len = bytes.first_chunk::<8>().ok_or_else(broken)?;
        let end = 8_usize.saturating_add(u64::from_le_bytes(*len) as usize);
        anyhow::ensure!(end <= bytes.len(), broken());
        let text = String::from_utf8(bytes.split_off(end)).map_err(|_| broken())?;
        bytes.drain(..8);
        Ok(Encoded { heads: bytes, text })
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
            own: (0, 0),
            wrong: None,
        }
    }
}

/// Goes through rows.
pub(super) struct Rows<'e> {
    heads: &'e [u8],
    text: &'e str,
    end: usize,
    next: Stand,
    pub(super) stand: Stand,
    /// The cells that stand in this row, and those that are as in the row before.
    pub(super) given: Places,
    pub(super) same: Places,
    cells: [(usize, usize); PLACES],
    own: (usize, usize),
    wrong: Option<(Reason, &'e str)>,
}

impl<'e> Rows<'e> {
    /// Goes to the next row; false at the end.
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
        self.own.0 = self.end;
        let mut left = self.given;
        while left != 0 {
            let place = left.trailing_zeros() as usize % PLACES;
            left &= left - 1;
            self.cells[place] = self.cell_ahead();
        }
        self.own.1 = self.end;
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

    /// The text of all cells that stand in this row.
    pub(super) fn own(&self) -> &'e str {
        self.text.get(self.own.0..self.own.1).unwrap_or_default()
    }

    /// Where a cell stands in [`own`](Self::own), if it is given.
    pub(super) fn place(&self, place: usize) -> (usize, usize) {
        let (start, end) = self.cells[place];
        (start - self.own.0, end - start)
    }

    pub(super) fn has(&self, place: usize) -> bool {
        (self.given | self.same) & (1 << place) != 0
    }

    /// A cell's text, if there is any.
    pub(super) fn cell(&self, place: usize) -> Option<&'e str> {
        let (start, end) = self.cells[place];
        self.text.get(start..end).filter(|_| self.has(place))
    }

    pub(super) fn wrong(&self) -> Option<Rejection> {
        let (reason, detail) = self.wrong?;
        Some(Rejection::new(reason, detail.to_owned()))
    }

    /// Whether it leaves version, time, currency and status out: it belongs to the row before it, then.
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
        let again = Encoded::from_bytes(rows.into_bytes()).unwrap();
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
            (rows.cell(ID), rows.cell(LINE), rows.own()),
            (Some("7"), Some("CUP"), "CUP")
        );
        assert_eq!(rows.wrong(), Some(wrong));
        assert!(!rows.advance());
    }

    #[test]
    fn what_is_none_of_ours_is_said() {
        for bytes in [&b"short"[..], &[255; 8], &[0, 0, 0, 0, 0, 0, 0, 0, 0xff]] {
            assert!(Encoded::from_bytes(bytes.to_vec()).is_err());
        }
    }
}
