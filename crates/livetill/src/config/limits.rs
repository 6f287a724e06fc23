//! Limits of the server: how often, how many, how much.

use serde::Deserialize;
use server::auth::LimitSettings;

/// Limits as they stand in the file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct LimitSection {
    pub sign_ins_per_minute: Option<u32>,
    pub refusals_per_minute: Option<u32>,
    pub requests_per_key: Option<u32>,
    pub requests_per_address: Option<u32>,
    pub connections: Option<usize>,
    pub connections_per_address: Option<usize>,
}

impl LimitSection {
    pub(super) fn or(&self, other: &LimitSection) -> LimitSection {
        LimitSection {
            sign_ins_per_minute: self.sign_ins_per_minute.or(other.sign_ins_per_minute),
            refusals_per_minute: self.refusals_per_minute.or(other.refusals_per_minute),
            requests_per_key: self.requests_per_key.or(other.requests_per_key),
            requests_per_address: self.requests_per_address.or(other.requests_per_address),
            connections: self.connections.or(other.connections),
            connections_per_address: self
                .connections_per_address
                .or(other.connections_per_address),
        }
    }

    /// How often somebody may ask; what is left out has no limit.
    pub(super) fn requests(&self) -> LimitSettings {
        LimitSettings {
            sign_ins_per_minute: self.sign_ins_per_minute.unwrap_or_default(),
            refusals_per_minute: self.refusals_per_minute.unwrap_or_default(),
            requests_per_key: self.requests_per_key.unwrap_or_default(),
            requests_per_address: self.requests_per_address.unwrap_or_default(),
        }
    }
}
