//! The figures of a digest, each with the values it is compared with.

use api_types::{Amount, DayFigures, Digest};

use super::numbers::{NOT_KNOWN, change, grouped, minor};

/// A figure, and what it was before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FigureLine {
    pub(super) name: &'static str,
    pub(super) value: String,
    /// The value and the change since, for each comparison.
    pub(super) before: Vec<(String, String)>,
}

/// The labels of the figures, in display order.
const SHOWN: [(&str, &str); 9] = [
    ("revenue", "Revenue"),
    ("discounts", "Discounts"),
    ("returns", "Returns"),
    ("net_revenue", "Net revenue"),
    ("total_sales", "Total sales"),
    ("orders", "Orders"),
    ("average_order", "Average order"),
    ("units", "Units"),
    ("returned_units", "Units returned"),
];
/// Figures left out if they are 0 everywhere.
const RARE: [&str; 3] = ["discounts", "returns", "returned_units"];

/// The label of a figure.
pub(super) fn label(name: &str) -> &'static str {
    let found = SHOWN.iter().find(|(known, _)| *known == name);
    found.map_or("Sales", |(_, label)| label)
}

/// The value of a figure as received.
pub(super) fn value<'f>(figures: &'f DayFigures, name: &str) -> Option<&'f Amount> {
    let figure = figures.0.each().find(|figure| figure.name == name)?;
    figure.value.as_ref()
}

/// As a whole number, for comparisons.
pub(super) fn whole(amount: &Amount) -> Option<i128> {
    match amount {
        Amount::Count(count) => Some(i128::from(*count)),
        Amount::Money(amount) => minor(amount),
    }
}

/// Formatted for people.
pub(super) fn shown(amount: Option<&Amount>) -> String {
    match amount {
        None => NOT_KNOWN.to_owned(),
        Some(Amount::Count(count)) => grouped(&count.to_string()),
        Some(Amount::Money(amount)) => grouped(amount),
    }
}

/// All figures, the headline first.
pub(super) fn lines(digest: &Digest) -> Vec<FigureLine> {
    let is_headline = |name: &str| name == digest.headline;
    let (first, others): (Vec<_>, Vec<_>) = SHOWN.iter().partition(|(name, _)| is_headline(name));
    let sides = || digest.compared.iter().map(|it| it.total.as_ref());
    let is_shown = |name: &str| {
        let all = [Some(&digest.total)].into_iter().chain(sides());
        let mut values = all.flatten().map(|figures| value(figures, name));
        let is_something = values.any(|value| value.and_then(whole) != Some(0));
        match name {
            // It only repeats net revenue, plus shipping and tax.
            "total_sales" => false,
            name => !RARE.contains(&name) || is_something,
        }
    };
    let others = others.into_iter().filter(|(name, _)| is_shown(name));
    let line = |(name, label): (&str, &'static str)| {
        let now = value(&digest.total, name);
        let before = sides().map(|figures| {
            let before = figures.and_then(|figures| value(figures, name));
            let change = change(now.and_then(whole), before.and_then(whole));
            (shown(before), change)
        });
        FigureLine {
            name: label,
            value: shown(now),
            before: before.collect(),
        }
    };
    first.into_iter().chain(others).map(line).collect()
}
