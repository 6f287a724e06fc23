//! Keeps an alert quiet for a while.

use api_types::{Alert, Problem, SnoozeRequest};
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::Response;

use crate::problem::ApiError;
use crate::query::Params;
use crate::{AppState, reply};

/// A week.
const MOST_MINUTES: u32 = 7 * 24 * 60;
/// More than any request of this kind has.
const MAX_BODY: usize = 4_096;

/// Sends no messages about an alert for a while. It is shown all the same, and told when the time
/// is over and it still stands.
#[utoipa::path(
    post,
    path = "/v1/alerts/{id}/snooze",
    operation_id = "snoozeAlert",
    tag = "alerts",
    params(("id" = String, Path, description = "The alert.")),
    request_body = SnoozeRequest,
    responses(
        (status = 200, description = "The alert.", body = Alert),
        (status = 400, description = "The request makes no sense.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such alert stands.", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The store is away.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn snooze_alert(
    State(state): State<AppState>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, ApiError> {
    let (parts, body) = request.into_parts();
    Params::parse(&parts.uri, &[])?;
    let keeper = super::keeper(&state)?;
    let body = axum::body::to_bytes(body, MAX_BODY).await;
    let body = body.map_err(|_| ApiError::too_large("a snooze is no more than its minutes"))?;
    let wrong = || {
        let most = MOST_MINUTES;
        ApiError::bad_request(format!(
            "the body must be JSON such as {{\"minutes\": 60}}, with 0 to {most} minutes"
        ))
    };
    let asked: SnoozeRequest = serde_json::from_slice(&body).map_err(|_| wrong())?;
    if asked.minutes > MOST_MINUTES {
        return Err(wrong());
    }
    let snoozed = keeper.snooze(&id, asked.minutes).await;
    match snoozed.map_err(|error| ApiError::reading(&error))? {
        Some(alert) => reply::json(&alert),
        None => {
            let shown: String = id.chars().take(64).collect();
            Err(ApiError::new(
                StatusCode::NOT_FOUND,
                "unknown_alert",
                "Unknown alert",
                format!("no alert `{shown}` stands; GET /v1/alerts lists those that do"),
            ))
        }
    }
}
