//! Compares a shop's figures with its platform's own, now.

use api_types::{Problem, Reconciliation};
use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::Response;

use crate::problem::ApiError;
use crate::query::Params;
use crate::reconcile::{NotReconciled, reconcile};
use crate::{AppState, reply};

/// The most days at once.
const MOST_DAYS: usize = 31;
/// As many as the nightly comparison has.
const DAYS: usize = 7;

/// Compares days of a shop with its platform's own figures now. Orders that differ are fetched again and counted as
/// they are; what still differs after that is named. It asks the platform for every order of the days, so it may take
/// minutes.
#[utoipa::path(
    post,
    path = "/v1/reconciliation",
    operation_id = "reconcile",
    tag = "figures",
    params(
        ("shop" = Option<String>, Query, description = "The shop; `default` when absent."),
        ("days" = Option<u64>, Query, description = "How many days: 1 to 31, 7 when absent."),
        ("last" = Option<String>, Query, description = "The last day; today when absent."),
    ),
    responses(
        (status = 200, description = "What was found, for these days only.", body = Reconciliation),
        (status = 400, description = "A parameter is invalid.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Unknown shop.", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The shop is not connected with a platform that has an API to ask.", body = Problem, content_type = "application/problem+json"),
        (status = 502, description = "The platform does not answer, and why.", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The store is away.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn post_reconciliation(
    State(state): State<AppState>,
    uri: Uri,
) -> Result<Response, ApiError> {
    let params = Params::parse(&uri, &["days", "last"])?;
    let shop = state.shop(&params)?;
    let today = shop.shop().clock.local(state.now()).day;
    let last = params.day("last")?.unwrap_or(today);
    let days = params.number("days", DAYS, 1..=MOST_DAYS)?;
    let first = last + -(i32::try_from(days).unwrap_or(i32::MAX) - 1);
    // The comparison continues even if the client disconnects.
    let (asked, of) = (state.clone(), shop.clone());
    let found = tokio::spawn(async move { reconcile(&asked, &of, first..=last).await });
    let found = found
        .await
        .map_err(|_| ApiError::internal("the comparison was interrupted; ask again"))?;
    reply::json(&found.map_err(|error| refused(&error))?.taken_apart())
}

fn refused(error: &NotReconciled) -> ApiError {
    let (status, name, title) = match error {
        // The shop is not connected for those days.
        NotReconciled::NotConnected | NotReconciled::Earlier(_) => {
            (StatusCode::CONFLICT, "not_connected", "Not connected")
        }
        NotReconciled::Secret(_) => (
            StatusCode::UNPROCESSABLE_ENTITY,
            "secret_unreadable",
            "Secret cannot be read",
        ),
        NotReconciled::Currency(_) => (StatusCode::CONFLICT, "other_currency", "Another currency"),
        NotReconciled::Api(_) => (
            StatusCode::BAD_GATEWAY,
            "platform_silent",
            "The platform does not answer",
        ),
        NotReconciled::Intake(error) => return ApiError::intake(error),
        NotReconciled::Store(error) => return ApiError::reading(error),
    };
    ApiError::new(status, name, title, error.to_string())
}
