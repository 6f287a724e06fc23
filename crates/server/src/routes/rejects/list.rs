//! Pages through the kept rejects.

use api_types::{Problem, RejectPage, StoredReject};
use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;

use crate::problem::ApiError;
use crate::query::Params;
use crate::{AppState, reply};

/// Rejected events, newest first, and how many are kept for each reason.
#[utoipa::path(
    get,
    path = "/v1/rejects",
    operation_id = "listRejects",
    tag = "rejects",
    params(
        ("shop" = Option<String>, Query, description = "The shop; `default` when absent."),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 1000, description = "The most rejects; 100 when absent."),
        ("offset" = Option<u32>, Query, description = "Rejects to leave out; 0 when absent."),
    ),
    responses(
        (status = 200, description = "A page of the rejects.", body = RejectPage),
        (status = 400, description = "A parameter is invalid.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Unknown shop.", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The store is away.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn list_rejects(
    State(state): State<AppState>,
    uri: Uri,
) -> Result<Response, ApiError> {
    let params = Params::parse(&uri, &["limit", "offset"])?;
    let keeper = state.shop(&params)?;
    let shop = keeper.shop();
    let (offset, limit) = params.page()?;
    let store = state.records();
    let page = store.rejects(shop, offset, limit).await;
    let page = page.map_err(|error| ApiError::reading(&error))?;
    let counts = store
        .reject_counts(shop)
        .await
        .map_err(|error| ApiError::reading(&error))?;
    let items = page.items.iter();
    reply::json(&RejectPage {
        items: items
            .map(|item| StoredReject::new(shop, item.number, &item.reject))
            .collect(),
        total: page.total,
        offset,
        limit,
        counts: counts
            .iter()
            .map(|it| (it.reason.as_str().to_owned(), it.count))
            .collect(),
    })
}
