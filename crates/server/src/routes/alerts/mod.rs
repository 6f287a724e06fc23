//! Alerts: listed, snoozed, and tested.

pub(crate) mod list;
pub(crate) mod snooze;
pub(crate) mod test;

use axum::http::StatusCode;

use crate::AppState;
use crate::alerts::AlertKeeper;
use crate::problem::ApiError;

/// The alert keeper, if this server has one.
fn keeper(state: &AppState) -> Result<&AlertKeeper, ApiError> {
    state.alerts().ok_or_else(|| {
        ApiError::new(
            StatusCode::NOT_FOUND,
            "no_alerts",
            "No alerts",
            "this server has no alerts; `livetill serve` does",
        )
    })
}
