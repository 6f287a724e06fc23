//! Lists the active alerts.

use api_types::{AlertList, Problem};
use axum::Extension;
use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;

use crate::auth::Identity;
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
        shops together are listed. `archive_failed` is one alert for each place that archives go to; a key that is not \
        for all shops sees it of its own shop, if that waits.")),
    responses(
        (status = 200, description = "The open alerts.", body = AlertList),
        (status = 400, description = "A parameter is invalid.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Unknown shop, or a server without alerts.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn list_alerts(
    State(state): State<AppState>,
    Extension(identity): Extension<Identity>,
    uri: Uri,
) -> Result<Response, ApiError> {
    let params = Params::parse(&uri, &[])?;
    let shop = state.shop(&params)?.shop().id.to_string();
    let keeper = super::keeper(&state)?;
    let alerts = match identity.is_for_all_shops() {
        true => keeper.alerts_for_all(&shop),
        false => keeper.alerts(Some(&shop)),
    };
    reply::json(&AlertList {
        alerts,
        targets: keeper.targets(),
    })
}
