//! Loads rates.

use api_types::{Problem, RatesAnswer, RatesTable};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use pipeline::{RatesError, import_rates};

use crate::problem::ApiError;
use crate::query::Params;
use crate::routes::orders::body::{MAX_BODY, read};
use crate::{AppState, reply};

/// Loads the rates of a file: the European Central Bank's `eurofxref-hist.csv` as it is downloaded, or CSV with the
/// columns `date`, `base`, `quote`, `rate` (units of `quote` for one of `base`). A rate that is already in the
/// table never changes; a file that would change one is refused as a whole.
#[utoipa::path(
    post,
    path = "/v1/rates",
    operation_id = "importRates",
    tag = "operations",
    request_body(content = String, content_type = "text/csv"),
    responses(
        (status = 200, description = "They are stored, for all servers and shops.", body = RatesAnswer),
        (status = 400, description = "A parameter is invalid.", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "The body is too long.", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "The encoding of the body is not supported.", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "The file is wrong, or would change a rate; nothing was loaded.", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The store is away.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn post_rates(
    State(state): State<AppState>,
    request: Request,
) -> Result<Response, ApiError> {
    let (parts, body) = request.into_parts();
    Params::parse(&parts.uri, &[])?;
    let (body, _room) = read(&parts, body, MAX_BODY, state.room().begin()).await?;
    let text = std::str::from_utf8(&body).map_err(|_| invalid("it is not UTF-8 text"))?;
    let (table, taken) =
        import_rates(state.presence(), text)
            .await
            .map_err(|error| match error {
                RatesError::Invalid(error) => invalid(&error.to_string()),
                RatesError::Store(error) => ApiError::reading(&error),
            })?;
    let answer = RatesAnswer {
        new: taken.new,
        known: taken.known,
        table: RatesTable::from(&table),
    };
    state.rates().set(table);
    reply::json(&answer)
}

fn invalid(what: &str) -> ApiError {
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    let detail = format!("the file with rates cannot be loaded: {what}");
    ApiError::new(status, "invalid_rates", "Invalid rates", detail)
}
