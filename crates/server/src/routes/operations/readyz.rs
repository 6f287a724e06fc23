//! Reports whether the server can take orders.

use api_types::Problem;
use axum::extract::State;
use ports::ErrorKind;

use crate::AppState;
use crate::mending::{STOPPED, helps};
use crate::problem::ApiError;

/// Ready: the server can take orders and is not shutting down. It says `ready` if the store takes
/// them, and `buffering` if the store is away and the intake buffer takes them. A server whose store
/// refuses a shop's orders until somebody fixes it is not ready either.
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
                _ => ApiError::store_away("the store cannot take a commit now; the log says why"),
            });
        }
    }
    match state.standing_trouble().await {
        Some(trouble) => Err(refuses(trouble.kind)),
        None => Ok("ready\n"),
    }
}

/// Anybody may ask, so the answer does not name the shop or key.
fn refuses(kind: ErrorKind) -> ApiError {
    ApiError::store_refuses(format!(
        "the store refuses orders until somebody fixes it: {}",
        helps(kind)
    ))
}
