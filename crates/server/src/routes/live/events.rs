//! The live channel over Server-Sent Events.

use api_types::{LiveMessage, Problem};
use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, Uri, header};
use axum::response::Response;

use crate::AppState;
use crate::auth::Identity;
use crate::live::{Subscription, events_body};
use crate::problem::ApiError;
use crate::query::Params;
use crate::shops::ShopState;

/// The header by which nginx does not hold events back.
const ACCEL_BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");

/// The live board over Server-Sent Events: the same messages as over the WebSocket, without event
/// names; each event's id is its `seq`.
#[utoipa::path(
    get,
    path = "/v1/events",
    operation_id = "events",
    tag = "live",
    params(("shop" = Option<String>, Query, description = "The shop; `default` when absent.")),
    responses(
        (status = 200, description = "Events follow.", body = LiveMessage, content_type = "text/event-stream"),
        (status = 400, description = "A parameter is invalid.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Unknown shop.", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "There is no board yet: the store is away, or the server is shutting down.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn events(
    State(state): State<AppState>,
    Extension(viewer): Extension<Identity>,
    uri: Uri,
) -> Result<Response, ApiError> {
    let shop = state.shop(&Params::parse(&uri, &[])?)?;
    let subscription = subscribe(&state, &shop).await?;
    Ok(stream(subscription, viewer))
}

/// The messages of a channel as an event stream.
pub(in crate::routes) fn stream(subscription: Subscription, viewer: Identity) -> Response {
    let mut response = Response::new(events_body(subscription, viewer));
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/event-stream"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(ACCEL_BUFFERING, HeaderValue::from_static("no"));
    response
}

/// Subscribes a viewer, or returns the reason against it.
pub(super) async fn subscribe(
    state: &AppState,
    shop: &ShopState,
) -> Result<Subscription, ApiError> {
    match shop.board.subscribe().await {
        Some(subscription) => Ok(subscription),
        None if state.is_closing() => Err(ApiError::closing()),
        None => Err(ApiError::store_away(
            "the store could not be read yet; try again in a moment",
        )),
    }
}
