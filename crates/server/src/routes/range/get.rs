//! Shows what a run of days adds up to, and what it is compared with.

use std::sync::Arc;

use api_types::{Amount, DayFigures, Problem, RangeCompared, RangePart, RangeReport, RangeStep};
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use domain::{Against, Measure, MeasureSet, Range, Shop, Step, Timestamp, Totals};

use crate::history::DailyTotals;
use crate::problem::ApiError;
use crate::query::{AGAINST, MAX_DAYS, Params, STEPS};
use crate::table::{self, Cell, Table};
use crate::{AppState, reply};

/// The usual size of a day's figures.
const STEP_BYTES: usize = 512;

/// Every figure of any run of days, in all and by day, week or month, compared with the period before or the year
/// before. Where today is among them, it is compared until the same time of day if that is known, else both end with
/// yesterday; `compared_to` says which.
#[utoipa::path(
    get,
    path = "/v1/range",
    operation_id = "getRange",
    tag = "figures",
    params(
        ("shop" = Option<String>, Query, description = "The shop; `default` when absent."),
        ("date" = Option<String>, Query, format = Date, description = "One business day; today when no days are given."),
        ("span" = Option<String>, Query, description = "Several days by name: `today`, `yesterday`, `week`, `month`, \
            `quarter`, `year` (so far), `last_week`, `last_month`, `last_quarter`, `last_year`, or `last_30_days` and \
            the like, which end today."),
        ("first" = Option<String>, Query, format = Date, description = "The first of several days, instead of `date` and `span`."),
        ("last" = Option<String>, Query, format = Date, description = "The last day; today when absent."),
        ("against" = Option<String>, Query, description = "What to compare them with: `previous` (the period before; for a named week, month, quarter or year, the one before it), `year` (the same dates a year before) or `year_weekday` (364 days before). Absent: nothing."),
        ("step" = Option<String>, Query, description = "`day` (when absent), `week` or `month`."),
    ),
    responses(
        (status = 200, description = "The figures.", content((RangeReport = "application/json"), (String = "text/csv"))),
        (status = 400, description = "A parameter is invalid.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Unknown shop.", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The store is away.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn get_range(
    State(state): State<AppState>,
    asked: HeaderMap,
    uri: Uri,
) -> Result<Response, ApiError> {
    let known = ["date", "span", "first", "last", "against", "step"];
    let params = Params::parse(&uri, &known)?;
    let keeper = state.shop(&params)?;
    let shop = keeper.shop();
    let now = state.now();
    let today = shop.today(now);
    let days = params.range(shop, today, MAX_DAYS)?.until(today);
    let days = days.ok_or_else(|| ApiError::bad_parameter("first", "is a day that is to come"))?;
    let against = params.named("against", Against::from_name, AGAINST)?;
    let step = params
        .named("step", Step::from_name, STEPS)?
        .unwrap_or(Step::Day);
    let with = against.map(|how| days.against(how, params.text("span"), shop.week_begins));
    let last = with.map_or(days.last, |with| with.last.max(days.last));
    let asking = Asking {
        state: &state,
        shop,
        now,
        totals: state.daily_totals(&keeper, last).await?,
    };
    let figures = |of: Range| DayFigures::new(shop, &asking.totals.total(of));
    let mut report = RangeReport {
        shop: shop.id.to_string(),
        currency: shop.currency.code().to_owned(),
        first: days.first.to_string(),
        last: days.last.to_string(),
        begins: asking.totals.first().map(|day| day.to_string()),
        total: figures(days),
        compared_to: None,
        not_compared: None,
        compared: None,
        before: None,
        steps: Vec::new(),
    };
    let mut steps: Vec<(Range, Option<Range>)> = days
        .steps(step, shop.week_begins)
        .into_iter()
        .map(|step| (step, None))
        .collect();
    if let Some(with) = with {
        asking.compare(&mut report, days, with).await?;
        let parts = with.steps(step, shop.week_begins).into_iter();
        for (part, (step, before)) in parts.zip(&mut steps) {
            if step.last < today && asking.totals.check(part).is_ok() {
                *before = Some(part);
            }
        }
    }
    if !table::is_wanted(&asked) {
        return asking.answer(&report, days, &steps);
    }
    let step_of = |(step, before): &(Range, Option<Range>)| RangeStep {
        first: step.first.to_string(),
        last: step.last.to_string(),
        total: figures(*step),
        before: before.map(figures),
    };
    report.steps = steps.iter().map(step_of).collect();
    as_table(&report).into_response()
}

/// The days of a shop.
struct Asking<'a> {
    state: &'a AppState,
    shop: &'a Shop,
    now: Timestamp,
    totals: Arc<DailyTotals>,
}

impl Asking<'_> {
    /// Fills in the comparison.
    async fn compare(
        &self,
        report: &mut RangeReport,
        days: Range,
        with: Range,
    ) -> Result<(), ApiError> {
        if let Err(why) = self.totals.check(with) {
            report.not_compared = Some(why.into());
            return Ok(());
        }
        if days.last < self.shop.today(self.now) {
            self.fill(report, with, None, self.totals.total(with));
            return Ok(());
        }
        // The counterpart of today: as far into `with` as today is into `days`.
        let like_today = (with.first + (days.count() - 1)).min(with.last);
        let whole = Range {
            last: like_today - 1,
            ..with
        };
        let until = self.shop.clock.elapsed_minute(self.now);
        let baseline = self.state.baseline(self.shop, &self.totals, like_today);
        match baseline.await?.until(until) {
            Ok(pulse) => {
                let of_today = Totals::new(pulse.sums(), None);
                let before = match whole.count() {
                    0 => of_today,
                    _ => Totals::of_several([&self.totals.total(whole), &of_today]),
                };
                // Only these two are kept by minute.
                let other = Measure::all();
                let other = other.filter(|it| ![Measure::Orders, Measure::Revenue].contains(it));
                let unknown = other.fold(MeasureSet::NONE, MeasureSet::with);
                let time = format!("{:02}:{:02}", until / 60, until % 60);
                let with = Range {
                    last: like_today,
                    ..with
                };
                self.fill(report, with, Some(time), before.without(unknown));
            }
            Err(why) if whole.count() < 1 => report.not_compared = Some(why.into()),
            Err(_) => {
                let own = Range {
                    last: days.last - 1,
                    ..days
                };
                report.compared = Some(RangePart {
                    first: own.first.to_string(),
                    last: own.last.to_string(),
                    total: DayFigures::new(self.shop, &self.totals.total(own)),
                });
                self.fill(report, whole, None, self.totals.total(whole));
            }
        }
        Ok(())
    }

    /// The report with its steps. There may be thousands of them, so they are written without building an object for
    /// each.
    fn answer(
        &self,
        report: &RangeReport,
        days: Range,
        steps: &[(Range, Option<Range>)],
    ) -> Result<Response, ApiError> {
        let texts = self.totals.texts(self.shop, days);
        let has_before = steps.iter().any(|(_, before)| before.is_some());
        let of_step = STEP_BYTES * (1 + usize::from(has_before));
        reply::json_list(report, steps.len() * of_step, |out| {
            for (place, step) in steps.iter().enumerate() {
                if place > 0 {
                    out.push(',');
                }
                self.totals.write(self.shop, &texts, *step, out);
            }
        })
    }

    fn fill(&self, report: &mut RangeReport, with: Range, until: Option<String>, before: Totals) {
        report.compared_to = Some(RangeCompared {
            first: with.first.to_string(),
            last: with.last.to_string(),
            until,
        });
        report.before = Some(DayFigures::new(self.shop, &before));
    }
}

/// A row for each step, then one for the total.
fn as_table(report: &RangeReport) -> Table {
    let names: Vec<&str> = report.total.0.each().map(|figure| figure.name).collect();
    let heads = ["first", "last"].into_iter().chain(names.iter().copied());
    let is_compared = report.compared_to.is_some();
    let before = names.iter().filter(|_| is_compared);
    let heads = heads
        .map(str::to_owned)
        .chain(before.map(|name| format!("{name}_before")));
    let mut table = Table::new(heads.map(Cell::Text));
    let none = DayFigures::default();
    let mut add = |days: [Cell; 2], total: &DayFigures, before: Option<&DayFigures>| {
        let before = before.unwrap_or(&none);
        let before = names
            .iter()
            .filter(|_| is_compared)
            .map(|name| cell(before, name));
        table.add(
            days.into_iter()
                .chain(names.iter().map(|name| cell(total, name)))
                .chain(before),
        );
    };
    for step in &report.steps {
        add(
            table::days(&step.first, &step.last),
            &step.total,
            step.before.as_ref(),
        );
    }
    add(table::all_days(), &report.total, report.before.as_ref());
    table
}

fn cell(figures: &DayFigures, name: &str) -> Cell {
    let figure = figures.0.each().find(|figure| figure.name == name);
    match figure.and_then(|figure| figure.value.as_ref()) {
        None => Cell::Unknown,
        Some(Amount::Count(count)) => Cell::Number(count.to_string()),
        Some(Amount::Money(amount)) => Cell::Number(amount.clone()),
    }
}
