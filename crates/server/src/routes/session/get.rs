//! Shows who is asking.

use api_types::Session;
use axum::Extension;
use axum::response::Response;

use crate::auth::{Identity, Role};
use crate::problem::ApiError;
use crate::reply;

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
    ),
)]
pub(crate) async fn get_session(
    Extension(identity): Extension<Identity>,
) -> Result<Response, ApiError> {
    let key = identity.key();
    let shops = key.and_then(|key| key.shops.as_ref());
    reply::json(&Session {
        role: key.map_or(Role::Admin, |key| key.role).as_str().to_owned(),
        shops: shops.map(|shops| shops.iter().map(ToString::to_string).collect()),
        open: key.is_none(),
        name: key.map(|key| key.name.clone()),
    })
}
