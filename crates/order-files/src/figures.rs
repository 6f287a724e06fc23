//! What the orders of files add up to, by the names of the figures.

use domain::{Currency, Sums, Totals, Unit};
use serde_json::Value;

/// Figures of days that do not apply to a file.
const NEVER: [&str; 4] = [
    Totals::UNIQUE_ITEMS,
    "average_order",
    "charged",
    "sales_ex_tax",
];

/// The figures of these sums: names, and values as they are written.
pub fn figures(currency: &Currency, sums: Sums) -> impl Iterator<Item = (&'static str, Value)> {
    let all = Totals::new(sums, None);
    let all: Vec<_> = all
        .each()
        .filter(|figure| !NEVER.contains(&figure.name))
        .collect();
    all.into_iter().map(move |figure| {
        let value = figure.value.unwrap_or_default();
        let value = match figure.unit {
            Unit::Count => Value::from(i64::try_from(value).unwrap_or(i64::MAX)),
            Unit::Money => Value::from(currency.format(value)),
        };
        (figure.name, value)
    })
}
