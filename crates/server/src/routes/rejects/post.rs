//! Keeps events that the sender itself refused.

use api_types::{KeptAnswer, Problem, RejectReport};
use axum::extract::{Request, State};
use axum::response::Response;
use domain::{Reason, Rejection};
use pipeline::{Decoded, Origin};

use crate::json_object::object;
use crate::problem::ApiError;
use crate::query::Params;
use crate::routes::orders::body::read;
use crate::shops::ShopState;
use crate::{AppState, reply};

/// How many events a request may report, and how many bytes they may take.
const MOST_EVENTS: usize = 1_000;
const MOST_BYTES: usize = 32 * 1024 * 1024;
/// The longest detail that is kept, in characters.
const MOST_DETAIL: usize = 1_000;

/// Keeps events that the sender itself rejected. `import` does so with rows of a file that contradict
/// each other, which no server could see. They are listed together with those that were rejected here.
#[utoipa::path(
    post,
    path = "/v1/rejects",
    operation_id = "reportRejects",
    tag = "rejects",
    params(
        ("shop" = Option<String>, Query, description = "The shop; `default` when absent."),
    ),
    request_body(content = RejectReport, description = "At most 1,000 events."),
    responses(
        (status = 200, description = "All of them are durable.", body = KeptAnswer),
        (status = 400, description = "The request is invalid.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Unknown shop.", body = Problem, content_type = "application/problem+json"),
        (status = 408, description = "The body did not arrive.", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "More than 32 MiB.", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "The encoding of the body is not supported.", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The store is away.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn report_rejects(
    State(state): State<AppState>,
    request: Request,
) -> Result<Response, ApiError> {
    let (parts, body) = request.into_parts();
    let shop = state.shop(&Params::parse(&parts.uri, &[])?)?;
    let (body, _room) = read(&parts, body, MOST_BYTES, state.room().begin()).await?;
    // The parser's message may quote the body, so it is not passed on.
    let report: RejectReport = object(&body).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        ApiError::bad_request(format!(
            "the body is not {{\"rejects\":[{{\"reason\":…,\"detail\":…,\"body\":…}}]}}: line {line}, column {column}"
        ))
    })?;
    if report.rejects.len() > MOST_EVENTS {
        return Err(ApiError::bad_request(
            "a request reports at most 1,000 events",
        ));
    }
    let (source, now) = ("import", state.now());
    let mut decoded = Decoded::new(Origin { source, now });
    for reported in report.rejects {
        let reason = Reason::from_name(&reported.reason);
        let reason = reason.ok_or_else(|| {
            let known = Reason::ALL.map(Reason::as_str).join("`, `");
            ApiError::bad_request(format!("a reason must be one of `{known}`"))
        })?;
        let detail: String = reported.detail.chars().take(MOST_DETAIL).collect();
        let rejection = Rejection::new(reason, detail);
        decoded.reject(rejection, reported.id, reported.body.into_bytes());
    }
    let kept = decoded.reject_count();
    keep(&shop, decoded).await?;
    reply::json(&KeptAnswer { kept })
}

/// If other orders wait in the buffer, these events do as well.
async fn keep(shop: &ShopState, decoded: Decoded) -> Result<(), ApiError> {
    match shop.intake.buffer() {
        Some(buffer) if buffer.is_in_use() => {
            let kept = buffer.keep(decoded).await;
            kept.map(drop).map_err(|error| ApiError::buffer(&error))
        }
        _ => {
            let submitted = shop.intake.submit(decoded).await;
            submitted
                .map(drop)
                .map_err(|error| ApiError::intake(&error))
        }
    }
}
