//! A board as text.

use std::fmt::Write;

use api_types::{Amount, Baseline, Board, Figure, PopularItem, Sales, Unknown};

use crate::terminal::clean;

/// How much of a board is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Length {
    /// As much as fits a terminal of 24 lines and 80 columns.
    Short,
    /// All of it.
    Full,
}

/// Rows of each list on a full board.
const ROWS: usize = 10;
/// Rows of each list on a short board.
const SHORT_ROWS: usize = 5;
/// Figures on a short board.
const SHORT: [&str; 6] = [
    "orders",
    "units",
    "revenue",
    "net_revenue",
    "total_sales",
    "average_order",
];
/// Shown in place of an unknown figure.
pub(super) const NOT_KNOWN: &str = "–";

pub(super) fn of(board: &Board, length: Length) -> Result<String, std::fmt::Error> {
    let mut out = String::new();
    writeln!(
        out,
        "{} · {} · {}",
        clean(&board.shop),
        board.date,
        board.timezone
    )?;
    writeln!(out, "as of {}\n", board.as_of)?;
    figures(&mut out, board, length)?;
    let is_full = length == Length::Full;
    let has_hours = board.comparison.whole_hours.is_some() && board.headline != "revenue";
    if is_full || !has_hours {
        same_time(&mut out, board)?;
    }
    whole_hours(&mut out, board)?;
    if is_full {
        week(&mut out, board)?;
    }
    let rows = if is_full { ROWS } else { SHORT_ROWS };
    match &board.popular_today {
        Some(items) => leaders(&mut out, "popular today", items, rows)?,
        None => {
            let why = board.today_unknown.map_or("not known", words);
            writeln!(out, "\npopular today\n  {NOT_KNOWN:>10} {why}")?;
        }
    }
    if is_full {
        leaders(&mut out, "popular, all time", &board.popular, rows)?;
        latest(&mut out, board)?;
    }
    Ok(out.trim_end().to_owned())
}

fn same_time(out: &mut String, board: &Board) -> std::fmt::Result {
    writeln!(out, "\nsame time of day          orders        revenue")?;
    let compared = &board.comparison;
    baseline(
        out,
        "yesterday",
        compared.yesterday.as_ref(),
        compared.yesterday_unknown,
    )?;
    baseline(
        out,
        "a week ago",
        compared.last_week.as_ref(),
        compared.last_week_unknown,
    )
}

fn week(out: &mut String, board: &Board) -> std::fmt::Result {
    writeln!(out, "\nlast 7 days               orders        revenue")?;
    for day in &board.revenue {
        // Before the first day nothing was counted, which is not 0.
        let is_known = day.unknown != Some(Unknown::BeforeFirst);
        let orders = day.orders.filter(|_| is_known).map(|it| it.to_string());
        let orders = orders.as_deref().unwrap_or(NOT_KNOWN);
        let total = day.total.as_deref().filter(|_| is_known);
        let total = total.unwrap_or(NOT_KNOWN);
        let why = day
            .unknown
            .filter(|why| !is_known || *why == Unknown::NotKept);
        let why = why
            .map(|why| format!("  {}", words(why)))
            .unwrap_or_default();
        writeln!(out, "  {}      {orders:>14} {total:>14}{why}", day.date)?;
    }
    Ok(())
}

fn latest(out: &mut String, board: &Board) -> std::fmt::Result {
    writeln!(out, "\nlatest items")?;
    for item in board.latest.iter().take(ROWS) {
        let whole = item.quantity.map(|pieces| pieces.to_string());
        let quantity = item.exact_quantity.clone().or(whole);
        let quantity = quantity.map(|it| format!("{it} ×")).unwrap_or_default();
        let name = clean(item.name.as_deref().unwrap_or(&item.sku));
        writeln!(out, "  {quantity:>10} {name}")?;
    }
    Ok(())
}

fn figures(out: &mut String, board: &Board, length: Length) -> std::fmt::Result {
    let name = |figure: &Figure| figure.name.replace('_', " ");
    let is_shown = |figure: &&Figure| length == Length::Full || is_short(board, figure);
    let shown = || board.today.0.each().filter(is_shown);
    let width = shown().map(|figure| name(figure).len()).max();
    let width = width.unwrap_or_default();
    for figure in shown() {
        let name = name(figure);
        match &figure.value {
            None => writeln!(out, "  {name:width$} {NOT_KNOWN:>14}")?,
            Some(Amount::Count(count)) => writeln!(out, "  {name:width$} {count:>14}")?,
            Some(Amount::Money(amount)) => {
                writeln!(out, "  {name:width$} {amount:>14} {}", board.currency)?;
            }
        }
    }
    Ok(())
}

/// Whether a short board shows a figure. Net revenue and total sales appear only where they differ from the others.
fn is_short(board: &Board, figure: &Figure) -> bool {
    let value = |name: &str| {
        let mut figures = board.today.0.each();
        figures.find(|it| it.name == name).map(|it| &it.value)
    };
    let same_as = match figure.name {
        "net_revenue" => Some("revenue"),
        "total_sales" => Some("net_revenue"),
        _ => None,
    };
    let says_more = same_as.is_none_or(|other| value(other) != Some(&figure.value));
    SHORT.contains(&figure.name) && says_more
}

/// The shop's own headline if it is not gross revenue. It is kept by the hour, not by the minute.
fn whole_hours(out: &mut String, board: &Board) -> std::fmt::Result {
    let Some(hours) = &board.comparison.whole_hours else {
        return Ok(());
    };
    let amount: fn(&Sales) -> &str = match board.headline.as_str() {
        "net_revenue" => |sales| &sales.net_revenue,
        "total_sales" => |sales| &sales.total_sales,
        _ => return Ok(()),
    };
    let until = match &hours.until {
        Some(time) => format!("until {time}"),
        None => "whole days".to_owned(),
    };
    let figure = board.headline.replace('_', " ");
    writeln!(out, "\n{until:<16}          orders {figure:>14}")?;
    for (name, day, unknown) in [
        ("today", &hours.today, hours.today_unknown),
        ("yesterday", &hours.yesterday, hours.yesterday_unknown),
        ("a week ago", &hours.last_week, hours.last_week_unknown),
    ] {
        let was = day.as_ref().map(|sales| Baseline {
            orders: sales.orders,
            revenue: amount(sales).to_owned(),
        });
        baseline(out, name, was.as_ref(), unknown)?;
    }
    Ok(())
}

/// A comparison day, or why no comparison is possible.
fn baseline(
    out: &mut String,
    name: &str,
    figures: Option<&Baseline>,
    unknown: Option<Unknown>,
) -> std::fmt::Result {
    let why = match (figures, unknown) {
        (Some(was), _) => {
            return writeln!(out, "  {name:<14}  {:>14} {:>14}", was.orders, was.revenue);
        }
        (None, why) => why.map_or("not known", words),
    };
    writeln!(out, "  {name:<14}  {NOT_KNOWN:>14} {NOT_KNOWN:>14}  {why}")
}

/// Why a figure is not known.
pub(super) fn words(unknown: Unknown) -> &'static str {
    match unknown {
        Unknown::TotalsOnly => "only the day's totals are kept",
        Unknown::NotKept => "too long ago: nothing of that day is kept",
        Unknown::OriginalDesign => "the original design kept neither minutes nor items of the day",
        Unknown::RepeatedHour => "that hour came twice, and is known as a whole only",
        Unknown::BeforeFirst => "it lies before the shop's first day",
    }
}

fn leaders(out: &mut String, title: &str, items: &[PopularItem], rows: usize) -> std::fmt::Result {
    writeln!(out, "\n{title}")?;
    for item in items.iter().take(rows) {
        let name = clean(item.name.as_deref().unwrap_or(&item.sku));
        writeln!(out, "  {:>10} {name}", item.units)?;
    }
    Ok(())
}
