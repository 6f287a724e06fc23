//! Shows what orders add up to by channel or by country.

use api_types::{
    BreakdownDays, BreakdownFigures, BreakdownRest, BreakdownRow, NotCompared, Problem,
};
use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use domain::{Breakdown, BusinessDay, DaySlices, Dimension, Shop, SliceSums};

use crate::problem::ApiError;
use crate::query::Params;
use crate::{AppState, reply};

/// The most days of one answer.
const MAX_DAYS: i32 = 400;
/// More than there are values.
const MAX_ROWS: usize = 1_000;

/// Orders, revenue, discounts and returns by channel or by country, of a day or of several. Orders that say none are a
/// row of their own.
#[utoipa::path(
    get,
    path = "/v1/breakdown",
    operation_id = "getBreakdown",
    tag = "figures",
    params(
        ("shop" = Option<String>, Query, description = "The shop; `default` when absent."),
        ("by" = String, Query, description = "`channel` or `country`."),
        ("date" = Option<String>, Query, format = Date, description = "One business day; today when no days are given."),
        ("first" = Option<String>, Query, format = Date, description = "The first of several days, instead of `date`."),
        ("last" = Option<String>, Query, format = Date, description = "The last of them; today when absent."),
        ("top" = Option<u32>, Query, minimum = 1, maximum = 1000, description = "The most rows; all when absent."),
    ),
    responses(
        (status = 200, description = "The values.", body = api_types::Breakdown),
        (status = 400, description = "A parameter makes no sense.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Unknown shop.", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The store is away.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn get_breakdown(
    State(state): State<AppState>,
    uri: Uri,
) -> Result<Response, ApiError> {
    let params = Params::parse(&uri, &["by", "date", "first", "last", "top"])?;
    let shop = state.shop(&params)?.shop();
    let by = params.text("by").unwrap_or_default();
    let by = Dimension::from_name(by)
        .ok_or_else(|| ApiError::bad_parameter("by", "must be `channel` or `country`"))?;
    let today = shop.today(state.now());
    let days = Days::asked(&params, today)?;
    let top = params.number("top", MAX_ROWS, 1..=MAX_ROWS)?;
    let found = read(&state, shop, days).await?;
    let before = days.before();
    let compared = match days.last < today {
        false => Err(NotCompared::Running),
        true => {
            let read = read(&state, shop, before).await?;
            Breakdown::of(by, &read).map_err(|(_, why)| why.into())
        }
    };
    let is_kept = found
        .iter()
        .all(|day| day.unknown != Some(domain::Unsliced::NotKept));
    let total = found.iter().fold(SliceSums::ZERO, |mut total, day| {
        total += day.sums;
        total
    });
    let mut answer = api_types::Breakdown {
        shop: shop.id.to_string(),
        currency: shop.currency.code().to_owned(),
        by: by.as_str().to_owned(),
        first: days.first.to_string(),
        last: days.last.to_string(),
        total: is_kept.then(|| BreakdownFigures::new(shop, total, total)),
        rows: None,
        rest: None,
        unknown: None,
        unknown_until: None,
        compared_to: None,
        not_compared: None,
        total_before: None,
    };
    match Breakdown::of(by, &found) {
        Ok(found) => fill(&mut answer, shop, found, compared, before, top),
        Err((day, why)) => {
            answer.unknown = Some(why.into());
            answer.unknown_until = Some(day.to_string());
            answer.not_compared = Some(why.into());
        }
    }
    reply::json(&answer)
}

fn fill(
    answer: &mut api_types::Breakdown,
    shop: &Shop,
    mut found: Breakdown,
    compared: Result<Breakdown, NotCompared>,
    before: Days,
    top: usize,
) {
    let compared = match compared {
        Ok(compared) => {
            found = found.with_values_of(&compared);
            answer.compared_to = Some(BreakdownDays {
                first: before.first.to_string(),
                last: before.last.to_string(),
            });
            let total = compared.total;
            answer.total_before = Some(BreakdownFigures::new(shop, total, total));
            Some(compared)
        }
        Err(why) => {
            answer.not_compared = Some(why);
            None
        }
    };
    let found = found.top(top);
    let before_of = |sums: fn(&Breakdown, &Breakdown) -> SliceSums| {
        let compared = compared.as_ref()?;
        let sums = sums(compared, &found);
        Some(BreakdownFigures::new(shop, sums, compared.total))
    };
    let rows = found.rows.iter().map(|(slice, sums)| BreakdownRow {
        value: slice.map(|slice| slice.name(&shop.channels).to_owned()),
        figures: BreakdownFigures::new(shop, *sums, found.total),
        before: compared
            .as_ref()
            .map(|compared| BreakdownFigures::new(shop, compared.get(*slice), compared.total)),
    });
    answer.rows = Some(rows.collect());
    answer.rest = found.rest.map(|(values, sums)| BreakdownRest {
        values,
        figures: BreakdownFigures::new(shop, sums, found.total),
        before: before_of(|compared, found| {
            let mut rest = compared.total;
            found
                .rows
                .iter()
                .for_each(|(slice, _)| rest -= compared.get(*slice));
            rest
        }),
    });
}

async fn read(state: &AppState, shop: &Shop, days: Days) -> Result<Vec<DaySlices>, ApiError> {
    let read = state.figures().slices(shop, days.first, days.last).await;
    read.map_err(|error| ApiError::reading(&error))
}

/// Some days, the first not behind the last.
#[derive(Clone, Copy)]
struct Days {
    first: BusinessDay,
    last: BusinessDay,
}

impl Days {
    fn asked(params: &Params<'_>, today: BusinessDay) -> Result<Days, ApiError> {
        let (date, first, last) = (
            params.day("date")?,
            params.day("first")?,
            params.day("last")?,
        );
        let days = match (date, first, last) {
            (Some(_), Some(_), _) | (Some(_), _, Some(_)) => {
                let detail = "is one day; `first` and `last` are several";
                return Err(ApiError::bad_parameter("date", detail));
            }
            (None, None, Some(_)) => {
                return Err(ApiError::bad_parameter("last", "needs `first` beside it"));
            }
            (None, Some(first), last) => Days {
                first,
                last: last.unwrap_or(today),
            },
            (date, None, None) => Days {
                first: date.unwrap_or(today),
                last: date.unwrap_or(today),
            },
        };
        match days.count() {
            1..=MAX_DAYS => Ok(days),
            ..=0 => Err(ApiError::bad_parameter("first", "is behind the last day")),
            _ => {
                let detail = format!("is too far before the last day: at most {MAX_DAYS} days");
                Err(ApiError::bad_parameter("first", &detail))
            }
        }
    }

    fn count(self) -> i32 {
        self.last.epoch_days() - self.first.epoch_days() + 1
    }

    /// Those that they are compared with: of one day the same weekday before, else as many just before.
    fn before(self) -> Days {
        let back = match self.count() {
            1 => 7,
            count => count,
        };
        Days {
            first: self.first - back,
            last: self.last - back,
        }
    }
}
