//! Reports whether the server can take orders.

use api_types::Problem;
use axum::extract::State;
use ports::ErrorKind;

use crate::AppState;
use crate::mending::{STOPPED, helps};
use crate::problem::ApiError;

/// Ready: the server can take orders and is not shutting down. It says `ready` if the store takes
/// them (`ready, without the intake buffer` if that is full or its disk fails), and `buffering` if
/// the store is away and the intake buffer takes them. A server whose store refuses a shop's orders
/// until somebody fixes it is not ready, nor is one whose buffer takes no more while orders wait in
/// it.
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
    match state.presence().ready().await {
        Ok(()) => {}
        Err(error) if error.is_retryable() && state.can_buffer() => return Ok("buffering\n"),
        Err(error) => {
            tracing::warn!(error = &error as &dyn std::error::Error, "not ready");
            return Err(match error.kind() {
                ErrorKind::Poisoned => ApiError::store_away(STOPPED),
                kind if kind.needs_mending() => refuses(kind),
                _ if state.newest_health().store.refuses.is_some() => ApiError::store_away(
                    "the store answers but takes no writes now, for example because its memory is full or replicas are \
                     missing; it can still be read, and the log says why",
                ),
                _ if state.buffer_refuses().0 => ApiError::store_away(
                    "the store is away, and the intake buffer is full or its disk cannot be written; the log says why",
                ),
                _ => ApiError::store_away("the store cannot take a commit now; the log says why"),
            });
        }
    }
    if let Some(trouble) = state.standing_trouble().await {
        return Err(refuses(trouble.kind));
    }
    match state.buffer_refuses() {
        (true, true) => Err(ApiError::store_away(
            "orders wait in the intake buffer, which is full or whose disk cannot be written; orders are taken again \
             when they are drained",
        )),
        (true, false) => Ok("ready, without the intake buffer\n"),
        (false, _) => Ok("ready\n"),
    }
}

/// Anybody may ask, so the answer does not name the shop or key.
fn refuses(kind: ErrorKind) -> ApiError {
    ApiError::store_refuses(format!(
        "the store refuses orders until somebody fixes it: {}",
        helps(kind)
    ))
}
