//! Signs a browser in.

use api_types::{Problem, SignIn};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};

use super::end::cookie;
use crate::auth::is_https;
use crate::json_object::object;
use crate::problem::ApiError;
use crate::routes::orders::body::collect;
use crate::{AppState, origin};

/// Fits a key and some JSON around it.
const MAX_BODY: usize = 4 * 1024;

/// Signs a browser in with a key of role `view` or `admin`.
///
/// The answer sets a cookie that scripts of the page cannot read and other sites cannot use. A
/// server without keys has nothing to sign in to, and sets no cookie. Attempts from an address have
/// a limit of their own, which counts successful ones too.
#[utoipa::path(
    post,
    path = "/v1/session",
    operation_id = "signIn",
    tag = "session",
    request_body(content = SignIn, description = "The key."),
    responses(
        (status = 204, description = "Signed in.", headers(("set-cookie" = String, description = "The session: HttpOnly, SameSite=Strict, and Secure over TLS."))),
        (status = 400, description = "The body is not a key.", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "There is no such key.", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The key can only post orders, or the request comes from a page of another site.", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "Longer than any key.", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "Not JSON.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn sign_in(
    State(state): State<AppState>,
    request: Request,
) -> Result<Response, ApiError> {
    let (parts, body) = request.into_parts();
    origin::check(&parts.headers)?;
    // A form on another site can send text, but not this type.
    let kind = parts
        .headers
        .get(header::CONTENT_TYPE)
        .map(HeaderValue::as_bytes);
    if !kind.is_some_and(|kind| kind.to_ascii_lowercase().starts_with(b"application/json")) {
        let (status, title) = (StatusCode::UNSUPPORTED_MEDIA_TYPE, "Unsupported media type");
        let detail = "sign in with {\"key\":\"…\"} as application/json";
        return Err(ApiError::new(
            status,
            "unsupported_media_type",
            title,
            detail,
        ));
    }
    state
        .access()
        .take_attempt(&parts.headers, &parts.extensions)?;
    let body = collect(&parts, body, MAX_BODY, &mut state.room().begin()).await?;
    // The parser's message could quote the key.
    let body = object::<SignIn>(&body);
    let body = body.map_err(|_| ApiError::bad_request("the body is not {\"key\":\"…\"}"))?;
    let Some((token, lasting)) = state.access().sign_in(body.key.trim())? else {
        return Ok(StatusCode::NO_CONTENT.into_response());
    };
    let cookie = cookie(&token, lasting, is_https(&parts.headers, &parts.extensions));
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response())
}
