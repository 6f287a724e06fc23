//! Sends a test message.

use api_types::{AlertTest, Problem};
use axum::extract::{Request, State};
use axum::response::Response;

use crate::problem::ApiError;
use crate::query::Params;
use crate::{AppState, reply};

/// Sends a test message to every target, and says what became of it.
#[utoipa::path(
    post,
    path = "/v1/alerts/test",
    operation_id = "testAlerts",
    tag = "alerts",
    responses(
        (status = 200, description = "What became of the message at each target; empty if there is no target.", body = AlertTest),
        (status = 400, description = "A parameter is invalid.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "A server without alerts.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn test_alerts(
    State(state): State<AppState>,
    request: Request,
) -> Result<Response, ApiError> {
    Params::parse(request.uri(), &[])?;
    reply::json(&super::keeper(&state)?.test().await)
}
