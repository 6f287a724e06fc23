//! Alerts: what is wrong now.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Said;

/// Something that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Alert {
    /// The same rule about the same thing always has the same id.
    #[schema(example = "sales_stopped.default")]
    pub id: String,
    /// `sales_stopped`: orders are far below the usual, though data do come. `data_stopped`: a
    /// source is silent, or read too far behind. `store_away`: the store does not answer.
    /// `store_refuses`: it answers, and refuses a shop's orders until somebody mends it.
    /// `store_lost`: it forgot figures without an error. `data_lost`: a source removed orders before
    /// they were read.
    /// `items_full`: the shop has nearly as many items as it may; `books_differ`: its figures are not its platform's;
    /// `rejects_full`: what its platform sent and could not be read nearly takes all of its room;
    /// `archive_failed`: archives cannot be written to a place, whichever shops wait for it;
    /// `buffer_refuses`: a server's intake buffer is full, or its disk cannot be written. More may follow.
    #[schema(example = "sales_stopped")]
    pub rule: String,
    /// The shop; null if it is about all shops.
    #[schema(required = true)]
    pub shop: Option<String>,
    /// The source, if it is about one; the place that archives go to.
    #[schema(required = true)]
    pub source: Option<String>,
    /// Since when this has been so, in UTC.
    #[schema(format = DateTime)]
    pub since: String,
    /// When it was raised, in UTC.
    #[schema(format = DateTime)]
    pub raised_at: String,
    /// What is wrong, for people.
    #[schema(example = "no order in 47 min, 12.3 were expected")]
    pub detail: String,
    /// The detail as a word and its values; absent if there is no word for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<Said>,
    /// Until when no message is sent about it, in UTC; null if it is not snoozed.
    #[schema(required = true, format = DateTime)]
    pub snoozed_until: Option<String>,
}

/// The open alerts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AlertList {
    /// Sorted by id.
    pub alerts: Vec<Alert>,
    /// Where messages go: the names of the targets.
    pub targets: Vec<String>,
}

/// How long to silence an alert.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SnoozeRequest {
    /// Minutes from now, at most a week; 0 ends a snooze.
    #[schema(minimum = 0, maximum = 10080, example = 60)]
    pub minutes: u32,
}

/// What became of a test message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AlertTest {
    /// Every target, as listed in the configuration.
    pub targets: Vec<AlertTargetTest>,
}

/// What became of a test message at one target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AlertTargetTest {
    /// The target.
    #[schema(example = "slack")]
    pub target: String,
    /// Whether it accepted the message.
    pub delivered: bool,
    /// Why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

impl Alert {
    /// An open alert.
    pub fn new(alert: &domain::alerts::Alert) -> Alert {
        Alert {
            id: alert.id.clone(),
            rule: alert.rule.as_str().to_owned(),
            shop: alert.shop.clone(),
            source: alert.source.clone(),
            since: alert.since.rfc3339_utc(),
            raised_at: alert.raised_at.rfc3339_utc(),
            detail: alert.detail.clone(),
            said: Said::read(&alert.detail),
            snoozed_until: alert.snoozed_until.map(domain::Timestamp::rfc3339_utc),
        }
    }
}
