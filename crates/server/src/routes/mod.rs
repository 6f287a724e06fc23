//! The endpoints: a folder a noun, a file a verb.

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

use domain::{BusinessDay, DayRecord, RetainedDays, Unknown};

use crate::AppState;
use crate::problem::ApiError;
use crate::shops::ShopState;
use axum::http::StatusCode;

/// Why a day is not known order by order and item by item, though it is kept.
async fn unknown_on(
    state: &AppState,
    shop: &ShopState,
    day: BusinessDay,
) -> Result<Option<Unknown>, ApiError> {
    let days = state.figures().days(shop.shop(), day, day).await;
    let days = days.map_err(|error| ApiError::reading(&error))?;
    Ok(days.first().and_then(DayRecord::unknown_in_detail))
}

/// Checks that a day is kept in detail. Days between the oldest kept one and today on which
/// nothing happened are.
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
    Err(ApiError::new(
        StatusCode::NOT_FOUND,
        "day_not_retained",
        "Day not retained",
        detail,
    ))
}
