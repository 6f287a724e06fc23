//! The endpoints: a folder per noun, a file per verb.

pub(crate) mod alerts;
pub(crate) mod aside;
pub(crate) mod board;
pub(crate) mod breakdown;
pub(crate) mod connection;
pub(crate) mod dashboard;
pub(crate) mod digest;
pub(crate) mod export;
pub(crate) mod goals;
pub(crate) mod health;
pub(crate) mod items;
pub(crate) mod live;
pub(crate) mod operations;
pub(crate) mod orders;
pub(crate) mod overview;
pub(crate) mod range;
pub(crate) mod rates;
pub(crate) mod reconciliation;
pub(crate) mod rejects;
pub(crate) mod revenue;
pub(crate) mod session;
pub(crate) mod shops;
pub(crate) mod store;
pub(crate) mod webhooks;

use api_types::NotCompared;
use axum::http::StatusCode;
use domain::{Against, BusinessDay, DayRecord, Range, RetainedDays, Unknown};

use crate::AppState;
use crate::problem::ApiError;
use crate::query::Params;
use crate::shops::ShopState;

/// Why a kept day is not known order by order and item by item.
async fn unknown_on(
    state: &AppState,
    shop: &ShopState,
    day: BusinessDay,
) -> Result<Option<Unknown>, ApiError> {
    let days = state.figures().days(shop.shop(), day, day).await;
    let days = days.map_err(|error| ApiError::reading(&error))?;
    Ok(days.first().and_then(DayRecord::unknown_in_detail))
}

/// The days of a report that is kept by day, and the days to compare them with. If some of the days are over, the
/// report is cut to those; if there is nothing to compare with, it has all days and the reason.
async fn over_against(
    state: &AppState,
    keeper: &ShopState,
    days: Range,
    how: Against,
    params: &Params<'_>,
) -> Result<(Range, Result<Range, NotCompared>), ApiError> {
    let shop = keeper.shop();
    let today = shop.today(state.now());
    match days.over_against(how, params.text("span"), shop.week_begins, today) {
        None => Ok((days, Err(NotCompared::Running))),
        Some((over, with)) => Ok(match if_known(state, keeper, with).await? {
            Ok(with) => (over, Ok(with)),
            Err(why) => (days, Err(why)),
        }),
    }
}

/// The shop's first day with any data.
async fn begins(state: &AppState, keeper: &ShopState) -> Result<Option<BusinessDay>, ApiError> {
    let begins = state.first_day(keeper.shop()).await;
    begins.map_err(|error| ApiError::reading(&error))
}

/// The day before the shop's first one, if all of these days are before that: nothing was counted then, which is not 0.
fn before_first(days: Range, begins: Option<BusinessDay>) -> Option<BusinessDay> {
    begins
        .filter(|begins| days.last < *begins)
        .map(|begins| begins - 1)
}

/// These days, if the shop has or may have data for each of them.
async fn if_known(
    state: &AppState,
    keeper: &ShopState,
    with: Range,
) -> Result<Result<Range, NotCompared>, ApiError> {
    let totals = state.daily_totals(keeper, with.last).await?;
    Ok(match totals.check(with) {
        Err(Unknown::BeforeFirst) => Err(NotCompared::BeforeFirst),
        Err(_) => Err(NotCompared::NotKept),
        Ok(()) => Ok(with),
    })
}

/// Checks that a day is kept in detail. That includes days without orders between the oldest kept day and today.
async fn check_retained(
    state: &AppState,
    shop: &ShopState,
    day: BusinessDay,
    today: BusinessDay,
) -> Result<RetainedDays, ApiError> {
    let retained = state.ledger().retained(shop.shop()).await;
    let retained = retained.map_err(|error| ApiError::reading(&error))?;
    let oldest = retained.days.first().copied().unwrap_or(today).min(today);
    let newest = retained.days.last().copied().unwrap_or(today).max(today);
    if (oldest..=newest).contains(&day) {
        return Ok(retained);
    }
    let detail = format!("{day} is not kept in detail; the kept days are {oldest} to {newest}");
    Err(not_retained(detail))
}

/// The orders of the day no longer exist, or do not exist yet.
fn not_retained(detail: String) -> ApiError {
    let status = StatusCode::NOT_FOUND;
    ApiError::new(status, "day_not_retained", "Day not retained", detail)
}
