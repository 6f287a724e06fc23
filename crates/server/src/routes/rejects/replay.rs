//! Tries rejects again.

use std::collections::HashSet;

use api_types::{Problem, RejectSelection, ReplayAnswer};
use axum::extract::{Request, State};
use axum::response::Response;
use domain::{Reason, Reject};
use futures_util::future::try_join_all;
use pipeline::{Summary, decode_reject};
use ports::StoredReject;

use super::selection::Selection;
use crate::problem::ApiError;
use crate::query::Params;
use crate::shops::ShopState;
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
    let selection = Selection::of(&params, &parts, body, &mut state.room().begin()).await?;
    let store = state.records();
    let mut replay = Replay::default();
    let mut page = 0;
    loop {
        let rejects = selection.page(store, shop.shop(), page).await;
        let Some(rejects) = rejects.map_err(|error| ApiError::reading(&error))? else {
            break;
        };
        replay.page(&state, &shop, rejects).await?;
        page += 1;
    }
    shop.board.note_write();
    // Deletes only rejects that are now durable elsewhere.
    let dropped = store.drop_rejects(shop.shop(), &replay.done).await;
    dropped.map_err(|error| ApiError::reading(&error))?;
    reply::json(&replay.answer)
}

#[derive(Default)]
struct Replay {
    answer: ReplayAnswer,
    seen: HashSet<u64>,
    /// Rejects that are now counted, or refused again under another number.
    done: Vec<u64>,
}

impl Replay {
    /// Tries a page of rejects; those that arrive together share a commit.
    async fn page(
        &mut self,
        state: &AppState,
        shop: &ShopState,
        rejects: Vec<StoredReject>,
    ) -> Result<(), ApiError> {
        let mut numbers = Vec::new();
        let mut submitted = Vec::new();
        for StoredReject { number, reject } in rejects {
            if !self.seen.insert(number) {
                continue;
            }
            self.answer.replayed += 1;
            let decoded = decode_reject(shop.shop(), state.now(), &reject);
            // Delivered events of a platform are only kept whole.
            let is_whole = reject.body.len() < Reject::MAX_BODY || decoded.has_pieces();
            let is_order = decoded.order_count() == 1 && decoded.events() == 1;
            let is_order = is_order || decoded.has_pieces();
            if !(is_whole && is_order && reject.rejection.reason.may_be_tried_again()) {
                self.refuse(reject.rejection.reason);
                continue;
            }
            numbers.push(number);
            submitted.push(shop.intake.submit(decoded));
        }
        let summaries = try_join_all(submitted).await;
        for summary in summaries.map_err(|error| ApiError::intake(&error))? {
            self.count(summary);
        }
        self.done.extend(numbers);
        Ok(())
    }

    fn count(&mut self, summary: Summary) {
        self.answer.accepted += summary.accepted;
        self.answer.duplicates += summary.duplicates;
        self.answer.updated += summary.updated;
        for event in summary.rejected {
            self.refuse(event.rejection.reason);
        }
    }

    fn refuse(&mut self, reason: Reason) {
        *self
            .answer
            .rejected
            .entry(reason.as_str().to_owned())
            .or_default() += 1;
    }
}
