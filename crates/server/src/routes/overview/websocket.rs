//! The overview's live channel over WebSocket.

use api_types::{OverviewMessage, Problem};
use axum::Extension;
use axum::extract::{Request, State};
use axum::response::Response;

use super::subscribe;
use crate::auth::Identity;
use crate::live::{attend, handshake};
use crate::overview::View;
use crate::problem::ApiError;
use crate::{AppState, origin};

/// The live overview over WebSocket: the whole overview first, then numbered updates with what changed, at most two a second
/// and at least one in five seconds.
///
/// It takes the parameters of `GET /v1/overview`.
#[utoipa::path(
    get,
    path = "/v1/overview/live",
    operation_id = "overviewLive",
    tag = "live",
    responses(
        (status = 101, description = "Text messages follow.", body = OverviewMessage),
        (status = 400, description = "A parameter is invalid.", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The key's role does not allow this, or the request comes from a page of another site.", body = Problem, content_type = "application/problem+json"),
        (status = 426, description = "The request is not for a WebSocket, or for another version than 13.", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The store is away, the server is shutting down, or too many different views are live.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn overview_live(
    State(state): State<AppState>,
    Extension(viewer): Extension<Identity>,
    mut request: Request,
) -> Result<Response, ApiError> {
    origin::check(request.headers())?;
    let view = View::parse(request.uri(), &viewer)?;
    let (response, on_upgrade, deflate) = match handshake(&mut request) {
        Ok(agreed) => agreed,
        Err(error) => {
            // A page whose WebSocket failed asks for the reason here.
            origin::check_page(request.headers())?;
            return Err(error);
        }
    };
    let subscription = subscribe(&state, view).await?;
    let attending = attend(on_upgrade, deflate, subscription, viewer);
    state.viewers().spawn(attending);
    Ok(response)
}
