//! Shows the measurements.

use api_types::Problem;
use axum::extract::State;
use axum::http::{HeaderName, Uri, header};
use telemetry::Show;

use crate::AppState;
use crate::health::LISTED;
use crate::problem::ApiError;

/// Metrics in Prometheus' text format.
///
/// With more than 100 shops, counters and histograms are those of all shops together, under the name `*`, and gauges
/// that are not 0 are those of the twenty shops where they are worst.
#[utoipa::path(
    get,
    path = "/metrics",
    operation_id = "metrics",
    tag = "operations",
    params(("shop" = Option<String>, Query, description = "Only the metrics of this shop.")),
    responses(
        (status = 200, description = "The measurements.", body = String, content_type = "text/plain"),
        (status = 404, description = "Unknown shop.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn metrics(
    State(state): State<AppState>,
    uri: Uri,
) -> Result<([(HeaderName, &'static str); 1], String), ApiError> {
    // Scrapers add parameters of their own, which have no meaning here.
    let mut params = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
    let shop = params.find_map(|(name, value)| (name == "shop").then_some(value));
    let text = match shop {
        Some(shop) if state.shop_named(&shop).is_none() => {
            return Err(ApiError::unknown_shop(&shop));
        }
        Some(shop) => telemetry::render(Show::Shop(&shop)),
        None if state.shop_count() > LISTED => telemetry::render(Show::Summed),
        None => telemetry::render(Show::All),
    };
    let content_type = "text/plain; version=0.0.4; charset=utf-8";
    Ok(([(header::CONTENT_TYPE, content_type)], text))
}
