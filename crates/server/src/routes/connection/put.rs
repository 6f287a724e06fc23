//! Connects a shop with its platform.

use api_types::{Connection, NewConnection, Problem};
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::Shop;
use pipeline::PlatformLink;

use super::{keeper, not_connected, of_settings, text, wire};
use crate::connections::ids;
use crate::problem::ApiError;
use crate::query::Params;
use crate::routes::orders::body::short_json;
use crate::{AppState, reply};

/// Connects a shop with its platform, or changes its connection. This takes effect at once, and within seconds on every
/// server of the store.
///
/// The body has no secrets: it names them, and each server reads them where they are. If there is access to the
/// platform's API, Livetill asks it for orders from `since` on, and keeps asking. `livetill connect` does all of this,
/// and registers the platform's webhooks.
#[utoipa::path(
    put,
    path = "/v1/shops/{shop}/connection",
    operation_id = "putConnection",
    tag = "shops",
    params(("shop" = String, Path, description = "The shop.")),
    request_body = NewConnection,
    responses(
        (status = 200, description = "The connection.", body = Connection),
        (status = 400, description = "Some value is impossible.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Unknown shop.", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The connection is in the server's settings, or the shop has orders under other ids.", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "The body is too long.", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "The encoding of the body is not supported.", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "This server cannot read a secret at the place that is named.", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The store is away.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn put_connection(
    State(state): State<AppState>,
    Path(name): Path<String>,
    request: Request,
) -> Result<Response, ApiError> {
    let (parts, body) = request.into_parts();
    Params::parse(&parts.uri, &[])?;
    let form = r#"{"platform": "standard", "webhook_secrets": ["env:ACME_SECRET"]}"#;
    let asked: NewConnection = short_json(&parts, body, state.room().begin(), form).await?;
    let state_of = state.shop_named(&name);
    let state_of = state_of.ok_or_else(|| ApiError::unknown_shop(&name))?;
    let (keeper, shop) = (keeper(&state)?, state_of.shop());
    let name = shop.id.as_str();
    let before = keeper.of(name);
    if before.as_ref().is_some_and(|linked| linked.is_of_settings) {
        return Err(of_settings(name));
    }
    let text = text(asked);
    let link = PlatformLink::of(&text).map_err(ApiError::bad_request)?;
    check_since(&state, shop, &link)?;
    let linker = keeper.linker();
    linker.check(&link).map_err(ApiError::bad_request)?;
    let read = linker.secrets(&link);
    read.map_err(|why| unreadable(&why))?;
    let is_same = before.is_some_and(|linked| {
        linked.text.platform == text.platform && linked.text.from_day == text.from_day
    });
    if !is_same {
        check_ids(&state, shop, &link).await?;
    }
    let set = keeper.set(&shop.id, Some(&text)).await;
    set.map_err(|error| ApiError::reading(&error))?;
    let linked = keeper.of(name).ok_or_else(|| not_connected(name))?;
    reply::json(&wire(&state, keeper, name, linked).await)
}

fn unreadable(why: &str) -> ApiError {
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    let detail = format!("{why}. Secrets are read at the server: put it there, and ask again");
    ApiError::new(status, "secret_unreadable", "Secret cannot be read", detail)
}

/// Refuses a `since` before the retained days: such orders would be too late.
fn check_since(state: &AppState, shop: &Shop, link: &PlatformLink) -> Result<(), ApiError> {
    let today = shop.clock.local(state.now()).day;
    let kept = i64::try_from(shop.retention_days).unwrap_or(i64::MAX);
    match link.since {
        Some(since) if i64::from(today.epoch_days() - since.epoch_days()) >= kept => {
            Err(ApiError::bad_request(format!(
                "since: {since} is beyond the {kept} days that shop `{}` keeps; begin later, or connect a shop that keeps \
             more (retention_days)",
                shop.id
            )))
        }
        _ => Ok(()),
    }
}

/// Refuses a second source of orders for a shop.
async fn check_ids(state: &AppState, shop: &Shop, link: &PlatformLink) -> Result<(), ApiError> {
    let store = (state.ledger(), state.records());
    let found = ids::others(store, shop, link, ids::Before::Whatever).await;
    match found.map_err(|error| ApiError::reading(&error))? {
        None => Ok(()),
        Some(detail) => {
            let status = StatusCode::CONFLICT;
            let (name, title) = ("other_orders", "Other orders");
            Err(ApiError::new(status, name, title, detail))
        }
    }
}
