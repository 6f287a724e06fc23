//! The live channel over WebSocket.

use api_types::{LiveMessage, Problem};
use axum::Extension;
use axum::extract::{Request, State};
use axum::response::Response;

use crate::auth::Identity;
use crate::live::{attend, handshake};
use crate::problem::ApiError;
use crate::query::Params;
use crate::{AppState, origin};

/// The live board over WebSocket: the whole board first, then numbered updates with the sections
/// that changed, at most ten a second and at least one in five seconds. Clients that offer
/// `permessage-deflate` get the longer messages deflated.
#[utoipa::path(
    get,
    path = "/v1/live",
    operation_id = "live",
    tag = "live",
    params(("shop" = Option<String>, Query, description = "The shop; `default` when absent.")),
    responses(
        (status = 101, description = "Text messages follow.", body = LiveMessage),
        (status = 400, description = "A parameter is invalid.", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The request comes from a page of another site.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Unknown shop.", body = Problem, content_type = "application/problem+json"),
        (status = 426, description = "The request is not for a WebSocket, or for another version than 13.", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "There is no board yet: the store is away, or the server is shutting down.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn live(
    State(state): State<AppState>,
    Extension(viewer): Extension<Identity>,
    mut request: Request,
) -> Result<Response, ApiError> {
    origin::check(request.headers())?;
    let uri = request.uri().clone();
    let shop = state.shop(&Params::parse(&uri, &[])?)?;
    let (response, on_upgrade, deflate) = match handshake(&mut request) {
        Ok(agreed) => agreed,
        Err(error) => {
            // A page whose WebSocket failed asks for the reason here.
            origin::check_page(request.headers())?;
            return Err(error);
        }
    };
    let subscription = super::events::subscribe(&state, &shop).await?;
    state
        .viewers()
        .spawn(attend(on_upgrade, deflate, subscription, viewer));
    Ok(response)
}
