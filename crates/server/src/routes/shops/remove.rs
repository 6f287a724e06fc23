//! Removes a shop.

use std::sync::Arc;

use api_types::Problem;
use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri};
use domain::ShopId;
use pipeline::{Goals, set_goals};
use ports::StoreError;

use super::{keeper, refused};
use crate::problem::ApiError;
use crate::query::Params;
use crate::{AppState, archive, digest, reconcile};

/// Removes a shop that was added while a server ran, with all its orders and figures. To keep them, use `GET
/// /v1/backup` first.
///
/// From now on this server answers 404 to its orders, and within a second the others do. Then its records are deleted,
/// with any order accepted until then. All are gone once the answer comes. If it is interrupted, ask again to continue.
#[utoipa::path(
    delete,
    path = "/v1/shops/{shop}",
    operation_id = "removeShop",
    tag = "shops",
    params(("shop" = String, Path, description = "The shop.")),
    responses(
        (status = 204, description = "The shop is removed."),
        (status = 400, description = "A parameter is invalid.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Unknown shop.", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The shop is in the server's settings.", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The store is away.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn remove_shop(
    State(state): State<AppState>,
    Path(name): Path<String>,
    uri: Uri,
) -> Result<StatusCode, ApiError> {
    Params::parse(&uri, &[])?;
    let keeper = Arc::clone(keeper(&state)?);
    let id = ShopId::new(&name).map_err(|_| ApiError::unknown_shop(&name))?;
    let is_alone =
        state.newest_health().servers.len() <= 1 && !state.newest_health().as_of.is_empty();
    let (of, gone) = (state.clone(), id.clone());
    let forget = async move { forget(&of, &gone).await };
    // The removal continues even if the client disconnects.
    let removing = tokio::spawn(keeper.remove(id, is_alone, forget));
    let removed = removing
        .await
        .map_err(|_| ApiError::internal("the removal was interrupted; ask again"))?;
    removed.map_err(|why| refused(&name, why))?;
    Ok(StatusCode::NO_CONTENT)
}

/// Deletes what documents have about a shop: a new one of that name must not inherit it.
async fn forget(state: &AppState, shop: &ShopId) -> Result<(), StoreError> {
    let store = state.presence();
    if let Some(connecting) = state.connecting() {
        connecting.set(shop, None).await?;
        reconcile::forget(store, shop).await?;
    }
    digest::forget(store, shop).await?;
    archive::forget(store, shop).await?;
    set_goals(store, shop, Goals::default()).await
}
