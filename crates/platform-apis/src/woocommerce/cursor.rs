//! How far a shop's lists have been read.

use domain::Timestamp;
use serde::{Deserialize, Serialize};

use crate::Cursor;

/// The lists of a shop. The first one excludes the trash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum List {
    Orders,
    Trash,
    Refunds,
}

/// How far the lists have been read. Times are seconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Read {
    /// The version of this format.
    form: u8,
    /// The list to read next.
    pub(super) list: List,
    pub(super) orders: Mark,
    pub(super) trash: Mark,
    pub(super) refunds: Mark,
    /// Whether each list has been read to its end once.
    pub(super) filled: bool,
}

/// How far a list has been read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Mark {
    /// Everything that changed before this second is read.
    pub(super) from: i64,
    /// The second of the newest change seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) newest: Option<i64>,
    /// The position within a stretch that has to be read by count, because times cannot divide it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) counted: Option<Counted>,
}

/// A position among entries whose order does not change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Counted {
    /// How many are read.
    pub(super) offset: usize,
    /// The last one read. If another one is there now, an earlier entry is gone and later ones have moved up.
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

    /// Reads a cursor; `None` for one that this version did not write.
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
