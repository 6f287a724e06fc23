//! All shops as text.

use std::fmt::Write;

use api_types::{Baseline, Overview, OverviewShop, OverviewSum};
use domain::Pulse;

use super::text::{NOT_KNOWN, words};
use crate::terminal::{clean, plural};

/// Width of a shop's name, in columns.
const NAME: usize = 20;

pub(super) fn of(overview: &Overview) -> Result<String, std::fmt::Error> {
    let mut out = String::new();
    let currency = &overview.currency;
    let shops = plural(overview.count, "shop");
    writeln!(out, "{shops} · {currency} · as of {}", overview.as_of)?;
    rates(&mut out, overview)?;
    writeln!(out)?;
    total(&mut out, &overview.total, currency)?;
    left_out(&mut out, overview)?;
    if !overview.shops.is_empty() {
        writeln!(
            out,
            "\n{:NAME$} {:>10} {:>7} {:>18} {:>8} {:>8}  last order",
            "", "day", "orders", "revenue", "yesterday", "last week"
        )?;
    }
    for shop in &overview.shops {
        row(&mut out, shop)?;
    }
    let more = overview.count - overview.shops.len() as u64;
    if more > 0 {
        writeln!(out, "and {}; --limit shows more", plural(more, "shop"))?;
    }
    Ok(out.trim_end().to_owned())
}

fn rates(out: &mut String, overview: &Overview) -> std::fmt::Result {
    let rates = &overview.rates;
    if rates.used.is_empty() {
        return Ok(());
    }
    let base = rates.base.as_deref().unwrap_or(NOT_KNOWN);
    let used = rates
        .used
        .iter()
        .map(|rate| format!("{} {}", rate.rate, rate.currency));
    let used: Vec<String> = used.collect();
    writeln!(
        out,
        "rates of {}: 1 {base} = {}",
        rates.date,
        used.join(", ")
    )
}

fn total(out: &mut String, total: &OverviewSum, currency: &str) -> std::fmt::Result {
    let units = total.units.map(|units| units.to_string());
    let units = units.as_deref().unwrap_or(NOT_KNOWN);
    writeln!(out, "  orders  {:>18}", total.orders)?;
    writeln!(out, "  units   {units:>18}")?;
    let revenue = total.revenue.as_deref().unwrap_or(NOT_KNOWN);
    writeln!(out, "  revenue {revenue:>18} {currency}")?;
    writeln!(out, "\nsame time of day          orders        revenue")?;
    let compared = &total.comparison;
    for (name, was, unknown) in [
        ("yesterday", &compared.yesterday, compared.yesterday_unknown),
        (
            "a week ago",
            &compared.last_week,
            compared.last_week_unknown,
        ),
    ] {
        match was {
            Some(Baseline { orders, revenue }) => {
                writeln!(out, "  {name:<14}  {orders:>14} {revenue:>14}")?;
            }
            None => {
                let why = format!("unknown for {}", plural(unknown, "shop"));
                writeln!(out, "  {name:<14}  {NOT_KNOWN:>14} {NOT_KNOWN:>14}  {why}")?;
            }
        }
    }
    Ok(())
}

/// Names what the total leaves out, because it would otherwise look complete.
fn left_out(out: &mut String, overview: &Overview) -> std::fmt::Result {
    let total = &overview.total;
    if total.without_rate > 0 {
        let (shops, orders) = (
            plural(total.without_rate, "shop"),
            plural(total.orders_without_rate.unsigned_abs(), "order"),
        );
        let missing = overview.rates.missing.join(", ");
        writeln!(
            out,
            "\nNot in the total: {shops} with {orders}, because there is no rate of {} for {missing}.\n`livetill rates \
             import` loads rates.",
            overview.rates.date
        )?;
    }
    if overview.unread > 0 {
        let shops = plural(overview.unread, "shop");
        writeln!(out, "\nNot in the total: {shops} that could not be read.")?;
    }
    Ok(())
}

fn row(out: &mut String, shop: &OverviewShop) -> std::fmt::Result {
    let name = clean(shop.display_name.as_deref().unwrap_or(&shop.shop));
    let name: String = name.chars().take(NAME).collect();
    let unknown = || NOT_KNOWN.to_owned();
    let orders = shop.orders.map_or_else(unknown, |it| it.to_string());
    let revenue = shop.revenue.as_ref();
    let shown = revenue.map_or_else(unknown, |it| format!("{it} {}", shop.currency));
    let change = |was: &Option<Baseline>| {
        let change = was.as_ref().zip(revenue);
        change
            .and_then(|(was, is)| percent(is, was))
            .unwrap_or_else(unknown)
    };
    let last = shop.last_order_at.as_deref();
    let last = last
        .and_then(|at| at.get(..16))
        .map(|at| at.replace('T', " "));
    let why = shop
        .last_week_unknown
        .map(|why| format!("  {}", words(why)));
    writeln!(
        out,
        "{name:NAME$} {:>10} {orders:>7} {shown:>18} {:>9} {:>9}  {}{}",
        shop.date,
        change(&shop.yesterday),
        change(&shop.last_week),
        last.unwrap_or_else(unknown),
        why.unwrap_or_default(),
    )
}

/// The change from one amount to another of the same currency, in percent; `None` if the earlier one was zero, or
/// of too few orders to say anything.
fn percent(is: &str, was: &Baseline) -> Option<String> {
    if was.orders < Pulse::FEWEST_COMPARED {
        return None;
    }
    let minor = |amount: &str| amount.replace('.', "").parse::<i128>().ok();
    let (is, was) = (minor(is)?, minor(&was.revenue)?);
    if was <= 0 {
        return None;
    }
    let more = (is - was) * 100;
    let rounded = (more.abs() + was / 2) / was * more.signum();
    Some(format!("{rounded:+}%"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_whole_percents() {
        for (is, was, orders, said) in [
            ("15.00", "10.00", 10, Some("+50%")),
            ("9.95", "10.00", 10, Some("-1%")),
            ("10.04", "10.00", 10, Some("+0%")),
            ("0", "700", 10, Some("-100%")),
            ("7", "0", 10, None),
            ("15.00", "10.00", 9, None),
        ] {
            let revenue = was.to_owned();
            let before = Baseline { orders, revenue };
            assert_eq!(percent(is, &before).as_deref(), said, "{is} {was}");
        }
    }
}
