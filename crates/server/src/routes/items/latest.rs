//! Pages through the feed.

use api_types::{LatestItem, LatestPage, Problem};
use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;

use crate::problem::ApiError;
use crate::query::Params;
use crate::{AppState, reply};

/// The last item lines that came in, newest first.
#[utoipa::path(
    get,
    path = "/v1/items/latest",
    operation_id = "listLatest",
    tag = "figures",
    params(
        ("shop" = Option<String>, Query, description = "The shop; `default` when absent."),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 1000, description = "The most lines; 100 when absent."),
        ("offset" = Option<u32>, Query, description = "Lines to leave out; 0 when absent."),
    ),
    responses(
        (status = 200, description = "A page of the feed.", body = LatestPage),
        (status = 400, description = "A parameter is invalid.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Unknown shop.", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The store is away.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn list_latest(
    State(state): State<AppState>,
    uri: Uri,
) -> Result<Response, ApiError> {
    let params = Params::parse(&uri, &["limit", "offset"])?;
    let keeper = state.shop(&params)?;
    let shop = keeper.shop();
    let (offset, limit) = params.page()?;
    let lines = state
        .figures()
        .latest(shop)
        .await
        .map_err(|error| ApiError::reading(&error))?;
    let page = lines.iter().skip(offset).take(limit);
    let items = page.map(|line| LatestItem::new(shop, line)).collect();
    reply::json(&LatestPage {
        items,
        total: lines.len(),
        offset,
        limit,
    })
}
