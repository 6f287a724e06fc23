//! Lists the active alerts.

use api_types::{AlertList, Problem};
use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;

use crate::problem::ApiError;
use crate::query::Params;
use crate::{AppState, reply};

/// What is wrong now.
#[utoipa::path(
    get,
    path = "/v1/alerts",
    operation_id = "listAlerts",
    tag = "alerts",
    params(("shop" = Option<String>, Query, description = "The shop; `default` when absent. Its alerts and those of all \
        shops together are listed.")),
    responses(
        (status = 200, description = "The open alerts.", body = AlertList),
        (status = 400, description = "A parameter is invalid.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Unknown shop, or a server without alerts.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn list_alerts(
    State(state): State<AppState>,
    uri: Uri,
) -> Result<Response, ApiError> {
    let params = Params::parse(&uri, &[])?;
    let shop = state.shop(&params)?.shop().id.to_string();
    let keeper = super::keeper(&state)?;
    reply::json(&AlertList {
        alerts: keeper.alerts(Some(&shop)),
        targets: keeper.targets(),
    })
}
