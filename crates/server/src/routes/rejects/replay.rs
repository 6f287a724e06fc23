//! Tries rejects again.

use api_types::{Problem, RejectSelection, ReplayAnswer};
use axum::extract::{Request, State};
use axum::response::Response;

use super::selection::Selection;
use crate::problem::ApiError;
use crate::query::Params;
use crate::replay::Replay;
use crate::{AppState, reply};

/// Tries rejects again, by number, by reason, or all that are kept now.
///
/// Those that are good now are counted and leave the rejects; the others stay as they are. A reject whose
/// body was cut at 16 KiB cannot be tried and stays. So do rows of a file that contradict each other or
/// are malformed: fix them in the file. An order whose id came from a key, an envelope or a position gets
/// the same id again.
#[utoipa::path(
    post,
    path = "/v1/rejects/replay",
    operation_id = "replayRejects",
    tag = "rejects",
    params(
        ("shop" = Option<String>, Query, description = "The shop; `default` when absent."),
        ("all" = Option<bool>, Query, description = "All rejects kept now, instead of numbers."),
        ("reason" = Option<String>, Query, description = "All kept now with this reason, such as `too_many_items`, instead of numbers."),
    ),
    request_body(content = RejectSelection, description = "Which ones; absent with `all` and `reason`."),
    responses(
        (status = 200, description = "What became of them.", body = ReplayAnswer),
        (status = 400, description = "The request does not say which ones.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Unknown shop.", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "The body is too long.", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "The encoding of the body is not supported.", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The store is away. What was counted before stays counted; it is right to replay again.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn replay_rejects(
    State(state): State<AppState>,
    request: Request,
) -> Result<Response, ApiError> {
    let (parts, body) = request.into_parts();
    let params = Params::parse(&parts.uri, &["all", "reason"])?;
    let shop = state.shop(&params)?;
    let selection = Selection::of(&params, &parts, body, state.room().begin()).await?;
    let store = state.records();
    let mut replay = Replay::default();
    let mut page = 0;
    loop {
        let rejects = selection.page(store, shop.shop(), page).await;
        let Some(rejects) = rejects.map_err(|error| ApiError::reading(&error))? else {
            break;
        };
        let tried = replay.page(&shop, state.now(), rejects).await;
        tried.map_err(|error| ApiError::intake(&error))?;
        page += 1;
    }
    let answer = replay.finish(store, &shop).await;
    reply::json(&answer.map_err(|error| ApiError::reading(&error))?)
}
