//! Shows how close a shop is to its goals, and a forecast of its day.

use std::sync::Arc;

use api_types::{Forecast, Goal, Goals, Problem};
use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use domain::{DayRecord, Headline, Range, Shop, UsualShare, share_by_now};
use pipeline::load_goals;

use crate::kept_goals::Moment;
use crate::problem::ApiError;
use crate::query::Params;
use crate::{AppState, reply};

/// How many earlier days are read: twelve weeks.
const BEFORE: i32 = 84;

/// The shop's goals for today, this week and this month, each with what is reached and what should be by now, and a
/// forecast of how today ends, from earlier days of the same weekday.
#[utoipa::path(
    get,
    path = "/v1/goals",
    operation_id = "getGoals",
    tag = "figures",
    params(("shop" = Option<String>, Query, description = "The shop; `default` when absent.")),
    responses(
        (status = 200, description = "The goals.", body = Goals),
        (status = 400, description = "A parameter is invalid.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Unknown shop.", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The store is away.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn get_goals(
    State(state): State<AppState>,
    uri: Uri,
) -> Result<Response, ApiError> {
    let keeper = state.shop(&Params::parse(&uri, &[])?)?;
    let moment = Moment::new(state.now(), keeper.board.writes());
    if let Some(kept) = keeper.goals.of(moment) {
        return reply::json(&*kept);
    }
    let goals = Arc::new(goals(&state, keeper.shop()).await?);
    keeper.goals.keep(moment, Arc::clone(&goals));
    reply::json(&*goals)
}

/// The answer.
pub(super) async fn goals(state: &AppState, shop: &Shop) -> Result<Goals, ApiError> {
    let goals = load_goals(state.presence(), &shop.id).await;
    let goals = goals.map_err(|error| ApiError::reading(&error))?;
    let now = state.now();
    let today = shop.today(now);
    let minute = shop.clock.local(now).minute();
    let read = state.figures().days(shop, today - BEFORE, today).await;
    let read = read.map_err(|error| ApiError::reading(&error))?;
    // Days before the shop's first one are not days without sales.
    let first = read.iter().position(|day| !day.sums.is_zero());
    let first = read
        .get(first.unwrap_or_default())
        .map_or(today, |day| day.day);
    let last = today - 1;
    let before = DayRecord::within(&read, Range { first, last });
    let usual = UsualShare::of(today, minute, before);
    let goal = |goal: Option<i64>, days: Range| {
        let goal = i128::from(goal?);
        let reached = DayRecord::totals_of(DayRecord::within(&read, days));
        let reached = reached.named(shop.headline.figure());
        let share = match days.count() {
            1 => usual.ok().map(|usual| usual.median),
            _ => Some(share_by_now(days, (today, minute), usual.ok(), before)),
        };
        let format = |amount| shop.currency.format(amount);
        Some(Goal {
            first: days.first.to_string(),
            last: days.last.to_string(),
            goal: format(goal),
            reached: reached.map(format),
            expected: share.map(|share| format((goal * i128::from(share) + 500_000) / 1_000_000)),
        })
    };
    let whole = |unit| Range::whole(unit, today, shop.week_begins);
    let revenue = read.last().map(|day| Headline::Gross.of(&day.sums));
    let forecast = usual.and_then(|usual| {
        let end = usual.forecast(revenue.unwrap_or_default())?;
        Ok(Forecast {
            revenue: shop.currency.format(end.revenue),
            low: shop.currency.format(end.low),
            high: shop.currency.format(end.high),
            days: usual.days,
            share: usual.median as f64 / 1_000_000.0,
        })
    });
    Ok(Goals {
        shop: shop.id.to_string(),
        currency: shop.currency.code().to_owned(),
        figure: shop.headline.figure().to_owned(),
        day: goal(goals.day, Range::day(today)),
        week: goal(goals.week, whole("week")),
        month: goal(goals.month, whole("month")),
        no_forecast: forecast.as_ref().err().map(|why| (*why).into()),
        forecast: forecast.ok(),
    })
}
