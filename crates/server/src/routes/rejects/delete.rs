//! Drops rejects.

use std::collections::HashSet;

use api_types::{DropAnswer, Problem, RejectSelection};
use axum::extract::{Request, State};
use axum::response::Response;
use domain::Shop;
use ports::{Records, StoreError};

use super::selection::Selection;
use crate::problem::ApiError;
use crate::query::Params;
use crate::{AppState, reply};

/// Drops rejects, by number, by reason, or all that are kept now.
#[utoipa::path(
    delete,
    path = "/v1/rejects",
    operation_id = "dropRejects",
    tag = "rejects",
    params(
        ("shop" = Option<String>, Query, description = "The shop; `default` when absent."),
        ("all" = Option<bool>, Query, description = "All rejects kept now, instead of numbers."),
        ("reason" = Option<String>, Query, description = "All kept now with this reason, such as `too_many_items`, instead of numbers."),
    ),
    request_body(content = RejectSelection, description = "Which ones; absent with `all` and `reason`."),
    responses(
        (status = 200, description = "How many were dropped.", body = DropAnswer),
        (status = 400, description = "The request does not say which ones.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Unknown shop.", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "The body is too long.", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "The encoding of the body is not supported.", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The store is away.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn drop_rejects(
    State(state): State<AppState>,
    request: Request,
) -> Result<Response, ApiError> {
    let (parts, body) = request.into_parts();
    let params = Params::parse(&parts.uri, &["all", "reason"])?;
    let keeper = state.shop(&params)?;
    let shop = keeper.shop();
    let selection = Selection::of(&params, &parts, body, state.room().begin()).await?;
    let dropped = drop_selected(state.records(), shop, selection).await;
    reply::json(&DropAnswer {
        dropped: dropped.map_err(|error| ApiError::reading(&error))?,
    })
}

async fn drop_selected(
    store: &dyn Records,
    shop: &Shop,
    selection: Selection,
) -> Result<usize, StoreError> {
    let numbers = match selection {
        Selection::Numbers(numbers) => numbers,
        all @ (Selection::All | Selection::Of(_)) => {
            let (mut numbers, mut page) = (HashSet::new(), 0);
            while let Some(rejects) = all.page(store, shop, page).await? {
                numbers.extend(rejects.iter().map(|reject| reject.number));
                page += 1;
            }
            numbers
        }
    };
    let numbers: Vec<u64> = numbers.into_iter().collect();
    store.drop_rejects(shop, &numbers).await
}
