//! Shows what a run of days adds up to, and what it is compared with.

use api_types::{Amount, DayFigures, Problem, RangeCompared, RangePart, RangeReport, RangeStep};
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use domain::{
    Against, BoardQuery, DayRecord, Measure, MeasureSet, Range, Shop, Step, Timestamp, Totals,
    Unknown, Weekday,
};

use crate::problem::ApiError;
use crate::query::{AGAINST, MAX_DAYS, Params};
use crate::table::{self, Cell, Table};
use crate::{AppState, reply};

const WEEK_BEGINS: Weekday = Weekday::Monday;

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
        ("span" = Option<String>, Query, description = "Several days by their name: `today`, `yesterday`, `week`, `month`, `quarter`, `year` (so far), `last_week`, `last_month`, `last_quarter`, `last_year`, or such as `last_30_days`, of which today is the last."),
        ("first" = Option<String>, Query, format = Date, description = "The first of several days, instead of `date` and `span`."),
        ("last" = Option<String>, Query, format = Date, description = "The last of them; today when absent."),
        ("against" = Option<String>, Query, description = "What they are compared with: `previous` (the period before; of a named week, month, quarter or year the one before it), `year` (the same dates a year before) or `year_weekday` (364 days before). Absent: nothing."),
        ("step" = Option<String>, Query, description = "`day` (when absent), `week` or `month`."),
    ),
    responses(
        (status = 200, description = "The figures.", content((RangeReport = "application/json"), (String = "text/csv"))),
        (status = 400, description = "A parameter makes no sense.", body = Problem, content_type = "application/problem+json"),
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
    let days = params.range(today, MAX_DAYS)?.until(today);
    let days = days.ok_or_else(|| ApiError::bad_parameter("first", "is a day that is to come"))?;
    let against = params.named("against", Against::from_name, AGAINST)?;
    let step = params
        .named("step", Step::from_name, STEPS)?
        .unwrap_or(Step::Day);
    let asking = Asking {
        state: &state,
        shop,
        now,
    };
    let found = asking.days(days).await?;
    let mut report = RangeReport {
        shop: shop.id.to_string(),
        currency: shop.currency.code().to_owned(),
        first: days.first.to_string(),
        last: days.last.to_string(),
        total: DayFigures::new(shop, &DayRecord::totals_of(&found)),
        compared_to: None,
        not_compared: None,
        compared: None,
        before: None,
        steps: Vec::new(),
    };
    let steps = days.steps(step, WEEK_BEGINS);
    report.steps = steps
        .iter()
        .map(|part| a_step(shop, *part, &found))
        .collect();
    if let Some(how) = against {
        let with = days.against(how, params.text("span"), WEEK_BEGINS);
        let read = asking.days(with).await?;
        asking
            .compare(&mut report, (days, &found), (with, &read))
            .await?;
        for (part, (step, of)) in with
            .steps(step, WEEK_BEGINS)
            .into_iter()
            .zip(report.steps.iter_mut().zip(&steps))
        {
            let before = DayRecord::within(&read, part);
            if of.last < today && !before.iter().any(is_gone) {
                step.before = Some(DayFigures::new(shop, &DayRecord::totals_of(before)));
            }
        }
    }
    match table::is_wanted(&asked) {
        true => as_table(&report).into_response(),
        false => reply::json(&report),
    }
}

const STEPS: &str = "must be `day`, `week` or `month`";

/// Days of a shop, and their store.
struct Asking<'a> {
    state: &'a AppState,
    shop: &'a Shop,
    now: Timestamp,
}

impl Asking<'_> {
    async fn days(&self, days: Range) -> Result<Vec<DayRecord>, ApiError> {
        let figures = self.state.figures();
        let read = figures.days(self.shop, days.first, days.last).await;
        read.map_err(|error| ApiError::reading(&error))
    }

    /// Fills in what the range is compared with.
    async fn compare(
        &self,
        report: &mut RangeReport,
        (days, found): (Range, &[DayRecord]),
        (with, read): (Range, &[DayRecord]),
    ) -> Result<(), ApiError> {
        if read.iter().any(is_gone) {
            report.not_compared = Some(Unknown::NotKept.into());
            return Ok(());
        }
        if days.last < self.shop.today(self.now) {
            self.fill(report, with, None, DayRecord::totals_of(read));
            return Ok(());
        }
        // The day that is to today what the first of them is to the first of these.
        let like_today = (with.first + (days.count() - 1)).min(with.last);
        let whole = Range {
            last: like_today - 1,
            ..with
        };
        let until = match read.iter().find(|day| day.day == like_today) {
            Some(day) => self.until_now(day).await?,
            None => Err(Unknown::NotKept),
        };
        match until {
            Ok(pulse) => {
                let mut sums = pulse.sums();
                let part = DayRecord::within(read, whole);
                part.iter().for_each(|day| sums += day.sums);
                // Nothing else is kept by the minute.
                let by_minute = [Measure::Orders, Measure::Revenue];
                let other = Measure::all().filter(|measure| !by_minute.contains(measure));
                let unknown = other.fold(MeasureSet::NONE, MeasureSet::with);
                let of_days = DayRecord::totals_of(part);
                let is_known =
                    |measure: &Measure| part.is_empty() || of_days.get(*measure).is_some();
                let missing = by_minute.into_iter().filter(|measure| !is_known(measure));
                let unknown = missing.fold(unknown, MeasureSet::with);
                let minute = self.shop.clock.local(self.now).minute();
                let time = format!("{:02}:{:02}", minute / 60, minute % 60);
                let with = Range {
                    last: like_today,
                    ..with
                };
                self.fill(
                    report,
                    with,
                    Some(time),
                    Totals::new(sums, None).without(unknown),
                );
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
                    total: DayFigures::new(
                        self.shop,
                        &DayRecord::totals_of(DayRecord::within(found, own)),
                    ),
                });
                self.fill(
                    report,
                    whole,
                    None,
                    DayRecord::totals_of(DayRecord::within(read, whole)),
                );
            }
        }
        Ok(())
    }

    /// Orders and revenue of an earlier day until the time that it is now.
    async fn until_now(&self, day: &DayRecord) -> Result<Result<domain::Pulse, Unknown>, ApiError> {
        if let Some(why) = day.unknown_in_detail() {
            return Ok(Err(why));
        }
        let query = BoardQuery::sums_of(day.day);
        let board = self.state.figures().board(self.shop, &query).await;
        let board = board.map_err(|error| ApiError::reading(&error))?;
        Ok(day.until(self.shop, self.now, &board.minutes))
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

fn a_step(shop: &Shop, part: Range, days: &[DayRecord]) -> RangeStep {
    RangeStep {
        first: part.first.to_string(),
        last: part.last.to_string(),
        total: DayFigures::new(shop, &DayRecord::totals_of(DayRecord::within(days, part))),
        before: None,
    }
}

/// Whether so little is kept of a day that not even its orders are known.
fn is_gone(day: &DayRecord) -> bool {
    day.totals().get(Measure::Orders).is_none()
}

/// A row for each step, then one for all.
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
    let mut add = |first: &str, last: &str, total: &DayFigures, before: Option<&DayFigures>| {
        let dates = [first, last].map(|date| Cell::Number(date.to_owned()));
        let before = before.unwrap_or(&none);
        let before = names
            .iter()
            .filter(|_| is_compared)
            .map(|name| cell(before, name));
        table.add(
            dates
                .into_iter()
                .chain(names.iter().map(|name| cell(total, name)))
                .chain(before),
        );
    };
    for step in &report.steps {
        add(&step.first, &step.last, &step.total, step.before.as_ref());
    }
    add(
        &report.first,
        &report.last,
        &report.total,
        report.before.as_ref(),
    );
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
