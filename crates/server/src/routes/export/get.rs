//! Figures as files for other programs.

use std::sync::Arc;

use api_types::Problem;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::Response;
use domain::{BusinessDay, DayRecord, Measure, Range};

use crate::archive::ArchiveError;
use crate::export::{self, Archived, Format, What};
use crate::problem::ApiError;
use crate::query::{MAX_DAYS, Params};
use crate::routes::{check_retained, not_retained};
use crate::shops::ShopState;
use crate::{AppState, long_work};

const WHAT: &str = "must be `days`, `items`, `orders` or `lines`";
#[cfg(feature = "parquet")]
const FORMATS: &str = "must be `csv`, `ndjson` or `parquet`";
#[cfg(not(feature = "parquet"))]
const FORMATS: &str =
    "must be `csv` or `ndjson`; this binary was built without the feature `parquet`";

/// Days, items by day, orders or their lines, one row each. Orders and lines exist for the days that are kept in
/// detail, and for older ones in the archive, if the server has one; days and items for all. Orders may come in
/// meanwhile, and nothing waits for the file. It is complete if the connection ends properly.
#[utoipa::path(
    get,
    path = "/v1/export",
    operation_id = "getExport",
    tag = "operations",
    params(
        ("shop" = Option<String>, Query, description = "The shop; `default` when absent."),
        ("what" = String, Query, description = "`days`, `items`, `orders` or `lines`."),
        ("format" = Option<String>, Query, description = "`csv` (when absent), `ndjson`, or `parquet` if the binary has it."),
        ("date" = Option<String>, Query, format = Date, description = "One business day; today when no days are given."),
        ("span" = Option<String>, Query, description = "Several days by name: `today`, `yesterday`, `week`, `month`, \
            `quarter`, `year` (so far), `last_week`, `last_month`, `last_quarter`, `last_year`, or `last_30_days` and \
            the like, which end today."),
        ("first" = Option<String>, Query, format = Date, description = "The first of several days, instead of `date` and `span`."),
        ("last" = Option<String>, Query, format = Date, description = "The last day; today when absent."),
    ),
    responses(
        (status = 200, description = "The file.", content((String = "text/csv"), (String = "application/x-ndjson"), (String = "application/vnd.apache.parquet"))),
        (status = 400, description = "A parameter is invalid.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Unknown shop, or days whose orders are neither kept nor in the archive.", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The store or the archive is away.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn get_export(
    State(state): State<AppState>,
    uri: Uri,
) -> Result<Response, ApiError> {
    let known = ["what", "format", "date", "span", "first", "last"];
    let params = Params::parse(&uri, &known)?;
    let keeper = state.shop(&params)?;
    let shop = Arc::clone(keeper.shop());
    let what = params.named("what", What::from_name, WHAT)?;
    let what = what.ok_or_else(|| ApiError::bad_parameter("what", WHAT))?;
    let format = params.named("format", Format::from_name, FORMATS)?;
    let format = format.unwrap_or(Format::Csv);
    let today = shop.today(state.now());
    let days = params.range(&shop, today, MAX_DAYS)?;
    // An early failure is reported instead of a file; a later one breaks the file off.
    let ready = state.presence().ready().await;
    ready.map_err(|error| ApiError::reading(&error))?;
    let archived = match what.is_of_kept_days() {
        true => archived(&state, &keeper, what, (days, today)).await?,
        false => None,
    };
    let name = file_name(shop.id.as_str(), what, days, format);
    let body = long_work::body("an export", move |out| async move {
        export::write(&shop, state.export(), archived, (what, days, format), out).await
    });
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    let kind = HeaderValue::from_static(format.content_type());
    headers.insert(header::CONTENT_TYPE, kind);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(name) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}

/// The days that are no longer retained but are in the archive; `None` if every day is retained. Before the shop's first
/// day there are no orders, so nothing is missing.
async fn archived(
    state: &AppState,
    keeper: &ShopState,
    what: What,
    (days, today): (Range, BusinessDay),
) -> Result<Option<Archived>, ApiError> {
    let reading = |error| ApiError::reading(&error);
    let (shop, figures) = (keeper.shop(), state.figures());
    let Some(archive) = state.archive() else {
        let begins = state.first_day(shop).await.map_err(reading)?;
        if let Some(begins) = begins.filter(|begins| *begins <= days.last) {
            check_retained(state, keeper, begins.max(days.first), today).await?;
        }
        return Ok(None);
    };
    let retained = state.ledger().retained(shop).await.map_err(reading)?;
    let oldest = retained.days.first().copied().unwrap_or(today).min(today);
    let Some(before) = days.until(oldest - 1) else {
        return Ok(None);
    };
    // Earlier days in the archive belong to another shop that had this name.
    let begins = state.first_day(shop).await.map_err(reading)?;
    let begins = begins.unwrap_or(oldest).max(before.first);
    if begins > before.last {
        return Ok(None);
    }
    let before = Range {
        first: begins,
        last: before.last,
    };
    let there = archive.days(&shop.id, what, before).await;
    let there = there.map_err(|error| away(&error))?;
    let records = figures.days(shop, before.first, before.last).await;
    let records = records.map_err(reading)?;
    let had_any =
        |day: &&DayRecord| !day.sums.is_zero() || day.totals().get(Measure::Orders) != Some(0);
    let mut with_orders = records.iter().filter(had_any);
    if let Some(missing) = with_orders.find(|day| !there.contains(&day.day)) {
        let detail = format!(
            "{} is no longer kept in detail, and is not in the archive; the kept days begin with {oldest}",
            missing.day
        );
        return Err(not_retained(detail));
    }
    Ok(Some((archive.clone(), there.into_iter().collect())))
}

fn away(error: &ArchiveError) -> ApiError {
    tracing::error!(
        error = error as &dyn std::error::Error,
        "the archive cannot be read"
    );
    ApiError::new(
        StatusCode::SERVICE_UNAVAILABLE,
        "archive_away",
        "Archive away",
        "the archive cannot be read; the server's log says why",
    )
}

fn file_name(shop: &str, what: What, days: Range, format: Format) -> String {
    let (what, ending) = (what.name(), format.ending());
    match days.count() {
        1 => format!("{shop}-{what}-{}.{ending}", days.first),
        _ => format!("{shop}-{what}-{}-{}.{ending}", days.first, days.last),
    }
}
