//! Rejects: listed, counted, replayed, dropped.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Said;

/// A rejected event, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StoredReject {
    /// The number by which to replay or drop it. A shop's first reject is number 1.
    pub number: u64,
    /// Stable word for the reason.
    #[schema(example = "invalid_price")]
    pub reason: String,
    /// What was wrong, where, and what to do.
    pub detail: String,
    /// The detail as a word and its values; absent if there is no word for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<Said>,
    /// The order's id, if it could be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Where the event came from.
    #[schema(example = "http")]
    pub source: String,
    /// When it came, with the shop's offset.
    #[schema(format = DateTime)]
    pub received_at: String,
    /// The event, cut at 16 KiB; bytes that are not UTF-8 are replaced.
    pub body: String,
}

/// A part of the kept rejects.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RejectPage {
    /// The rejects, newest first.
    pub items: Vec<StoredReject>,
    /// Rejects kept in all.
    pub total: usize,
    /// Rejects left out before the first.
    pub offset: usize,
    /// The most rejects a page of this size holds.
    pub limit: usize,
    /// How many are kept for each reason.
    pub counts: BTreeMap<String, u64>,
}

/// Events that the sender itself rejected.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RejectReport {
    /// In the sequence of the input.
    pub rejects: Vec<ReportedReject>,
}

/// An event that the sender itself rejected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReportedReject {
    /// One of the stable words for reasons.
    #[schema(example = "conflicting_rows")]
    pub reason: String,
    /// What was wrong, where, and what to do.
    pub detail: String,
    /// The order's id, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The event; cut at 16 KiB.
    pub body: String,
}

/// What became of a report.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct KeptAnswer {
    /// How many events are now kept among the rejects.
    pub kept: usize,
}

/// Which rejects.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RejectSelection {
    /// By number.
    pub numbers: Vec<u64>,
}

/// What became of replayed rejects. Those that are good now have left the rejects.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReplayAnswer {
    /// Rejects that were tried.
    pub replayed: u64,
    /// New orders, counted and durable.
    pub accepted: u64,
    /// Orders already known with this or a higher version.
    pub duplicates: u64,
    /// Orders known with a lower version: the difference was applied.
    pub updated: u64,
    /// How many events are rejected again, by reason. They stay among the rejects.
    pub rejected: BTreeMap<String, u64>,
    /// How many of these could not even be tried, because only the first 16 KiB are kept: send them again. Absent if
    /// there are none.
    #[serde(default, skip_serializing_if = "crate::intake::is_zero")]
    pub cut: u64,
}

/// How many rejects were dropped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DropAnswer {
    /// How many of those named existed.
    pub dropped: usize,
}

impl StoredReject {
    /// A reject of a shop under its number.
    pub fn new(shop: &domain::Shop, number: u64, reject: &domain::Reject) -> StoredReject {
        StoredReject {
            number,
            reason: reject.rejection.reason.as_str().to_owned(),
            detail: reject.rejection.detail.clone(),
            said: Said::read(&reject.rejection.detail),
            id: reject.id.clone(),
            source: reject.source.clone(),
            received_at: shop.clock.rfc3339(reject.received_at),
            body: String::from_utf8_lossy(&reject.body).into_owned(),
        }
    }
}
