//! Shows how a shop's figures compare with its platform's own.

use api_types::{Problem, Reconciliation};
use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;

use crate::problem::ApiError;
use crate::query::Params;
use crate::{AppState, reconcile, reply};

/// How a shop's figures compare with its platform's own, day by day, at the last comparison.
///
/// The last seven days of a connected shop are compared each night after two o'clock, by the shop's own
/// clock.
#[utoipa::path(
    get,
    path = "/v1/reconciliation",
    operation_id = "getReconciliation",
    tag = "figures",
    params(("shop" = Option<String>, Query, description = "The shop; `default` when absent.")),
    responses(
        (status = 200, description = "What was found; no days if nothing was compared yet.", body = Reconciliation),
        (status = 400, description = "A parameter is invalid.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Unknown shop.", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The store is away.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn get_reconciliation(
    State(state): State<AppState>,
    uri: Uri,
) -> Result<Response, ApiError> {
    let shop = state.shop(&Params::parse(&uri, &[])?)?;
    let found = reconcile::read(state.presence(), &shop.shop().id).await;
    let found = found.map_err(|error| ApiError::reading(&error))?;
    let nothing = || Reconciliation {
        shop: shop.shop().id.to_string(),
        currency: shop.shop().currency.code().to_owned(),
        ..Reconciliation::default()
    };
    reply::json(&found.unwrap_or_else(nothing).taken_apart())
}
