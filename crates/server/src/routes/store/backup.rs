//! Writes a shop as a backup.

use std::sync::Arc;

use api_types::Problem;
use axum::extract::State;
use axum::http::{HeaderValue, Uri, header};
use axum::response::Response;

use crate::problem::ApiError;
use crate::query::Params;
use crate::{AppState, long_work};

/// Everything of a shop, for restoring into any store: ledger, items, totals, rejects, positions.
/// Orders may come in meanwhile. The backup is complete if its last line is `end`.
#[utoipa::path(
    get,
    path = "/v1/backup",
    operation_id = "getBackup",
    tag = "operations",
    params(("shop" = Option<String>, Query, description = "The shop; `default` when absent.")),
    responses(
        (status = 200, description = "The backup: lines of JSON, compressed by zstd.", content_type = "application/zstd"),
        (status = 400, description = "A parameter is invalid.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Unknown shop.", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The store is away.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn get_backup(
    State(state): State<AppState>,
    uri: Uri,
) -> Result<Response, ApiError> {
    let shop = Arc::clone(state.shop(&Params::parse(&uri, &[])?)?.shop());
    // An early failure is reported instead of a backup; a later one breaks the backup off.
    let ready = state.presence().ready().await;
    ready.map_err(|error| ApiError::reading(&error))?;
    let now = state.now();
    let body = long_work::body("a backup", move |out| async move {
        transfer::backup(&shop, state.export(), now, out).await
    });
    let mut response = Response::new(body);
    let kind = HeaderValue::from_static("application/zstd");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    Ok(response)
}
