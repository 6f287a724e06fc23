//! Maps addresses to handlers.

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::get;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::auth::{Guard, Permission, guard};
use crate::measured::measured;
use crate::routes::{
    alerts, board, breakdown, connection, dashboard, digest, export, goals, health, items, live,
    operations, orders, overview, range, rates, reconciliation, rejects, revenue, session, shops,
    store, webhooks,
};
use crate::{AppState, headers, openapi};

/// Every address of the server.
pub(crate) fn router(state: AppState) -> Router {
    let access = state.access().clone();
    let guarded = |group: OpenApiRouter<AppState>, permission| {
        let access = access.clone();
        group.route_layer(from_fn_with_state(Guard { access, permission }, guard))
    };
    let (api, _) = api(guarded).split_for_parts();
    api.route("/openapi.json", get(operations::openapi::openapi))
        .method_not_allowed_fallback(dashboard::get::method_not_allowed)
        .fallback(dashboard::get::get_file)
        .with_state(state)
        .layer(from_fn(headers::add))
}

/// Every documented endpoint, in groups by who may use them. `guarded` puts a check in front of a group that admits
/// only clients with the permission.
pub(crate) fn api(
    guarded: impl Fn(OpenApiRouter<AppState>, Permission) -> OpenApiRouter<AppState>,
) -> OpenApiRouter<AppState> {
    let groups = [
        (for_sources(), Permission::Post),
        (for_viewers(), Permission::View),
        (for_observers(), Permission::Observe),
        (for_admins(), Permission::Administer),
        (for_operators(), Permission::Operate),
        (for_holders(), Permission::Identify),
        (for_newcomers(), Permission::Greet),
    ];
    let document = OpenApiRouter::with_openapi(openapi::preamble());
    let groups = groups.into_iter().map(|(mut group, permission)| {
        openapi::describe_guard(group.get_openapi_mut(), permission);
        guarded(group, permission)
    });
    groups
        .fold(document, OpenApiRouter::merge)
        .merge(for_platforms())
        .merge(for_everybody())
}

fn for_sources() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(measured(routes!(orders::post::post_orders)))
        .routes(measured(routes!(rejects::post::report_rejects)))
}

fn for_viewers() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(measured(routes!(board::get::get_board)))
        .routes(measured(routes!(items::popular::list_popular)))
        .routes(measured(routes!(items::latest::list_latest)))
        .routes(measured(routes!(items::history::get_item_history)))
        .routes(measured(routes!(items::report::get_items_report)))
        .routes(measured(routes!(items::item::get_item)))
        .routes(measured(routes!(orders::list::list_orders)))
        .routes(measured(routes!(revenue::get::get_revenue)))
        .routes(measured(routes!(breakdown::get::get_breakdown)))
        .routes(measured(routes!(range::get::get_range)))
        .routes(measured(routes!(goals::get::get_goals)))
        .routes(measured(routes!(digest::get::get_digest)))
        .routes(measured(routes!(alerts::list::list_alerts)))
        .routes(measured(routes!(reconciliation::get::get_reconciliation)))
        .routes(measured(routes!(live::websocket::live)))
        .routes(measured(routes!(live::events::events)))
}

/// Rejects contain events exactly as they arrived, personal data included.
fn for_admins() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(measured(routes!(
            rejects::list::list_rejects,
            rejects::delete::drop_rejects
        )))
        .routes(measured(routes!(rejects::replay::replay_rejects)))
        .routes(measured(routes!(store::backup::get_backup)))
        .routes(measured(routes!(export::get::get_export)))
        .routes(measured(routes!(goals::put::put_goals)))
        .routes(measured(routes!(store::verify::get_verification)))
        .routes(measured(routes!(alerts::snooze::snooze_alert)))
        .routes(measured(routes!(reconciliation::post::post_reconciliation)))
        // Changing a connection is for operators: it names secrets of the servers.
        .routes(measured(routes!(connection::get::get_connection)))
}

/// Endpoints for people who run the server, not bound to a shop.
fn for_operators() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(measured(routes!(alerts::test::test_alerts)))
        .routes(measured(routes!(rates::post::post_rates)))
        .routes(measured(routes!(shops::add::add_shop)))
        .routes(measured(routes!(shops::remove::remove_shop)))
        .routes(measured(routes!(
            connection::put::put_connection,
            connection::remove::remove_connection
        )))
}

/// Any key may ask what it allows, and which shops it shows.
fn for_holders() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(measured(routes!(session::get::get_session)))
        .routes(measured(routes!(shops::list::list_shops)))
        .routes(measured(routes!(overview::get::get_overview)))
        .routes(measured(routes!(overview::websocket::overview_live)))
        .routes(measured(routes!(overview::events::overview_events)))
}

/// Signing in and out, where the client is not known yet; guesses are still counted.
fn for_newcomers() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(measured(routes!(
        session::begin::sign_in,
        session::end::sign_out
    )))
}

/// Endpoints that reveal the state of the whole server, and so of all its shops.
fn for_observers() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(measured(routes!(health::get::get_health)))
        .routes(measured(routes!(rates::get::get_rates)))
        .routes(routes!(operations::metrics::metrics))
}

/// A platform has no key of ours: it signs its messages. So no guard counts refusals by address here, and wrong
/// signatures cannot keep right ones out.
fn for_platforms() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(measured(routes!(webhooks::post::post_webhook)))
}

fn for_everybody() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(operations::healthz::healthz))
        .routes(routes!(operations::readyz::readyz))
}
