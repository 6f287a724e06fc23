//! What does it measure?

use axum::extract::State;
use axum::http::{HeaderName, header};

use crate::AppState;

/// Measurements in Prometheus' text format.
#[utoipa::path(
    get,
    path = "/metrics",
    operation_id = "metrics",
    tag = "operations",
    responses((status = 200, description = "The measurements.", body = String, content_type = "text/plain")),
)]
pub(crate) async fn metrics(
    State(state): State<AppState>,
) -> ([(HeaderName, &'static str); 1], String) {
    let content_type = "text/plain; version=0.0.4; charset=utf-8";
    (
        [(header::CONTENT_TYPE, content_type)],
        state.metrics().render(),
    )
}
