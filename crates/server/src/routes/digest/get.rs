//! Shows a shop's digest.

use api_types::{Digest, Problem};
use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use domain::Rhythm;

use crate::digest;
use crate::problem::ApiError;
use crate::query::Params;
use crate::{AppState, reply};

const EVERY: &str = "must be `daily`, `weekly` or `monthly`";

/// What the digest of a day says: the day, week or month before it, beside the one before that and the year before, with the
/// items that sold best, fell most and came back, what was silent, and whether the figures are the platform's.
///
/// It is what goes out by mail, Slack or webhook where that is set; asking for it sends nothing.
#[utoipa::path(
    get,
    path = "/v1/digest",
    operation_id = "getDigest",
    tag = "figures",
    params(
        ("shop" = Option<String>, Query, description = "The shop; `default` when absent."),
        ("every" = Option<String>, Query, description = "`daily` (when absent), `weekly` or `monthly`: about a day, a week or a month."),
        ("date" = Option<String>, Query, format = Date, description = "The day before which it ended; today when absent."),
    ),
    responses(
        (status = 200, description = "The digest.", body = Digest),
        (status = 400, description = "A parameter makes no sense.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Unknown shop.", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The store is away.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn get_digest(
    State(state): State<AppState>,
    uri: Uri,
) -> Result<Response, ApiError> {
    let params = Params::parse(&uri, &["every", "date"])?;
    let shop = state.shop(&params)?;
    let every = params.named("every", Rhythm::from_name, EVERY)?;
    let every = every.unwrap_or(Rhythm::Daily);
    let today = shop.shop().today(state.now());
    let date = params.day("date")?.unwrap_or(today);
    if date > today {
        return Err(ApiError::bad_parameter("date", "is a day that is to come"));
    }
    let days = every.ended(date, shop.shop().week_begins);
    let made = digest::make(&state, &shop, every, days).await;
    reply::json(&made.map_err(|error| ApiError::reading(&error))?)
}
