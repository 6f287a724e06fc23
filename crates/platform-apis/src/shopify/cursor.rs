//! How far changes were read.

use domain::Timestamp;
use serde::{Deserialize, Serialize};

use super::strange;
use crate::{ApiError, Cursor};

/// Bodies come late: the last five minutes are read again.
pub(super) const OVERLAP: i64 = 300;

/// How far orders were read. Times are seconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Read {
    /// The number of this form.
    form: u8,
    /// All that changed before is read.
    pub(super) from: i64,
    /// Behind this the list goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) after: Option<String>,
    /// How much of the list is read.
    #[serde(default)]
    pub(super) count: u32,
    /// The second of the newest change of this round.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) newest: Option<i64>,
    /// Whether the past was read to its end.
    pub(super) filled: bool,
    /// The file that the past is read from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) bulk: Option<Bulk>,
    /// Whether the past is read by pages, or what is left of it.
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

    /// What a cursor says.
    pub(super) fn of(cursor: &Cursor) -> Option<Read> {
        let read: Read = serde_json::from_str(cursor.as_str()).ok()?;
        (read.form == FORM).then_some(read)
    }

    /// To be kept.
    pub(super) fn cursor(&self) -> Cursor {
        // Numbers and words always become JSON.
        Cursor::new(serde_json::to_string(self).unwrap_or_default())
    }
}

/// How far a file is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Bulk {
    /// The operation that makes it.
    pub(super) id: String,
    /// So many bytes of it are read.
    pub(super) at: u64,
}

/// Orders that changed at or after a second, as the platform's search has it.
pub(super) fn since(second: i64) -> String {
    let at = Timestamp::from_millis(second.saturating_mul(1_000)).rfc3339_utc();
    format!("updated_at:>='{at}'")
}

pub(super) fn second(text: Option<&str>) -> Result<i64, ApiError> {
    let at = text.and_then(|text| Timestamp::parse_rfc3339(text).ok());
    let at = at.ok_or_else(|| strange("a time of an order is none"))?;
    Ok(at.millis().div_euclid(1_000))
}
