//! How far an account was read.

use domain::Timestamp;
use serde::{Deserialize, Serialize};

use crate::Cursor;

/// What is read, in this order: the past object by object, and from then on what happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum List {
    /// Where the feed stands before the past is read.
    Begin,
    Sessions,
    Intents,
    Charges,
    Refunds,
    Events,
}

/// How far it was read. Times are seconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Read {
    /// The number of this form.
    form: u8,
    pub(super) list: List,
    /// The past begins here.
    pub(super) past: i64,
    /// Events from here on are not read yet.
    pub(super) events: i64,
    /// The object behind which the list goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) after: Option<String>,
    /// The second of the newest event of this round.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) newest: Option<i64>,
    /// Whether the past was read to its end.
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

    /// What a cursor says; one that this version did not write says nothing.
    pub(super) fn of(cursor: &Cursor) -> Option<Read> {
        let read: Read = serde_json::from_str(cursor.as_str()).ok()?;
        (read.form == FORM).then_some(read)
    }

    pub(super) fn cursor(&self) -> Cursor {
        // Numbers and words always become JSON.
        Cursor::new(serde_json::to_string(self).unwrap_or_default())
    }
}
