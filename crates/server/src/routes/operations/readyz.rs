//! Can it take orders?

use api_types::Problem;
use axum::extract::State;

use crate::AppState;
use crate::problem::ApiError;

/// Ready: the store can take a commit, and the server is not on its way out.
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
        Err(error) => {
            tracing::warn!(error = &error as &dyn std::error::Error, "not ready");
            Err(ApiError::store_away(
                "the store cannot take a commit now; the log says why",
            ))
        }
    }
}
