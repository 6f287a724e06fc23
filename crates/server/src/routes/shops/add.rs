//! Adds a shop.

use api_types::{MAX_DISPLAY_NAME, NewShop, Problem, ShopEntry};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::ShopId;
use ports::ListedShop;

use super::list::entry;
use super::{keeper, refused};
use crate::problem::ApiError;
use crate::query::Params;
use crate::routes::orders::body::short_json;
use crate::{AppState, reply};

/// Adds a shop. It takes orders at once here, and within a second on every server of the store.
///
/// What the body leaves out (retained days, limits) is as for the default shop.
#[utoipa::path(
    post,
    path = "/v1/shops",
    operation_id = "addShop",
    tag = "shops",
    request_body = NewShop,
    responses(
        (status = 201, description = "The shop.", body = ShopEntry),
        (status = 400, description = "The name, the time zone or the currency is invalid.", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "There is already a shop with that name, or it is being removed.", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "The body is too long.", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "The encoding of the body is not supported.", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The store is away.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn add_shop(
    State(state): State<AppState>,
    request: Request,
) -> Result<Response, ApiError> {
    let (parts, body) = request.into_parts();
    Params::parse(&parts.uri, &[])?;
    let form = r#"{"shop": "acme", "timezone": "Asia/Tokyo", "currency": "JPY"}"#;
    let asked: NewShop = short_json(&parts, body, state.room().begin(), form).await?;
    let id = ShopId::new(&asked.shop).map_err(|error| ApiError::bad_request(error.to_string()))?;
    let display_name = asked.display_name.map(|name| name.trim().to_owned());
    let display_name = display_name.filter(|name| !name.is_empty());
    if let Some(name) = &display_name
        && (name.len() > MAX_DISPLAY_NAME || name.chars().any(char::is_control))
    {
        let detail = format!(
            "display_name must have at most {MAX_DISPLAY_NAME} bytes and no control characters"
        );
        return Err(ApiError::bad_request(detail));
    }
    let name = id.to_string();
    let listed = ListedShop {
        id,
        timezone: asked.timezone,
        currency: asked.currency,
        display_name,
        is_leaving: false,
        retention_days: asked.retention_days,
    };
    let added = keeper(&state)?.add(listed).await;
    added.map_err(|why| refused(&name, why))?;
    let shop = state.shop_named(&name);
    let shop = shop.ok_or_else(|| {
        ApiError::store_away("the shop was added, but cannot be opened now; the log says why")
    })?;
    reply::json_with(StatusCode::CREATED, &entry(&state, &shop).await)
}
