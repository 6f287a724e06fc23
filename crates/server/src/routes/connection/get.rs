//! Shows a shop's connection.

use api_types::{Connection, Problem};
use axum::extract::{Path, State};
use axum::http::Uri;
use axum::response::Response;

use super::{keeper, not_connected, wire};
use crate::problem::ApiError;
use crate::query::Params;
use crate::{AppState, reply};

/// What a shop is connected with. The answer contains no secrets, only where the servers find them.
#[utoipa::path(
    get,
    path = "/v1/shops/{shop}/connection",
    operation_id = "getConnection",
    tag = "shops",
    params(("shop" = String, Path, description = "The shop.")),
    responses(
        (status = 200, description = "The connection.", body = Connection),
        (status = 400, description = "A parameter is invalid.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is no such shop, or it is not connected.", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "This server cannot connect shops.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn get_connection(
    State(state): State<AppState>,
    Path(name): Path<String>,
    uri: Uri,
) -> Result<Response, ApiError> {
    Params::parse(&uri, &[])?;
    let shop = state.shop_named(&name);
    let shop = shop.ok_or_else(|| ApiError::unknown_shop(&name))?;
    let name = shop.shop().id.as_str();
    let keeper = keeper(&state)?;
    let linked = keeper.of(name).ok_or_else(|| not_connected(name))?;
    reply::json(&wire(&state, keeper, name, linked).await)
}
