//! Pages through a leaderboard.

use api_types::{PopularItem, PopularPage, Problem};
use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;

use crate::problem::ApiError;
use crate::query::Params;
use crate::routes::check_retained;
use crate::{AppState, reply};

/// A leaderboard: of all time, or of one business day.
#[utoipa::path(
    get,
    path = "/v1/items/popular",
    operation_id = "listPopular",
    tag = "figures",
    params(
        ("shop" = Option<String>, Query, description = "The shop; `default` when absent."),
        ("date" = Option<String>, Query, format = Date, description = "A retained business day; all time when absent."),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 1000, description = "The most entries; 100 when absent."),
        ("offset" = Option<u32>, Query, description = "Entries to leave out; 0 when absent."),
    ),
    responses(
        (status = 200, description = "A page of the leaderboard.", body = PopularPage),
        (status = 400, description = "A parameter makes no sense.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Unknown shop, or a day that is not retained.", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The store is away.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn list_popular(
    State(state): State<AppState>,
    uri: Uri,
) -> Result<Response, ApiError> {
    let params = Params::parse(&uri, &["date", "limit", "offset"])?;
    let shop = state.shop(&params)?;
    let (offset, limit) = params.page()?;
    let day = params.day("date")?;
    if let Some(day) = day {
        check_retained(&state, shop, day, shop.shop().today(state.now())).await?;
    }
    let page = state.store().popular(shop.shop(), day, offset, limit).await;
    let page = page.map_err(|error| ApiError::reading(&error))?;
    let items = PopularItem::list(&page.items);
    reply::json(&PopularPage {
        items,
        total: page.total,
        offset,
        limit,
    })
}
