//! Shows the board of a business day.

use api_types::{Board, Problem};
use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use domain::BoardQuery;

use crate::live::{Whole as _, places_before};
use crate::problem::ApiError;
use crate::query::Params;
use crate::routes::{begins, check_retained};
use crate::{AppState, reply};

/// Everything that the dashboard shows of a business day.
///
/// Today's board contains everything that was committed before the request.
#[utoipa::path(
    get,
    path = "/v1/board",
    operation_id = "getBoard",
    tag = "figures",
    params(
        ("shop" = Option<String>, Query, description = "The shop; `default` when absent."),
        ("date" = Option<String>, Query, format = Date, description = "A retained business day; today when absent."),
    ),
    responses(
        (status = 200, description = "The board.", body = Board),
        (status = 400, description = "A parameter is invalid.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Unknown shop, or a day that is not retained.", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The store is away.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn get_board(
    State(state): State<AppState>,
    uri: Uri,
) -> Result<Response, ApiError> {
    let params = Params::parse(&uri, &["date"])?;
    let keeper = state.shop(&params)?;
    let shop = keeper.shop();
    let today = shop.today(state.now());
    let day = params.day("date")?.unwrap_or(today);
    if day == today {
        let reading = keeper
            .board
            .current()
            .await
            .map_err(|error| ApiError::reading(&error))?;
        return Ok(reply::json_text(reading.whole()));
    }
    check_retained(&state, &keeper, day, today).await?;
    let (now, query) = (state.now(), BoardQuery::of(day));
    let data = state.figures().board(shop, &query).await;
    let data = data.map_err(|error| ApiError::reading(&error))?;
    let places = places_before(shop, state.figures(), &data).await;
    let mut board = domain::Board::assemble(shop, now, &query, data);
    if board.data.begins_empty() {
        board = board.known_from(begins(&state, &keeper).await?);
    }
    board.places_before = places.map_err(|error| ApiError::reading(&error))?;
    reply::json(&Board::new(shop, &board))
}
