//! Sets a shop's goals.

use std::sync::Arc;

use api_types::{Goals, Problem, SetGoals};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::{Amount, Shop};
use pipeline::set_goals;

use super::get::goals;
use crate::kept_goals::Moment;
use crate::problem::ApiError;
use crate::query::Params;
use crate::routes::orders::body::short_json;
use crate::{AppState, reply};

/// Sets the shop's goals for a day, a week and a month, in place of earlier ones. A goal that is absent or null is
/// removed.
#[utoipa::path(
    put,
    path = "/v1/goals",
    operation_id = "setGoals",
    tag = "operations",
    params(("shop" = Option<String>, Query, description = "The shop; `default` when absent.")),
    request_body(content = SetGoals, content_type = "application/json"),
    responses(
        (status = 200, description = "They are stored, for all servers.", body = Goals),
        (status = 400, description = "The body is not a set of goals.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Unknown shop.", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "The body is too long.", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "The encoding of the body is not supported.", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A goal is not an amount above 0 in the shop's currency.", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The store is away.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn put_goals(
    State(state): State<AppState>,
    request: Request,
) -> Result<Response, ApiError> {
    let (parts, body) = request.into_parts();
    let keeper = state.shop(&Params::parse(&parts.uri, &[])?)?;
    let shop = keeper.shop();
    let form = r#"{"day": "1500.00", "week": null, "month": "40000.00"}"#;
    let asked: SetGoals = short_json(&parts, body, state.room().begin(), form).await?;
    let new = pipeline::Goals {
        day: amount(shop, "day", asked.day.as_deref())?,
        week: amount(shop, "week", asked.week.as_deref())?,
        month: amount(shop, "month", asked.month.as_deref())?,
    };
    let set = set_goals(state.presence(), &shop.id, new).await;
    set.map_err(|error| ApiError::reading(&error))?;
    let moment = Moment::new(state.now(), keeper.board.writes());
    let goals = Arc::new(goals(&state, shop).await?);
    keeper.goals.keep(moment, Arc::clone(&goals));
    reply::json(&*goals)
}

/// A goal in minor units, if there is one.
fn amount(shop: &Shop, name: &str, text: Option<&str>) -> Result<Option<i64>, ApiError> {
    let Some(text) = text else { return Ok(None) };
    let currency = &shop.currency;
    let invalid = |what: &str| {
        let detail = format!(
            "the goal of a {name} {what}; write an amount such as {}",
            currency.format(150_000)
        );
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        ApiError::new(status, "invalid_goal", "Invalid goal", detail)
    };
    let amount = Amount::parse(text).map_err(|error| invalid(&error.to_string()))?;
    let micros = i128::from(amount.micros());
    let minor = currency.round_micros(micros);
    let of_minor = 10_i128.pow(6_u32.saturating_sub(currency.exponent().into()));
    if minor <= 0 {
        return Err(invalid("must be above 0"));
    }
    if minor * of_minor != micros {
        return Err(invalid(&format!(
            "has more decimals than {}",
            currency.code()
        )));
    }
    Ok(i64::try_from(minor).ok())
}
