//! Says who is asking.

use api_types::{Problem, Session};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

use crate::auth::Role;
use crate::problem::ApiError;
use crate::{AppState, reply};

/// Who is asking, by key or by cookie.
///
/// A page asks it first: 401 means that it has to sign in.
#[utoipa::path(
    get,
    path = "/v1/session",
    operation_id = "getSession",
    tag = "session",
    responses(
        (status = 200, description = "What the caller may do.", body = Session),
        (status = 401, description = "Nobody is signed in.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn get_session(
    State(state): State<AppState>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let identity = state.access().identify(&headers)?;
    let key = identity.key();
    let shops = key.and_then(|key| key.shops.as_ref());
    reply::json(&Session {
        role: key.map_or(Role::Admin, |key| key.role).as_str().to_owned(),
        shops: shops.map(|shops| shops.iter().map(ToString::to_string).collect()),
        open: key.is_none(),
        name: key.map(|key| key.name.clone()),
    })
}
