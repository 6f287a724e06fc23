//! What items sold and took back in a run of days.

use domain::{Currency, ReportedItem};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::breakdown::share;
use crate::{BreakdownDays, BreakdownUnknown, NotCompared};

/// A report of items.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ItemsReport {
    /// The shop.
    pub shop: String,
    /// ISO 4217 code.
    pub currency: String,
    /// The first day.
    #[schema(format = Date, example = "2018-03-01")]
    pub first: String,
    /// The last day. If something is compared, it is a day that is over.
    #[schema(format = Date, example = "2018-03-11")]
    pub last: String,
    /// The shop's first day with any data; null before the first order. Nothing was counted on days before it.
    #[serde(default)]
    #[schema(required = true, format = Date, example = "2018-02-11")]
    pub begins: Option<String>,
    /// The days that each `before` is from; null if nothing is compared.
    #[schema(required = true)]
    pub compared_to: Option<BreakdownDays>,
    /// Why nothing is compared, although that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_compared: Option<NotCompared>,
    /// All items, including those that are not kept by name; null if those of some day are unknown.
    #[schema(required = true)]
    pub total: Option<ItemFigures>,
    /// The same for the days of comparison; absent if nothing is compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total_before: Option<ItemFigures>,
    /// How many items there are by name, on either side, or of those that `q` finds; null as `total`.
    #[schema(required = true)]
    pub items: Option<usize>,
    /// A page of the items, sorted as requested; null as `total`.
    #[schema(required = true)]
    pub rows: Option<Vec<ItemsReportRow>>,
    /// Rows left out at the top.
    pub offset: usize,
    /// The most rows.
    pub top: usize,
    /// Why `rows` is null.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unknown: Option<BreakdownUnknown>,
    /// The newest day for which items are unknown; they are known from the next one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Date, example = "2018-03-04")]
    pub unknown_until: Option<String>,
}

/// An item of a report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ItemsReportRow {
    /// Stock-keeping unit.
    pub sku: String,
    /// The newest name that an order gave it; absent if none did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its place among all items, from 1.
    #[serde(default)]
    pub rank: usize,
    /// The figures.
    #[serde(flatten)]
    pub figures: ItemFigures,
    /// The same for the days of comparison; absent if nothing is compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<ItemFigures>,
}

/// What an item, or all of them, sold and took back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ItemFigures {
    /// Units sold.
    pub units: i64,
    /// What they were sold for, each line after its discount and without included tax; returns are not subtracted.
    /// Null unless amounts by line are known for all days.
    #[schema(required = true, example = "49.50")]
    pub amount: Option<String>,
    /// Units that came back; null as `amount`.
    #[schema(required = true)]
    pub returned: Option<i64>,
    /// What those were worth, as `amount`; null as `amount`.
    #[schema(required = true, example = "9.90")]
    pub returned_amount: Option<String>,
    /// Its share of the amount of all items, 0 to 1, to four decimals; of their units, if amounts are unknown. Null if
    /// there are none.
    #[schema(required = true, example = 0.0432)]
    pub share: Option<f64>,
}

impl ItemFigures {
    /// The figures of an item; `has_amounts` says whether amounts and what came back are known.
    pub fn new(
        currency: &Currency,
        of: domain::ItemDay,
        all: domain::ItemDay,
        has_amounts: bool,
    ) -> ItemFigures {
        let amount = |amount| has_amounts.then(|| currency.format(amount));
        ItemFigures {
            units: of.units,
            amount: amount(of.amount),
            returned: has_amounts.then_some(of.returned_units),
            returned_amount: amount(of.returned),
            share: match has_amounts {
                true => share(of.amount, all.amount),
                false => share(of.units.into(), all.units.into()),
            },
        }
    }
}

impl ItemsReportRow {
    /// A row without its `before`.
    pub fn new(
        item: &ReportedItem<'_>,
        name: Option<String>,
        figures: ItemFigures,
    ) -> ItemsReportRow {
        ItemsReportRow {
            sku: item.sku.to_owned(),
            name,
            rank: item.rank,
            figures,
            before: None,
        }
    }
}

/// What one item sold and took back in a run of days.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ItemReport {
    /// The shop.
    pub shop: String,
    /// ISO 4217 code.
    pub currency: String,
    /// Stock-keeping unit.
    pub sku: String,
    /// The newest name that an order gave it; absent when none did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The first day.
    #[schema(format = Date, example = "2018-03-01")]
    pub first: String,
    /// The last day. Where something is compared, it is a day that is over.
    #[schema(format = Date, example = "2018-03-11")]
    pub last: String,
    /// The shop's first day with any data; null before the first order. Nothing was counted on days before it.
    #[serde(default)]
    #[schema(required = true, format = Date, example = "2018-02-11")]
    pub begins: Option<String>,
    /// With which days `before` compares; null where nothing is compared.
    #[schema(required = true)]
    pub compared_to: Option<BreakdownDays>,
    /// Why nothing is compared, though that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_compared: Option<NotCompared>,
    /// All of the days; null where items are not known of one of them, for the reason `unknown`.
    #[schema(required = true)]
    pub total: Option<ItemFigures>,
    /// The same of the days that are compared with; absent where nothing is compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<ItemFigures>,
    /// Its days, weeks or months, oldest first.
    pub steps: Vec<ItemStep>,
    /// Why `total` is null.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unknown: Option<BreakdownUnknown>,
    /// The newest day of which items are not known: from the next one on they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Date, example = "2018-03-04")]
    pub unknown_until: Option<String>,
}

/// A day, week or month of an item.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ItemStep {
    /// The first day.
    #[schema(format = Date)]
    pub first: String,
    /// The last day.
    #[schema(format = Date)]
    pub last: String,
    /// What the item sold and took back, its share being one of these days; null where items are not known of one of them,
    /// and where all of them are before the shop's first day.
    #[schema(required = true)]
    pub figures: Option<ItemFigures>,
}
