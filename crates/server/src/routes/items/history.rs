//! Shows the sales of one item, day by day.

use api_types::{ItemHistory, Problem};
use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;

use super::item::unknown_item;
use crate::problem::ApiError;
use crate::query::Params;
use crate::{AppState, reply};

/// Units of one item on each business day that is kept in detail, oldest first.
#[utoipa::path(
    get,
    path = "/v1/items/history",
    operation_id = "getItemHistory",
    tag = "figures",
    params(
        ("shop" = Option<String>, Query, description = "The shop; `default` when absent."),
        ("sku" = String, Query, min_length = 1, max_length = 128, description = "The item."),
    ),
    responses(
        (status = 200, description = "The item's days.", body = ItemHistory),
        (status = 400, description = "A parameter is invalid.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Unknown shop, or an item that was never sold.", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The store is away.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn get_item_history(
    State(state): State<AppState>,
    uri: Uri,
) -> Result<Response, ApiError> {
    let params = Params::parse(&uri, &["sku"])?;
    let keeper = state.shop(&params)?;
    let shop = keeper.shop();
    let sku = params.key("sku")?;
    let sku = sku.ok_or_else(|| ApiError::bad_parameter("sku", "must name an item"))?;
    let days = state.figures().item_days(shop, sku).await;
    let days = days.map_err(|error| ApiError::reading(&error))?;
    match days {
        Some(item) => {
            let days = item.days.iter().map(|(day, _)| *day).collect();
            let original = keeper.original_days.of(shop, state.figures(), &days).await;
            let original = original.map_err(|error| ApiError::reading(&error))?;
            reply::json(&ItemHistory::new(sku, &item, &original))
        }
        None => Err(unknown_item()),
    }
}
