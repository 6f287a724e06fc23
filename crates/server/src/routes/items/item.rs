//! Reports the sales and returns of one item over a range of days.

use api_types::{BreakdownDays, BreakdownUnknown, ItemFigures, ItemReport, ItemStep, Problem};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use domain::{Against, BusinessDay, Range, Shop, Step};

use super::report::{FIGURES, cells};
use crate::item_sums::ItemOfDay;
use crate::problem::ApiError;
use crate::query::{AGAINST, MAX_DAYS, Params, STEPS};
use crate::routes::{before_first, begins, over_against};
use crate::table::{self, Cell, Table};
use crate::{AppState, reply};

/// One item's units, amounts, returns and share of any run of days, in all and by day, week or month, compared with the
/// period before or the year before. Items are kept by the day: a run that contains today is compared until yesterday.
#[utoipa::path(
    get,
    path = "/v1/items/item",
    operation_id = "getItem",
    tag = "figures",
    params(
        ("shop" = Option<String>, Query, description = "The shop; `default` when absent."),
        ("sku" = String, Query, min_length = 1, max_length = 128, description = "The item."),
        ("date" = Option<String>, Query, format = Date, description = "One business day; today when no days are given."),
        ("span" = Option<String>, Query, description = "Several days by their name: `today`, `yesterday`, `week`, `month`, `quarter`, `year` (so far), `last_week`, `last_month`, `last_quarter`, `last_year`, or such as `last_30_days`, of which today is the last."),
        ("first" = Option<String>, Query, format = Date, description = "The first of several days, instead of `date` and `span`."),
        ("last" = Option<String>, Query, format = Date, description = "The last of them; today when absent."),
        ("against" = Option<String>, Query, description = "What they are compared with: `previous` (the period before; of a named week, month, quarter or year the one before it), `year` (the same dates a year before) or `year_weekday` (364 days before). Absent: nothing."),
        ("step" = Option<String>, Query, description = "`day` (when absent), `week` or `month`."),
    ),
    responses(
        (status = 200, description = "The item.", content((ItemReport = "application/json"), (String = "text/csv"))),
        (status = 400, description = "A parameter makes no sense.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Unknown shop, or an item that was never sold.", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The store is away.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn get_item(
    State(state): State<AppState>,
    asked: HeaderMap,
    uri: Uri,
) -> Result<Response, ApiError> {
    let known = ["sku", "date", "span", "first", "last", "against", "step"];
    let params = Params::parse(&uri, &known)?;
    let keeper = state.shop(&params)?;
    let shop = keeper.shop();
    let sku = params.key("sku")?;
    let sku = sku.ok_or_else(|| ApiError::bad_parameter("sku", "must name an item"))?;
    let today = shop.today(state.now());
    let days = params.range(shop, today, MAX_DAYS)?.until(today);
    let days = days.ok_or_else(|| ApiError::bad_parameter("first", "is a day that is to come"))?;
    let step = params.named("step", Step::from_name, STEPS)?;
    let step = step.unwrap_or(Step::Day);
    let against = params.named("against", Against::from_name, AGAINST)?;
    let compared = match against {
        None => None,
        Some(how) => Some(over_against(&state, &keeper, days, how, &params).await?),
    };
    let days = compared.as_ref().map_or(days, |(over, _)| *over);
    let read = async |days| {
        let read = state.item_of_days(shop, sku, days).await;
        read.map_err(|error| ApiError::reading(&error))
    };
    let found = read(days).await?;
    let is_there = found
        .iter()
        .any(|day| day.item.is_ok_and(|it| !it.item.is_nothing()));
    let names = state.figures().names(shop, &[sku]).await;
    let name = names.map_err(|error| ApiError::reading(&error))?.pop();
    let name = name.flatten();
    if !is_there && name.is_none() {
        let sold = state.figures().item_days(shop, sku).await;
        sold.map_err(|error| ApiError::reading(&error))?
            .ok_or_else(unknown_item)?;
    }
    let begins = begins(&state, &keeper).await?;
    let unknown = found
        .iter()
        .rev()
        .find_map(|day| Some((day.day, BreakdownUnknown::from(day.item.err()?))));
    let early = before_first(days, begins).map(|until| (until, BreakdownUnknown::BeforeFirst));
    let unknown = early.or(unknown);
    let mut report = ItemReport {
        shop: shop.id.to_string(),
        currency: shop.currency.code().to_owned(),
        sku: sku.to_owned(),
        name,
        first: days.first.to_string(),
        last: days.last.to_string(),
        begins: begins.map(|day| day.to_string()),
        compared_to: None,
        not_compared: None,
        total: sum(shop, &found).filter(|_| unknown.is_none()),
        before: None,
        steps: steps(shop, days, step, &found, begins),
        unknown: unknown.map(|(_, why)| why),
        unknown_until: unknown.map(|(day, _)| day.to_string()),
    };
    match (compared, unknown) {
        (None, _) => {}
        (Some((_, Err(why))), _) => report.not_compared = Some(why),
        (Some((_, Ok(_))), Some((_, why))) => report.not_compared = Some(why.into()),
        (Some((_, Ok(with))), None) => {
            let before = read(with).await?;
            match before.iter().find_map(|day| day.item.err()) {
                Some(why) => report.not_compared = Some(why.into()),
                None => {
                    report.before = sum(shop, &before);
                    report.compared_to = Some(BreakdownDays {
                        first: with.first.to_string(),
                        last: with.last.to_string(),
                    });
                }
            }
        }
    }
    match table::is_wanted(&asked) {
        true => as_table(&report).into_response(),
        false => reply::json(&report),
    }
}

/// The answer for an item that no order sold.
pub(super) fn unknown_item() -> ApiError {
    ApiError::new(
        StatusCode::NOT_FOUND,
        "unknown_item",
        "Unknown item",
        "no order sold an item with this SKU; SKUs are compared byte by byte",
    )
}

/// The sum of some days; `None` if the items of one of them are unknown.
fn sum(shop: &Shop, days: &[ItemOfDay]) -> Option<ItemFigures> {
    let known: Option<Vec<_>> = days.iter().map(|day| day.item.ok()).collect();
    let known = known?;
    let of = known.iter().map(|it| it.item).sum();
    let all = known.iter().map(|it| it.all).sum();
    let has_amounts = known.iter().all(|it| it.has_amounts);
    Some(ItemFigures::new(&shop.currency, of, all, has_amounts))
}

/// Days before the shop's first one are unknown.
fn steps(
    shop: &Shop,
    days: Range,
    step: Step,
    found: &[ItemOfDay],
    begins: Option<BusinessDay>,
) -> Vec<ItemStep> {
    let steps = days.steps(step, shop.week_begins).into_iter();
    let within = |part: Range| {
        let place = |day| found.partition_point(|it| it.day < day);
        found
            .get(place(part.first)..place(part.last + 1))
            .unwrap_or_default()
    };
    let steps = steps.map(|part| ItemStep {
        first: part.first.to_string(),
        last: part.last.to_string(),
        figures: sum(shop, within(part)).filter(|_| before_first(part, begins).is_none()),
    });
    steps.collect()
}

/// A row for each step, then one for the total.
fn as_table(report: &ItemReport) -> Table {
    let heads = ["first", "last"].into_iter().chain(FIGURES);
    let mut table = Table::new(heads.map(|it| Cell::Text(it.to_owned())));
    let mut add = |days: [Cell; 2], figures: Option<&ItemFigures>| {
        let figures = figures.map_or([const { Cell::Unknown }; 5], cells);
        table.add(days.into_iter().chain(figures));
    };
    for step in &report.steps {
        add(table::days(&step.first, &step.last), step.figures.as_ref());
    }
    add(table::all_days(), report.total.as_ref());
    table
}
