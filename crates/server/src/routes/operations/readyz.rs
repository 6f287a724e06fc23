//! Can it take orders?

use api_types::Problem;
use axum::extract::State;
use ports::ErrorKind;

use crate::AppState;
use crate::problem::{ApiError, STOPPED};

/// Ready: the server can take orders and is not on its way out. It says `ready` when the store takes
/// them, and `buffering` when the store is away and the intake buffer does.
#[utoipa::path(
    get,
    path = "/readyz",
    operation_id = "readyz",
    tag = "operations",
    responses(
        (status = 200, description = "Ready.", body = String, content_type = "text/plain"),
        (status = 503, description = "Not ready.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn readyz(State(state): State<AppState>) -> Result<&'static str, ApiError> {
    if state.is_closing() {
        return Err(ApiError::closing());
    }
    match state.store().ready().await {
        Ok(()) => Ok("ready\n"),
        Err(_) if state.can_buffer() => Ok("buffering\n"),
        Err(error) => {
            tracing::warn!(error = &error as &dyn std::error::Error, "not ready");
            Err(ApiError::store_away(match error.kind() {
                ErrorKind::Poisoned => STOPPED,
                _ => "the store cannot take a commit now; the log says why",
            }))
        }
    }
}
