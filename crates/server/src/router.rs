//! Which address leads where.

use axum::Router;
use axum::routing::get;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::metrics::measured;
use crate::routes::{board, dashboard, items, live, operations, orders, rejects, revenue};
use crate::{AppState, openapi};

/// The whole server as a router.
pub fn router(state: AppState) -> Router {
    let (api, _) = api().split_for_parts();
    api.route("/openapi.json", get(operations::openapi::openapi))
        .method_not_allowed_fallback(dashboard::get::method_not_allowed)
        .fallback(dashboard::get::get_file)
        .with_state(state)
}

/// Every described endpoint, in groups by who may use them.
pub(crate) fn api() -> OpenApiRouter<AppState> {
    OpenApiRouter::with_openapi(openapi::preamble())
        .merge(for_sources())
        .merge(for_viewers())
        .merge(for_admins())
        .merge(for_everybody())
}

fn for_sources() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(measured(routes!(orders::post::post_orders)))
}

fn for_viewers() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(measured(routes!(board::get::get_board)))
        .routes(measured(routes!(items::popular::list_popular)))
        .routes(measured(routes!(items::latest::list_latest)))
        .routes(measured(routes!(items::history::get_item_history)))
        .routes(measured(routes!(orders::list::list_orders)))
        .routes(measured(routes!(revenue::get::get_revenue)))
        .routes(measured(routes!(live::websocket::live)))
        .routes(measured(routes!(live::events::events)))
}

/// Rejects hold what came in as it came in, personal data included.
fn for_admins() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(measured(routes!(
            rejects::list::list_rejects,
            rejects::delete::drop_rejects
        )))
        .routes(measured(routes!(rejects::replay::replay_rejects)))
}

fn for_everybody() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(operations::healthz::healthz))
        .routes(routes!(operations::readyz::readyz))
        .routes(routes!(operations::metrics::metrics))
}
