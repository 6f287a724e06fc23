//! Shows the revenue of consecutive days.

use api_types::{Problem, Revenue, RevenueDay};
use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;

use crate::problem::ApiError;
use crate::query::Params;
use crate::{AppState, reply};

/// The most days in one answer: as many as totals are kept for.
const MAX_DAYS: usize = 400;
/// The number of days if the request does not say.
const WEEK: usize = 7;

/// Gross revenue of consecutive calendar days by local hour, oldest first.
#[utoipa::path(
    get,
    path = "/v1/revenue",
    operation_id = "getRevenue",
    tag = "figures",
    params(
        ("shop" = Option<String>, Query, description = "The shop; `default` when absent."),
        ("days" = Option<u32>, Query, minimum = 1, maximum = 400, description = "How many days; 7 when absent."),
        ("end" = Option<String>, Query, format = Date, description = "The last day, which has begun; today when absent."),
    ),
    responses(
        (status = 200, description = "The days.", body = Revenue),
        (status = 400, description = "A parameter is invalid.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Unknown shop.", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The store is away.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn get_revenue(
    State(state): State<AppState>,
    uri: Uri,
) -> Result<Response, ApiError> {
    let params = Params::parse(&uri, &["days", "end"])?;
    let keeper = state.shop(&params)?;
    let shop = keeper.shop();
    let days = params.number("days", WEEK, 1..=MAX_DAYS)?;
    let today = shop.today(state.now());
    let last = params.day("end")?.unwrap_or(today);
    let retained = state.ledger().retained(shop).await;
    let retained = retained.map_err(|error| ApiError::reading(&error))?;
    let newest = retained.days.last().copied();
    // An order's clock may be a little ahead, so a day can have sales before it begins here.
    if last > newest.unwrap_or(today).max(today) {
        return Err(ApiError::bad_parameter("end", "is a day that is to come"));
    }
    // At most 400, so it fits.
    let first = last - (days as i32 - 1);
    let figures = state.figures();
    let read = tokio::try_join!(figures.days(shop, first, last), state.first_day(shop));
    let (days, begins) = read.map_err(|error| ApiError::reading(&error))?;
    reply::json(&Revenue {
        shop: shop.id.to_string(),
        currency: shop.currency.code().to_owned(),
        newest: newest.map(|day| day.to_string()),
        begins: begins.map(|day| day.to_string()),
        days: RevenueDay::list(shop, &days, Some(begins.unwrap_or(today))),
    })
}
