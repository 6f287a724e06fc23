//! Lists the shops.

use std::sync::Arc;

use api_types::{Problem, ShopEntry, ShopList};
use axum::Extension;
use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;

use crate::auth::{Identity, Permission, Role};
use crate::health::sources::streams_of;
use crate::problem::ApiError;
use crate::query::Params;
use crate::shops::ShopState;
use crate::{AppState, reply};

/// The shops that the caller may see.
///
/// This needs role `view` or `admin`. A key that is limited to shops sees only those.
#[utoipa::path(
    get,
    path = "/v1/shops",
    operation_id = "listShops",
    tag = "shops",
    params(
        ("q" = Option<String>, Query, description = "Only shops whose name contains this, in any case."),
        ("limit" = Option<usize>, Query, description = "The most shops: 1 to 1,000; 100 when absent."),
        ("offset" = Option<usize>, Query, description = "How many shops to skip."),
    ),
    responses(
        (status = 200, description = "The shops.", body = ShopList),
        (status = 400, description = "A parameter is invalid.", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The key's role does not allow this.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn list_shops(
    State(state): State<AppState>,
    Extension(identity): Extension<Identity>,
    uri: Uri,
) -> Result<Response, ApiError> {
    let key = identity.key();
    if let Some(key) = key.filter(|key| !key.role.allows(Permission::View)) {
        return Err(ApiError::role_not_allowed(key.role, Role::View));
    }
    let params = Params::parse(&uri, &["q", "limit", "offset"])?;
    let (offset, limit) = params.page()?;
    let text = params.text("q").unwrap_or_default().to_lowercase();
    let display_name = |name: &str| state.roster()?.listed(name)?.display_name;
    let is_found = |name: &String| {
        name.contains(&text)
            || display_name(name).is_some_and(|name| name.to_lowercase().contains(&text))
    };
    let mut names = state.shop_names();
    names.retain(|name| key.is_none_or(|key| key.is_for(name)) && is_found(name));
    let total = names.len() as u64;
    let mut shops = Vec::new();
    for name in names.iter().skip(offset).take(limit) {
        if let Some(shop) = state.shop_named(name) {
            shops.push(entry(&state, &shop).await);
        }
    }
    reply::json(&ShopList { shops, total })
}

pub(super) async fn entry(state: &AppState, shop: &Arc<ShopState>) -> ShopEntry {
    let shop = shop.shop();
    let listed = state.roster().and_then(|it| it.listed(shop.id.as_str()));
    let retained = state.ledger().retained(shop).await.ok();
    let newest = retained.and_then(|retained| retained.days.last().copied());
    ShopEntry {
        shop: shop.id.to_string(),
        timezone: shop.clock.name().to_owned(),
        currency: shop.currency.code().to_owned(),
        retention_days: shop.retention_days as u64,
        newest_day: newest.map(|day| day.to_string()),
        platform: state
            .connections()
            .of(shop.id.as_str())
            .map(|connection| connection.platform.as_str().to_owned()),
        sources: streams_of(&state.health().newest().sources, shop.id.as_str()),
        removable: state
            .roster()
            .is_some_and(|it| it.is_removable(shop.id.as_str())),
        display_name: listed.and_then(|listed| listed.display_name),
    }
}
