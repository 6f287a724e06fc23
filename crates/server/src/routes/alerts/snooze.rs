//! Keeps an alert quiet for a while.

use api_types::{Alert, Problem, SnoozeRequest};
use axum::Extension;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::Response;

use crate::auth::Identity;
use crate::problem::ApiError;
use crate::query::Params;
use crate::routes::orders::body::short_json;
use crate::{AppState, reply};

/// A week.
const MOST_MINUTES: u32 = 7 * 24 * 60;

/// Silences an alert for a while. It is still shown, and is sent again if it is still open when the
/// time is over.
#[utoipa::path(
    post,
    path = "/v1/alerts/{id}/snooze",
    operation_id = "snoozeAlert",
    tag = "alerts",
    params(
        ("id" = String, Path, description = "The alert."),
        ("shop" = Option<String>, Query, description = "The shop that the alert is about; `default` when absent. An \
            alert of all shops together needs a key for all shops, whichever shop is named."),
    ),
    request_body = SnoozeRequest,
    responses(
        (status = 200, description = "The alert.", body = Alert),
        (status = 400, description = "The request is invalid.", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The alert is about all shops together, but the key is not for all.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Unknown shop, or it has no such open alert.", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "The body is too long.", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "The encoding of the body is not supported.", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The store is away.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn snooze_alert(
    State(state): State<AppState>,
    Extension(identity): Extension<Identity>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, ApiError> {
    let (parts, body) = request.into_parts();
    let keeper = state.shop(&Params::parse(&parts.uri, &[])?)?;
    let shop = keeper.shop();
    let shop = shop.id.as_str();
    let keeper = super::keeper(&state)?;
    let form = r#"{"minutes": 60}"#;
    let asked: SnoozeRequest = short_json(&parts, body, state.room().begin(), form).await?;
    if asked.minutes > MOST_MINUTES {
        let detail = format!("minutes must be 0 to {MOST_MINUTES}");
        return Err(ApiError::bad_request(detail));
    }
    let unknown = || {
        let shown: String = id.chars().take(64).collect();
        let detail = format!(
            "shop `{shop}` has no open alert `{shown}`; GET /v1/alerts?shop={shop} lists its alerts"
        );
        ApiError::new(
            StatusCode::NOT_FOUND,
            "unknown_alert",
            "Unknown alert",
            detail,
        )
    };
    match keeper.alert(&id).ok_or_else(unknown)?.shop {
        Some(of) if of == shop => {}
        // The same answer as for an unknown alert, because whether it is active is the other shop's affair.
        Some(_) => return Err(unknown()),
        None if identity.is_for_all_shops() => {}
        None => return Err(ApiError::all_shops_needed()),
    }
    let snoozed = keeper.snooze(&id, asked.minutes).await;
    let snoozed = snoozed.map_err(|error| ApiError::reading(&error))?;
    reply::json(&snoozed.ok_or_else(unknown)?)
}
