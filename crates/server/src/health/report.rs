//! What a server tells the others of itself, beside that it is there.

use api_types::HealthSource;
use ports::ServerRecord;
use serde::{Deserialize, Serialize};

use super::refusal::Refusal;

/// What this server alone knows. Fields may be added.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Report {
    /// The shards that it reads.
    pub(crate) sources: Vec<HealthSource>,
    /// What the store refuses it.
    pub(crate) refusals: Vec<Refusal>,
}

impl Report {
    pub(crate) fn to_text(&self) -> String {
        // Made of strings, numbers and truth values, which always have a JSON form.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// What a server tells. Older ones tell a list of their sources; what a newer one may tell in another
    /// way is passed over.
    pub(crate) fn of(server: &ServerRecord) -> Report {
        let text = &server.report;
        let report = serde_json::from_str(text).ok();
        report.unwrap_or_else(|| Report {
            sources: serde_json::from_str(text).unwrap_or_default(),
            ..Report::default()
        })
    }
}
