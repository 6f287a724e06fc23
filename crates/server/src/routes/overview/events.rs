//! The overview's live channel over Server-Sent Events.

use api_types::{OverviewMessage, Problem};
use axum::Extension;
use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;

use super::subscribe;
use crate::AppState;
use crate::auth::Identity;
use crate::overview::View;
use crate::problem::ApiError;
use crate::routes::live::events::stream;

/// The live overview over Server-Sent Events: the same messages as over the WebSocket, without event names; each
/// event's id is its `seq`.
///
/// It takes the parameters of `GET /v1/overview`.
#[utoipa::path(
    get,
    path = "/v1/overview/events",
    operation_id = "overviewEvents",
    tag = "live",
    responses(
        (status = 200, description = "Events follow.", body = OverviewMessage, content_type = "text/event-stream"),
        (status = 400, description = "A parameter is invalid.", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The key's role does not allow this.", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The store is away, the server is shutting down, or too many different views are live.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn overview_events(
    State(state): State<AppState>,
    Extension(viewer): Extension<Identity>,
    uri: Uri,
) -> Result<Response, ApiError> {
    let view = View::parse(&uri, &viewer)?;
    Ok(stream(subscribe(&state, view).await?, viewer))
}
