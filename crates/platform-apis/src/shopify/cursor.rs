//! How far changes have been read.

use domain::Timestamp;
use serde::{Deserialize, Serialize};

use super::strange;
use crate::{ApiError, Cursor};

/// Changes appear late, so the last five minutes are read again.
pub(super) const OVERLAP: i64 = 300;

/// How far orders have been read. Times are seconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Read {
    /// The version of this format.
    form: u8,
    /// Everything that changed before this is read.
    pub(super) from: i64,
    /// Where the list continues.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) after: Option<String>,
    /// How many orders of the list are read.
    #[serde(default)]
    pub(super) count: u32,
    /// The second of this round's newest change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) newest: Option<i64>,
    /// Whether the whole past has been read.
    pub(super) filled: bool,
    /// The file that the past is read from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) bulk: Option<Bulk>,
    /// Whether the past, or the rest of it, is read page by page.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) by_pages: bool,
}

const FORM: u8 = 1;

impl Read {
    /// From the beginning.
    pub(super) fn new(since: Timestamp) -> Read {
        Read {
            form: FORM,
            from: since.millis().div_euclid(1_000),
            after: None,
            count: 0,
            newest: None,
            filled: false,
            bulk: None,
            by_pages: false,
        }
    }

    /// Reads a cursor.
    pub(super) fn of(cursor: &Cursor) -> Option<Read> {
        let read: Read = serde_json::from_str(cursor.as_str()).ok()?;
        (read.form == FORM).then_some(read)
    }

    /// The cursor to store.
    pub(super) fn cursor(&self) -> Cursor {
        // Numbers and words always become JSON.
        Cursor::new(serde_json::to_string(self).unwrap_or_default())
    }
}

/// How far a file has been read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Bulk {
    /// The bulk operation that makes it.
    pub(super) id: String,
    /// How many bytes of it are read.
    pub(super) at: u64,
}

/// A search for orders that changed at or after a second.
pub(super) fn since(second: i64) -> String {
    let at = Timestamp::from_millis(second.saturating_mul(1_000)).rfc3339_utc();
    format!("updated_at:>='{at}'")
}

pub(super) fn second(text: Option<&str>) -> Result<i64, ApiError> {
    let at = text.and_then(|text| Timestamp::parse_rfc3339(text).ok());
    let at = at.ok_or_else(|| strange("a time of an order is not a time"))?;
    Ok(at.millis().div_euclid(1_000))
}
