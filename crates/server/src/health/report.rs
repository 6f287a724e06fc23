//! What a server reports to the others, besides being there.

use api_types::HealthSource;
use ports::ServerRecord;
use serde::{Deserialize, Serialize};

use super::refusal::Refusal;

/// Knowledge of one server only. Fields may be added.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Report {
    /// The shards it reads.
    pub(crate) sources: Vec<HealthSource>,
    /// The shops whose orders the store refuses.
    pub(crate) refusals: Vec<Refusal>,
    /// Why its intake buffer takes no orders.
    pub(crate) buffer: Option<String>,
}

impl Report {
    pub(crate) fn to_text(&self) -> String {
        // Strings, numbers and booleans always have a JSON form.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// A server's report. Older servers report just a list of their sources; unknown forms of newer servers are
    /// skipped.
    pub(crate) fn of(server: &ServerRecord) -> Report {
        let text = &server.report;
        let report = serde_json::from_str(text).ok();
        report.unwrap_or_else(|| Report {
            sources: serde_json::from_str(text).unwrap_or_default(),
            ..Report::default()
        })
    }
}
