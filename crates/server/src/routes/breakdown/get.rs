//! Shows sums of orders by channel or by country.

use api_types::{
    BreakdownDays, BreakdownFigures, BreakdownRest, BreakdownRow, BreakdownUnknown, NotCompared,
    Problem,
};
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use domain::{Against, Breakdown, DaySlices, Dimension, Range, Shop, SliceSums};

use crate::problem::ApiError;
use crate::query::{AGAINST, Params};
use crate::routes::{before_first, begins, if_known, over_against};
use crate::table::{self, Cell, Table};
use crate::{AppState, reply};

/// The most days of one answer.
const MAX_DAYS: i32 = 400;
/// More than there are values.
const MAX_ROWS: usize = 1_000;

/// Orders, revenue, discounts and returns by channel or by country, for one day or several. Orders without a value are
/// a row of their own.
#[utoipa::path(
    get,
    path = "/v1/breakdown",
    operation_id = "getBreakdown",
    tag = "figures",
    params(
        ("shop" = Option<String>, Query, description = "The shop; `default` when absent."),
        ("by" = String, Query, description = "`channel` or `country`."),
        ("date" = Option<String>, Query, format = Date, description = "One business day; today when no days are given."),
        ("span" = Option<String>, Query, description = "Several days by name, instead of `date`: `today`, `yesterday`, \
            `week`, `month`, `quarter`, `year` (so far), `last_week`, `last_month`, `last_quarter`, `last_year`, or \
            `last_30_days` and the like, which end today."),
        ("first" = Option<String>, Query, format = Date, description = "The first of several days, instead of `date` and `span`."),
        ("last" = Option<String>, Query, format = Date, description = "The last of them; today when absent."),
        ("against" = Option<String>, Query, description = "What they are compared with: `previous` (the period before; of a named week, month, quarter or year the one before it), `year` (the same dates a year before) or `year_weekday` (364 days before); both sides then end with yesterday, if today is among the days. Absent: as many days just before, or the same weekday before one day, where today is not among them."),
        ("top" = Option<u32>, Query, minimum = 1, maximum = 1000, description = "The most rows; all when absent."),
    ),
    responses(
        (status = 200, description = "The values.", content((api_types::Breakdown = "application/json"), (String = "text/csv"))),
        (status = 400, description = "A parameter is invalid.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Unknown shop.", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The store is away.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn get_breakdown(
    State(state): State<AppState>,
    asked: HeaderMap,
    uri: Uri,
) -> Result<Response, ApiError> {
    let params = Params::parse(
        &uri,
        &["by", "date", "span", "first", "last", "against", "top"],
    )?;
    let keeper = state.shop(&params)?;
    let shop = keeper.shop();
    let by = params.text("by").unwrap_or_default();
    let by = Dimension::from_name(by)
        .ok_or_else(|| ApiError::bad_parameter("by", "must be `channel` or `country`"))?;
    let today = shop.today(state.now());
    let days = params.range(shop, today, MAX_DAYS)?;
    let top = params.number("top", MAX_ROWS, 1..=MAX_ROWS)?;
    let against = params.named("against", Against::from_name, AGAINST)?;
    let (days, compared) = match against {
        None if days.last < today => {
            let with = before(days);
            (days, if_known(&state, &keeper, with).await?)
        }
        None => (days, Err(NotCompared::Running)),
        Some(how) => over_against(&state, &keeper, days, how, &params).await?,
    };
    let begins = begins(&state, &keeper).await?;
    let found = read(&state, shop, days).await?;
    let compared = match compared {
        Err(why) => Err(why),
        Ok(with) => {
            let read = read(&state, shop, with).await?;
            let compared = Breakdown::of(by, &read).map_err(|(_, why)| why.into());
            compared.map(|compared| (with, compared))
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
        begins: begins.map(|day| day.to_string()),
        total: is_kept.then(|| BreakdownFigures::new(shop, total, total)),
        rows: None,
        rest: None,
        unknown: None,
        unknown_until: None,
        compared_to: None,
        not_compared: None,
        total_before: None,
    };
    match (before_first(days, begins), Breakdown::of(by, &found)) {
        (Some(until), _) => {
            answer.total = None;
            answer.unknown = Some(BreakdownUnknown::BeforeFirst);
            answer.unknown_until = Some(until.to_string());
            answer.not_compared = Some(NotCompared::BeforeFirst);
        }
        (None, Ok(found)) => fill(&mut answer, shop, found, compared, top),
        (None, Err((day, why))) => {
            answer.unknown = Some(why.into());
            answer.unknown_until = Some(day.to_string());
            answer.not_compared = Some(why.into());
        }
    }
    match table::is_wanted(&asked) {
        true => table(&answer).into_response(),
        false => reply::json(&answer),
    }
}

/// The values as rows, then the values left out (`rest`) and all orders (`all`), each with the compared figures.
fn table(answer: &api_types::Breakdown) -> Table {
    const FIGURES: [&str; 6] = [
        "orders",
        "revenue",
        "discounts",
        "returns",
        "net_revenue",
        "share",
    ];
    let compared = answer.compared_to.as_ref().map(|_| "_before").into_iter();
    let names = [""].into_iter().chain(compared);
    let names = names.flat_map(|of| FIGURES.map(|figure| Cell::Text(format!("{figure}{of}"))));
    let mut table = Table::new([Cell::Text(answer.by.clone())].into_iter().chain(names));
    let is_compared = answer.compared_to.is_some();
    let mut add = |name: &str,
                   found: Option<&BreakdownFigures>,
                   before: Option<&BreakdownFigures>| {
        let before = is_compared.then_some(before).into_iter();
        let sides = [found].into_iter().chain(before);
        let cells = sides.flat_map(|figures| figures.map_or([const { Cell::Unknown }; 6], cells));
        table.add([Cell::Text(name.to_owned())].into_iter().chain(cells));
    };
    for row in answer.rows.iter().flatten() {
        let name = row.value.as_deref().unwrap_or("none");
        add(name, Some(&row.figures), row.before.as_ref());
    }
    if let Some(rest) = &answer.rest {
        add("rest", Some(&rest.figures), rest.before.as_ref());
    }
    add("all", answer.total.as_ref(), answer.total_before.as_ref());
    table
}

fn cells(of: &BreakdownFigures) -> [Cell; 6] {
    let amount = |amount: &String| Cell::Number(amount.clone());
    [
        Cell::Number(of.orders.to_string()),
        amount(&of.revenue),
        amount(&of.discounts),
        amount(&of.returns),
        amount(&of.net_revenue),
        of.share
            .map_or(Cell::Unknown, |share| Cell::Number(share.to_string())),
    ]
}

fn fill(
    answer: &mut api_types::Breakdown,
    shop: &Shop,
    mut found: Breakdown,
    compared: Result<(Range, Breakdown), NotCompared>,
    top: usize,
) {
    let compared = match compared {
        Ok((before, compared)) => {
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

async fn read(state: &AppState, shop: &Shop, days: Range) -> Result<Vec<DaySlices>, ApiError> {
    let read = state.figures().slices(shop, days.first, days.last).await;
    read.map_err(|error| ApiError::reading(&error))
}

/// The days to compare with: for one day the same weekday a week before, otherwise equally many days just before.
fn before(days: Range) -> Range {
    let back = match days.count() {
        1 => 7,
        count => count,
    };
    Range {
        first: days.first - back,
        last: days.last - back,
    }
}
