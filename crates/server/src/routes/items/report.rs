//! Reports the sales and returns of items over a range of days.

use std::collections::HashSet;

use api_types::{
    BreakdownDays, BreakdownUnknown, ItemFigures, ItemsReport, ItemsReportRow, NotCompared, Problem,
};
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use domain::{Against, ItemDay, ItemSums, ItemsBy, SearchText, Shop};
use ports::Figures;

use crate::problem::ApiError;
use crate::query::{AGAINST, MAX_DAYS, Params};
use crate::routes::{before_first, begins, over_against};
use crate::table::{self, Cell, Table};
use crate::{AppState, reply};

/// How many names a search reads at once.
const NAMES_AT_ONCE: usize = 1_000;

const SORTS: &str = "must be `amount`, `units`, `returned` or `growth`";

/// Items with their units, amounts and returns in any run of days, compared with the period or the year before. Items
/// are kept by day, so a run that contains today is compared until yesterday.
#[utoipa::path(
    get,
    path = "/v1/items/report",
    operation_id = "getItemsReport",
    tag = "figures",
    params(
        ("shop" = Option<String>, Query, description = "The shop; `default` when absent."),
        ("date" = Option<String>, Query, format = Date, description = "One business day; today when no days are given."),
        ("span" = Option<String>, Query, description = "Several days by name: `today`, `yesterday`, `week`, `month`, \
            `quarter`, `year` (so far), `last_week`, `last_month`, `last_quarter`, `last_year`, or `last_30_days` and \
            the like, which end today."),
        ("first" = Option<String>, Query, format = Date, description = "The first of several days, instead of `date` and `span`."),
        ("last" = Option<String>, Query, format = Date, description = "The last of them; today when absent."),
        ("against" = Option<String>, Query, description = "What they are compared with: `previous` (the period before; of a named week, month, quarter or year the one before it), `year` (the same dates a year before) or `year_weekday` (364 days before). Absent: nothing."),
        ("sort" = Option<String>, Query, description = "What comes first: the greatest `amount` (when absent), `units`, `returned` (by what it was worth) or `growth` (of the amount; needs `against`)."),
        ("q" = Option<String>, Query, description = "Only items whose SKU or name contains this text, in any case; each keeps its `rank`."),
        ("top" = Option<u32>, Query, minimum = 1, maximum = 1000, description = "The most rows; 100 when absent."),
        ("offset" = Option<u32>, Query, description = "Rows to leave out at the top; 0 when absent."),
    ),
    responses(
        (status = 200, description = "The items.", content((ItemsReport = "application/json"), (String = "text/csv"))),
        (status = 400, description = "A parameter is invalid.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Unknown shop.", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The store is away.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn get_items_report(
    State(state): State<AppState>,
    asked: HeaderMap,
    uri: Uri,
) -> Result<Response, ApiError> {
    let known = [
        "date", "span", "first", "last", "against", "sort", "q", "top", "offset",
    ];
    let params = Params::parse(&uri, &known)?;
    let keeper = state.shop(&params)?;
    let shop = keeper.shop();
    let today = shop.today(state.now());
    let days = params.range(shop, today, MAX_DAYS)?.until(today);
    let days = days.ok_or_else(|| ApiError::bad_parameter("first", "is a day that is to come"))?;
    let offset = params.number("offset", 0, 0..=usize::MAX)?;
    let top = params.number("top", 100, 1..=1_000)?;
    let text = params.key("q")?.map(SearchText::new);
    let by = params.named("sort", ItemsBy::from_name, SORTS)?;
    let by = by.unwrap_or(ItemsBy::Amount);
    let against = params.named("against", Against::from_name, AGAINST)?;
    if by == ItemsBy::Growth && against.is_none() {
        let detail = "`growth` needs `against`, which says compared with what";
        return Err(ApiError::bad_parameter("sort", detail));
    }
    let compared = match against {
        None => None,
        Some(how) => Some(over_against(&state, &keeper, days, how, &params).await?),
    };
    let days = compared.as_ref().map_or(days, |(over, _)| *over);
    let begins = begins(&state, &keeper).await?;
    let mut report = ItemsReport {
        shop: shop.id.to_string(),
        currency: shop.currency.code().to_owned(),
        first: days.first.to_string(),
        last: days.last.to_string(),
        begins: begins.map(|day| day.to_string()),
        compared_to: None,
        not_compared: None,
        total: None,
        total_before: None,
        items: None,
        rows: None,
        offset,
        top,
        unknown: None,
        unknown_until: None,
    };
    let read = async |days| {
        let read = state.item_sums(shop, days).await;
        read.map_err(|error| ApiError::reading(&error))
    };
    match (before_first(days, begins), read(days).await?) {
        (Some(until), _) => {
            report.unknown = Some(BreakdownUnknown::BeforeFirst);
            report.unknown_until = Some(until.to_string());
            report.not_compared = against.map(|_| NotCompared::BeforeFirst);
        }
        (None, Err((day, why))) => {
            report.unknown = Some(why.into());
            report.unknown_until = Some(day.to_string());
            report.not_compared = against.map(|_| why.into());
        }
        (None, Ok(found)) => {
            let before = match compared {
                None => None,
                Some((_, Err(why))) => {
                    report.not_compared = Some(why);
                    None
                }
                Some((_, Ok(with))) => match read(with).await? {
                    Ok(before) => {
                        report.compared_to = Some(BreakdownDays {
                            first: with.first.to_string(),
                            last: with.last.to_string(),
                        });
                        Some(before)
                    }
                    Err((_, why)) => {
                        report.not_compared = Some(why.into());
                        None
                    }
                },
            };
            let sides = Sides {
                days: &found,
                before: before.as_deref(),
            };
            sides.fill(&mut report, &state, shop, (by, text)).await?;
        }
    }
    match table::is_wanted(&asked) {
        true => as_table(&report).into_response(),
        false => reply::json(&report),
    }
}

/// The items of the days, and of the days they are compared with.
struct Sides<'s> {
    days: &'s ItemSums,
    before: Option<&'s ItemSums>,
}

impl Sides<'_> {
    /// The items whose SKU or name contains a text.
    async fn find(
        &self,
        store: &dyn Figures,
        shop: &Shop,
        text: &SearchText,
    ) -> Result<HashSet<&str>, ApiError> {
        let sides = [Some(self.days), self.before].into_iter().flatten();
        let skus: HashSet<&str> = sides.flat_map(ItemSums::skus).collect();
        let skus: Vec<&str> = skus.into_iter().collect();
        let (mut found, mut scratch) = (HashSet::new(), String::new());
        for skus in skus.chunks(NAMES_AT_ONCE) {
            let names = store.names(shop, skus).await;
            let names = names.map_err(|error| ApiError::reading(&error))?;
            for (sku, name) in skus.iter().zip(names) {
                if text.finds(sku, name.as_deref(), &mut scratch) {
                    found.insert(*sku);
                }
            }
        }
        Ok(found)
    }

    async fn fill(
        &self,
        report: &mut ItemsReport,
        state: &AppState,
        shop: &Shop,
        (by, text): (ItemsBy, Option<SearchText>),
    ) -> Result<(), ApiError> {
        let (days, before) = (self.days, self.before);
        let (all, all_before) = (days.total(), before.map(ItemSums::total));
        let of = |of: ItemDay| ItemFigures::new(&shop.currency, of, all, days.has_amounts());
        let of_before = |of: ItemDay| {
            let (before, all) = before.zip(all_before)?;
            let has_amounts = before.has_amounts();
            Some(ItemFigures::new(&shop.currency, of, all, has_amounts))
        };
        let looked_for = match text {
            Some(text) => Some(self.find(state.figures(), shop, &text).await?),
            None => None,
        };
        let (offset, top) = (report.offset, report.top);
        let found = domain::ItemsReport::of(days, before, by, looked_for.as_ref(), offset, top);
        let skus: Vec<&str> = found.rows.iter().map(|row| row.sku).collect();
        let names = state.figures().names(shop, &skus).await;
        let names = names.map_err(|error| ApiError::reading(&error))?;
        let rows = found
            .rows
            .iter()
            .zip(names)
            .map(|(item, name)| ItemsReportRow {
                before: of_before(item.before),
                ..ItemsReportRow::new(item, name, of(item.figures))
            });
        report.rows = Some(rows.collect());
        report.items = Some(found.items);
        report.total = Some(of(all));
        report.total_before = all_before.and_then(of_before);
        Ok(())
    }
}

/// The columns of an item's figures.
pub(super) const FIGURES: [&str; 5] = ["units", "amount", "returned", "returned_amount", "share"];

/// A row for each item, then one for the total.
fn as_table(report: &ItemsReport) -> Table {
    let is_compared = report.compared_to.is_some();
    let sides = [""].into_iter().chain(is_compared.then_some("_before"));
    let names = sides.flat_map(|of| FIGURES.map(|figure| Cell::Text(format!("{figure}{of}"))));
    let heads = ["sku", "name"].map(|it| Cell::Text(it.to_owned()));
    let mut table = Table::new(heads.into_iter().chain(names));
    let mut add = |key: [Cell; 2], figures: &ItemFigures, before: Option<&ItemFigures>| {
        let before = before.filter(|_| is_compared).into_iter();
        table.add(
            key.into_iter()
                .chain([figures].into_iter().chain(before).flat_map(cells)),
        );
    };
    for row in report.rows.iter().flatten() {
        let name = row.name.clone().map_or(Cell::Unknown, Cell::Text);
        let key = [Cell::Text(row.sku.clone()), name];
        add(key, &row.figures, row.before.as_ref());
    }
    if let Some(total) = &report.total {
        let key = [Cell::Unknown, Cell::Text("all".to_owned())];
        add(key, total, report.total_before.as_ref());
    }
    table
}

pub(super) fn cells(of: &ItemFigures) -> [Cell; 5] {
    let number = |number: Option<String>| number.map_or(Cell::Unknown, Cell::Number);
    [
        Cell::Number(of.units.to_string()),
        number(of.amount.clone()),
        number(of.returned.map(|it| it.to_string())),
        number(of.returned_amount.clone()),
        number(of.share.map(|it| it.to_string())),
    ]
}
