//! Checks whether the figures are the sums of the ledger.

use std::sync::Arc;

use api_types::{Problem, Verification};
use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;

use crate::problem::ApiError;
use crate::query::Params;
use crate::{AppState, long_work, reply};

/// Recomputes the figures of the retained days from the ledger, and names each one that differs. It
/// reads everything that the shop has, so it takes seconds for millions of orders.
#[utoipa::path(
    get,
    path = "/v1/verify",
    operation_id = "verify",
    tag = "operations",
    params(("shop" = Option<String>, Query, description = "The shop; `default` when absent.")),
    responses(
        (status = 200, description = "What was compared, and what differs.", body = Verification),
        (status = 400, description = "A parameter is invalid.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Unknown shop.", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The store is away.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn get_verification(
    State(state): State<AppState>,
    uri: Uri,
) -> Result<Response, ApiError> {
    let shop = Arc::clone(state.shop(&Params::parse(&uri, &[])?)?.shop());
    let (asked, of) = (state.clone(), Arc::clone(&shop));
    let work = move || async move {
        let verified = transfer::verify(&of, asked.export()).await;
        verified.map_err(|error| ApiError::reading(&error))
    };
    let verified = long_work::run(work).await;
    let verified = verified.map_err(|error| ApiError::reading(&error))??;
    let differences = verified.differences.iter().map(|it| {
        let figure = |amount| match it.is_money {
            true => shop.currency.format(amount),
            false => amount.to_string(),
        };
        api_types::Difference {
            day: it.day.map(|day| day.to_string()),
            figure: it.figure.clone(),
            stored: figure(it.stored),
            recomputed: figure(it.recomputed),
        }
    });
    reply::json(&Verification {
        days: verified.days,
        orders: verified.orders,
        items: verified.items,
        differences: differences.collect(),
        total: verified.total,
    })
}
