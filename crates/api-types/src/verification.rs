//! The ledger's sums compared with the stored figures.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a verification looked at, and what it found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Verification {
    /// Retained days.
    pub days: u64,
    /// Orders in the ledger.
    pub orders: u64,
    /// Items in the catalogue.
    pub items: u64,
    /// The figures that differ, at most a thousand.
    pub differences: Vec<Difference>,
    /// How many differ in all.
    pub total: u64,
}

/// A figure that is not what the ledger says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Difference {
    /// The business day; absent for the all-time leaderboard.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub day: Option<String>,
    /// Which figure.
    #[schema(example = "revenue of hour 7")]
    pub figure: String,
    /// What the store shows: a count or an amount.
    pub stored: String,
    /// What the ledger adds up to.
    pub recomputed: String,
}
