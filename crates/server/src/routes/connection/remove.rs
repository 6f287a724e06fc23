//! Removes a shop's connection.

use api_types::Problem;
use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri};

use super::{keeper, not_connected, of_settings};
use crate::AppState;
use crate::problem::ApiError;
use crate::query::Params;

/// Removes a shop's connection: from now on, what its platform posts is refused, and its API is no longer asked. Orders
/// and figures stay. `livetill disconnect` removes the platform's webhooks as well.
#[utoipa::path(
    delete,
    path = "/v1/shops/{shop}/connection",
    operation_id = "removeConnection",
    tag = "shops",
    params(("shop" = String, Path, description = "The shop.")),
    responses(
        (status = 204, description = "It is removed here, and within seconds on every server of the store."),
        (status = 400, description = "A parameter is invalid.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is no such shop, or it is not connected.", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "It is in the server's settings.", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The store is away.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn remove_connection(
    State(state): State<AppState>,
    Path(name): Path<String>,
    uri: Uri,
) -> Result<StatusCode, ApiError> {
    Params::parse(&uri, &[])?;
    let shop = state.shop_named(&name);
    let shop = shop.ok_or_else(|| ApiError::unknown_shop(&name))?;
    let (keeper, id) = (keeper(&state)?, &shop.shop().id);
    let linked = keeper.of(id.as_str());
    if linked.ok_or_else(|| not_connected(&name))?.is_of_settings {
        return Err(of_settings(&name));
    }
    let set = keeper.set(id, None).await;
    set.map_err(|error| ApiError::reading(&error))?;
    Ok(StatusCode::NO_CONTENT)
}
