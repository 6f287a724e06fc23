//! Shows the board of a business day.

use api_types::{Board, Problem};
use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use domain::{BoardQuery, BusinessDay};

use crate::live::{Whole as _, places_before};
use crate::problem::ApiError;
use crate::query::Params;
use crate::routes::{begins, check_retained};
use crate::shops::ShopState;
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
        let reading = keeper.board.current().await;
        let reading = reading.map_err(|error| ApiError::reading(&error))?;
        return Ok(reply::json_text(reading.whole()));
    }
    // In a box: nearly all requests are for today, and their futures need no room for this.
    let board = Box::pin(of_day(&state, &keeper, day, today)).await?;
    reply::json(&Board::new(shop, &board))
}

/// The board of an earlier day.
async fn of_day(
    state: &AppState,
    keeper: &ShopState,
    day: BusinessDay,
    today: BusinessDay,
) -> Result<domain::Board, ApiError> {
    check_retained(state, keeper, day, today).await?;
    let (shop, now, query) = (keeper.shop(), state.now(), BoardQuery::of(day));
    let data = state.figures().board(shop, &query).await;
    let data = data.map_err(|error| ApiError::reading(&error))?;
    let places = places_before(shop, state.figures(), &data).await;
    let mut board = domain::Board::assemble(shop, now, &query, data);
    if board.data.begins_empty() {
        board = board.known_from(begins(state, keeper).await?);
    }
    board.places_before = places.map_err(|error| ApiError::reading(&error))?;
    Ok(board)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use domain::Timestamp;
    use store_embedded::EmbeddedStore;

    use super::*;
    use crate::auth::Access;

    #[tokio::test]
    async fn a_request_for_a_board_in_memory_is_small() {
        let folder = tempfile::tempdir().unwrap();
        let store = Arc::new(EmbeddedStore::open(folder.path()).unwrap());
        let clock: crate::Clock = Arc::new(|| Timestamp::from_millis(1_520_000_000_000));
        let state = AppState::start(store, Vec::new(), clock, Access::open());
        let request = get_board(State(state), "/v1/board".parse().unwrap());
        let bytes = size_of_val(&request);
        assert!(bytes < 2 * 1024, "{bytes}");
    }
}
