//! How far a shop's lists were read.

use domain::Timestamp;
use serde::{Deserialize, Serialize};

use crate::Cursor;

/// The lists of a shop. The first one leaves the trash out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum List {
    Orders,
    Trash,
    Refunds,
}

/// How far they were read. Times are seconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Read {
    /// The number of this form.
    form: u8,
    /// The list that is read next.
    pub(super) list: List,
    pub(super) orders: Mark,
    pub(super) trash: Mark,
    pub(super) refunds: Mark,
    /// Whether all of them were read to their ends once.
    pub(super) filled: bool,
}

/// How far one of them was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Mark {
    /// All that changed before this second was read.
    pub(super) from: i64,
    /// The second of the newest change that was seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) newest: Option<i64>,
    /// Inside a stretch that has to be counted through, because times do not divide it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) counted: Option<Counted>,
}

/// A place among entries in an order that stays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Counted {
    /// How many were read.
    pub(super) offset: usize,
    /// The last of them. If another one stands there now, an entry before it is gone, and what came behind has moved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) last: Option<u64>,
}

const FORM: u8 = 1;

impl Mark {
    pub(super) fn at(second: i64) -> Mark {
        Mark {
            from: second,
            newest: None,
            counted: None,
        }
    }
}

impl Read {
    pub(super) fn new(since: Timestamp) -> Read {
        let mark = Mark::at(since.millis().div_euclid(1_000));
        Read {
            form: FORM,
            list: List::Orders,
            orders: mark,
            trash: mark,
            refunds: mark,
            filled: false,
        }
    }

    /// What a cursor says; one that this version did not write says nothing.
    pub(super) fn of(cursor: &Cursor) -> Option<Read> {
        let read: Read = serde_json::from_str(cursor.as_str()).ok()?;
        (read.form == FORM).then_some(read)
    }

    pub(super) fn cursor(&self) -> Cursor {
        // Numbers and words always become JSON.
        Cursor::new(serde_json::to_string(self).unwrap_or_default())
    }

    pub(super) fn mark(&mut self) -> &mut Mark {
        match self.list {
            List::Orders => &mut self.orders,
            List::Trash => &mut self.trash,
            List::Refunds => &mut self.refunds,
        }
    }
}
