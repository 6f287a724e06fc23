//! How far an account has been read.

use domain::Timestamp;
use serde::{Deserialize, Serialize};

use crate::Cursor;

/// What is read, in this order: the past object by object, then the feed of events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum List {
    /// Find the position of the feed before reading the past.
    Begin,
    Sessions,
    Intents,
    Charges,
    Refunds,
    Events,
}

/// How far the account has been read. Times are seconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Read {
    /// The version of this format.
    form: u8,
    pub(super) list: List,
    /// Where the past begins.
    pub(super) past: i64,
    /// Events from here on are not read yet.
    pub(super) events: i64,
    /// The object after which the list continues.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) after: Option<String>,
    /// The second of this round's newest event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) newest: Option<i64>,
    /// Whether the whole past has been read.
    pub(super) filled: bool,
}

const FORM: u8 = 1;

impl Read {
    pub(super) fn new(since: Timestamp) -> Read {
        let past = since.millis().div_euclid(1_000);
        Read {
            form: FORM,
            list: List::Begin,
            past,
            events: past,
            after: None,
            newest: None,
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
}
