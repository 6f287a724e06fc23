//! Shows the health of the server.

use api_types::{Health, Problem};
use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;

use crate::health::{LISTED, MOST, sources};
use crate::problem::ApiError;
use crate::query::Params;
use crate::{AppState, reply};

/// How the server, its store and its machine are doing, with the last hour.
///
/// Everything is measured on a timer, every two seconds. A request measures nothing, and never
/// fails because the store is away: the answer then says so.
#[utoipa::path(
    get,
    path = "/v1/health",
    operation_id = "getHealth",
    tag = "operations",
    params(
        ("shop" = Option<String>, Query, description = "Only this shop. When absent, all shops and sources, or, of more \
            than 100, those that are worst off."),
        ("history" = Option<bool>, Query, description = "`false` leaves the last hour out. True when absent."),
    ),
    responses(
        (status = 200, description = "The newest figures.", body = Health),
        (status = 400, description = "A parameter is invalid.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Unknown shop.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn get_health(
    State(state): State<AppState>,
    uri: Uri,
) -> Result<Response, ApiError> {
    let params = Params::parse(&uri, &["shop", "history"])?;
    let mut health = Health::clone(&state.health().newest());
    if params.text("shop").is_some() {
        let shop = state.shop(&params)?;
        let of_shop = state.health().of_shop(shop.shop().id.as_str());
        health.shops = of_shop.into_iter().collect();
        let sources = sources::of_shop(&health.sources, shop.shop().id.as_str());
        health.sources = sources.cloned().collect();
    } else if health.sources.len() > LISTED {
        health.sources = sources::worst(&health.sources, MOST);
    }
    if params.text("history").is_none() || params.flag("history")? {
        health.history = Some(state.health().history());
    }
    reply::json(&health)
}
