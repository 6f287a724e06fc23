//! Shows which rates the table has.

use api_types::{Problem, RatesTable};
use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;

use crate::problem::ApiError;
use crate::query::Params;
use crate::{AppState, reply};

/// What the table of rates contains. Orders in another currency than their shop's are converted
/// with it.
#[utoipa::path(
    get,
    path = "/v1/rates",
    operation_id = "getRates",
    tag = "operations",
    responses(
        (status = 200, description = "The table's base and days.", body = RatesTable),
        (status = 400, description = "A parameter is invalid.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn get_rates(
    State(state): State<AppState>,
    uri: Uri,
) -> Result<Response, ApiError> {
    Params::parse(&uri, &[])?;
    reply::json(&RatesTable::from(&*state.rates().table()))
}
