//! The answer to orders.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What became of the orders of a request.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct IntakeAnswer {
    /// New orders, counted and durable.
    pub accepted: u64,
    /// Orders already known with this or a higher version: nothing changed.
    pub duplicates: u64,
    /// Orders known with a lower version: the difference was applied.
    pub updated: u64,
    /// With status 202: orders that are durable on the server's own disk, because the store is away,
    /// and will be counted once when it is back. Only then does it turn out whether they are new,
    /// known or too late. Absent with any other status.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub buffered: u64,
    /// How many of the accepted and updated orders are test orders, which count nothing. Absent if there are
    /// none.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub tests: u64,
    /// Orders that were not counted; they are kept among the rejects.
    pub rejected: Vec<RejectedOrder>,
    /// By field, how many values were ignored in orders that were taken, because they have the wrong
    /// type. Absent if there are none.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub ignored: BTreeMap<String, u64>,
}

/// An order that was not counted, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RejectedOrder {
    /// Its position in the request, from 0.
    pub index: usize,
    /// Its id, if it could be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The reason, a stable word.
    #[schema(example = "invalid_timestamp")]
    pub reason: String,
    /// What was wrong, where, and what to do.
    pub detail: String,
}

impl IntakeAnswer {
    /// Whether there were orders and none of them was good.
    pub fn is_all_rejected(&self) -> bool {
        self.accepted + self.duplicates + self.updated + self.buffered == 0
            && !self.rejected.is_empty()
    }
}

// serde hands the field over by reference.
#[expect(clippy::trivially_copy_pass_by_ref)]
pub(crate) fn is_zero(number: &u64) -> bool {
    *number == 0
}

impl RejectedOrder {
    /// The order at `index` of a request, refused.
    pub fn new(index: usize, id: Option<String>, rejection: domain::Rejection) -> RejectedOrder {
        let reason = rejection.reason.as_str().to_owned();
        RejectedOrder {
            index,
            id,
            reason,
            detail: rejection.detail,
        }
    }
}
