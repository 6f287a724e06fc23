//! Shows how far a shop is with its goals, and how its day may end.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use api_types::{Forecast, Goal, Goals, Problem};
use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use domain::{DayRecord, Headline, Range, Shop, UsualShare, share_by_now};
use pipeline::load_goals;
use tokio::time::Instant;

use crate::problem::ApiError;
use crate::query::Params;
use crate::shops::ShopState;
use crate::{AppState, reply};

/// How many days before are looked at: twelve weeks.
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
        (status = 404, description = "Unknown shop.", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The store is away.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn get_goals(
    State(state): State<AppState>,
    uri: Uri,
) -> Result<Response, ApiError> {
    let keeper = state.shop(&Params::parse(&uri, &[])?)?;
    let moment = Moment::of(&state, &keeper);
    if let Some(kept) = keeper.goals.of(moment) {
        return reply::json(&*kept);
    }
    let goals = Arc::new(goals(&state, keeper.shop()).await?);
    keeper.goals.keep(moment, Arc::clone(&goals));
    reply::json(&*goals)
}

/// A shop's goals as they were told last: every open board asks for them, and none causes a reading of its own.
#[derive(Default)]
pub(crate) struct KeptGoals(Mutex<Option<Kept>>);

struct Kept {
    since: Instant,
    moment: Moment,
    goals: Arc<Goals>,
}

/// The minute of the clock, and how often this server committed something.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Moment(i64, u64);

impl Moment {
    pub(super) fn of(state: &AppState, keeper: &ShopState) -> Moment {
        Moment(
            state.now().millis().div_euclid(60_000),
            keeper.board.writes(),
        )
    }
}

impl KeptGoals {
    /// For how long they are right enough: another server may have taken orders, or set other goals.
    const FOR: Duration = Duration::from_secs(5);

    fn of(&self, moment: Moment) -> Option<Arc<Goals>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = kept.as_ref().filter(|it| it.moment == moment)?;
        (kept.since.elapsed() < KeptGoals::FOR).then(|| Arc::clone(&kept.goals))
    }

    pub(super) fn keep(&self, moment: Moment, goals: Arc<Goals>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Kept {
            since: Instant::now(),
            moment,
            goals,
        });
    }
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
    // Days before the first one are no days without sales.
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
