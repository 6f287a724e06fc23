//! Signs a browser out.

use std::time::Duration;

use api_types::Problem;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};

use crate::auth::{SESSION_COOKIE, is_https};
use crate::problem::ApiError;
use crate::{AppState, origin};

/// Signs the browser out: its session is no longer valid, and its live connections end.
#[utoipa::path(
    delete,
    path = "/v1/session",
    operation_id = "signOut",
    tag = "session",
    responses(
        (status = 204, description = "Nobody is signed in here any longer."),
        (status = 403, description = "The request comes from a page of another site.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn sign_out(
    State(state): State<AppState>,
    headers: HeaderMap,
    request: Request,
) -> Result<Response, ApiError> {
    origin::check(&headers)?;
    state.access().sign_out(&headers);
    let cookie = cookie("", Duration::ZERO, is_https(&headers, request.extensions()));
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response())
}

/// The session's cookie. `Strict` suffices: the dashboard's page is open to everybody and fetches data itself, so a
/// link from another site works without the cookie.
pub(super) fn cookie(token: &str, lasting: Duration, is_secure: bool) -> String {
    let secure = if is_secure { "; Secure" } else { "" };
    let seconds = lasting.as_secs();
    format!(
        "{SESSION_COOKIE}={token}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}"
    )
}
