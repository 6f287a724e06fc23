//! What does it measure?

use axum::http::{HeaderName, header};
use telemetry::Show;

/// Measurements in Prometheus' text format.
#[utoipa::path(
    get,
    path = "/metrics",
    operation_id = "metrics",
    tag = "operations",
    responses((status = 200, description = "The measurements.", body = String, content_type = "text/plain")),
)]
pub(crate) async fn metrics() -> ([(HeaderName, &'static str); 1], String) {
    let content_type = "text/plain; version=0.0.4; charset=utf-8";
    (
        [(header::CONTENT_TYPE, content_type)],
        telemetry::render(Show::All),
    )
}
