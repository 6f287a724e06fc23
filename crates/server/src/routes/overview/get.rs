//! Shows all shops.

use api_types::{Overview, Problem};
use axum::Extension;
use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;

use crate::auth::Identity;
use crate::overview::View;
use crate::problem::ApiError;
use crate::{AppState, reply};

/// The day of every shop that the caller may see, in its own currency and time zone, against the same time yesterday and
/// a week ago; and what they come to in one currency, with the rates that orders of now have.
///
/// It contains everything that was committed before the request. A shop without a rate is listed, but is not in the
/// total. This needs role `view` or `admin`. A key that is limited to shops sees only those.
#[utoipa::path(
    get,
    path = "/v1/overview",
    operation_id = "getOverview",
    tag = "shops",
    params(
        ("currency" = Option<String>, Query, description = "ISO 4217 code of the total; when absent, the one that most of the shops have."),
        ("sort" = Option<String>, Query, description = "`revenue` (in the total's currency, the most first; when \
            absent), `growth` (today's revenue against that of the compared day until the same time, the most first), \
            `silence` (the longest without an order first) or `name`. Shops for which it is unknown come last."),
        ("against" = Option<String>, Query, description = "What growth is measured against: `last_week` (when absent) \
            or `yesterday`."),
        ("reverse" = Option<bool>, Query, description = "In reverse."),
        ("q" = Option<String>, Query, description = "Only shops whose name contains this, in any case."),
        ("prefix" = Option<String>, Query, description = "Only shops of this group: whose name begins with it, up to the first `-` or `_`."),
        ("groups" = Option<bool>, Query, description = "Also the total of each group of shops, those with the most \
            revenue first."),
        ("limit" = Option<usize>, Query, description = "The most shops and groups: 1 to 1,000; 100 when absent. The \
            total is of all shops found."),
    ),
    responses(
        (status = 200, description = "The shops.", body = Overview),
        (status = 400, description = "A parameter is invalid.", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The key's role does not allow this.", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The store is away.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn get_overview(
    State(state): State<AppState>,
    Extension(identity): Extension<Identity>,
    uri: Uri,
) -> Result<Response, ApiError> {
    let view = View::parse(&uri, &identity)?;
    let sheet = state.overview().current(&view).await;
    let sheet = sheet.map_err(|error| ApiError::reading(&error))?;
    reply::json(&sheet.overview)
}
