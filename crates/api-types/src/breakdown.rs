//! Figures by channel and by country.

use domain::{Shop, SliceSums};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::totals::count;

/// What the orders of some days add up to, by channel or by country.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Breakdown {
    /// The shop.
    pub shop: String,
    /// ISO 4217 code.
    pub currency: String,
    /// `channel` or `country`.
    #[schema(example = "country")]
    pub by: String,
    /// The first day.
    #[schema(format = Date, example = "2018-03-01")]
    pub first: String,
    /// The last day.
    #[schema(format = Date, example = "2018-03-11")]
    pub last: String,
    /// The shop's first day with any data; null before the first order. Nothing was counted on days before it.
    #[serde(default)]
    #[schema(required = true, format = Date, example = "2018-02-11")]
    pub begins: Option<String>,
    /// All orders; null if nothing is kept of some day.
    #[schema(required = true)]
    pub total: Option<BreakdownFigures>,
    /// The values, most revenue first; null unless they are known for all days.
    #[schema(required = true)]
    pub rows: Option<Vec<BreakdownRow>>,
    /// What the rows beyond `top` add up to; absent if there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rest: Option<BreakdownRest>,
    /// Why `rows` is null.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unknown: Option<BreakdownUnknown>,
    /// The newest day for which the values are unknown; they are known from the next one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Date, example = "2018-03-04")]
    pub unknown_until: Option<String>,
    /// The days that each `before` is from: for one day, the same weekday a week before; for more, as many
    /// days just before them. Null if nothing is compared.
    #[schema(required = true)]
    pub compared_to: Option<BreakdownDays>,
    /// Why nothing is compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_compared: Option<NotCompared>,
    /// All orders of the days of comparison.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total_before: Option<BreakdownFigures>,
}

/// Some days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BreakdownDays {
    /// The first day.
    #[schema(format = Date, example = "2018-02-18")]
    pub first: String,
    /// The last day.
    #[schema(format = Date, example = "2018-02-28")]
    pub last: String,
}

/// What the orders of one value add up to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct BreakdownRow {
    /// A channel, or a country's ISO 3166-1 alpha-2 code; null: the orders without one.
    #[schema(required = true, example = "DE")]
    pub value: Option<String>,
    /// The figures.
    #[serde(flatten)]
    pub figures: BreakdownFigures,
    /// The same for the days of comparison; absent if nothing is compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<BreakdownFigures>,
}

/// What other values add up to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct BreakdownRest {
    /// How many values.
    #[schema(example = 12)]
    pub values: usize,
    /// The figures.
    #[serde(flatten)]
    pub figures: BreakdownFigures,
    /// The same for the days of comparison; absent if nothing is compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<BreakdownFigures>,
}

/// What orders add up to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct BreakdownFigures {
    /// Orders.
    pub orders: i64,
    /// Gross revenue.
    #[schema(example = "1234.56")]
    pub revenue: String,
    /// What was taken off.
    #[schema(example = "12.00")]
    pub discounts: String,
    /// What was given back.
    #[schema(example = "10.00")]
    pub returns: String,
    /// Revenue less discounts and returns.
    #[schema(example = "1212.56")]
    pub net_revenue: String,
    /// Its share of all gross revenue, 0 to 1, to four decimals; null if there is no revenue.
    #[schema(required = true, example = 0.4321)]
    pub share: Option<f64>,
}

/// Why values are unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BreakdownUnknown {
    /// All of the days are before the first one of which the shop has anything.
    BeforeFirst,
    /// A day is too long ago: nothing of it is kept.
    NotKept,
    /// They were not recorded on some day, which was before the first server that records them.
    NotRecorded,
}

/// Why nothing is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NotCompared {
    /// The days are not over, and values are only kept by day.
    Running,
    /// A day of comparison is too long ago: nothing of it is kept.
    NotKept,
    /// The values of one of these days, or of a day of comparison, were not recorded.
    NotRecorded,
    /// A day to compare with lies before the first one of which the shop has anything.
    BeforeFirst,
}

impl From<domain::Unsliced> for BreakdownUnknown {
    fn from(why: domain::Unsliced) -> BreakdownUnknown {
        match why {
            domain::Unsliced::NotKept => BreakdownUnknown::NotKept,
            domain::Unsliced::NotRecorded => BreakdownUnknown::NotRecorded,
        }
    }
}

impl From<BreakdownUnknown> for NotCompared {
    fn from(why: BreakdownUnknown) -> NotCompared {
        match why {
            BreakdownUnknown::BeforeFirst => NotCompared::BeforeFirst,
            BreakdownUnknown::NotKept => NotCompared::NotKept,
            BreakdownUnknown::NotRecorded => NotCompared::NotRecorded,
        }
    }
}

impl From<domain::Unsliced> for NotCompared {
    fn from(why: domain::Unsliced) -> NotCompared {
        BreakdownUnknown::from(why).into()
    }
}

impl BreakdownFigures {
    /// Sums of a shop, of which all orders have `total`.
    pub fn new(shop: &Shop, sums: SliceSums, total: SliceSums) -> BreakdownFigures {
        let [orders, revenue, discounts, returns] = sums.0;
        let money = |amount| shop.currency.format(amount);
        BreakdownFigures {
            orders: count(orders),
            revenue: money(revenue),
            discounts: money(discounts),
            returns: money(returns),
            net_revenue: money(revenue - discounts - returns),
            share: share(revenue, total.0[1]),
        }
    }
}

/// A part of a whole, both not below 0: from 0 to 1, to four decimals; `None` where there is no whole.
pub(crate) fn share(part: i128, whole: i128) -> Option<f64> {
    const STEPS: i128 = 10_000;
    let steps = (part * STEPS * 2 + whole).checked_div(whole * 2)?;
    Some(steps as f64 / STEPS as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_exact_and_shares_are_rounded() {
        let shop = Shop::new("default", "UTC", "USD").unwrap();
        let figures = |sums, total| BreakdownFigures::new(&shop, SliceSums(sums), SliceSums(total));
        let third = figures([1, 100, 7, 5], [3, 300, 7, 5]);
        assert_eq!(
            (third.orders, &*third.revenue, &*third.net_revenue),
            (1, "1.00", "0.88")
        );
        assert_eq!((&*third.discounts, &*third.returns), ("0.07", "0.05"));
        assert_eq!(third.share, Some(0.3333));
        assert_eq!(figures([0, 200, 0, 0], [3, 300, 7, 5]).share, Some(0.6667));
        assert_eq!(figures([0, 0, 0, 9], [1, 300, 0, 9]).share, Some(0.0));
        assert_eq!(figures([0, 0, 0, 9], [0, 0, 0, 9]).share, None);
        let all = 8_000_000_000_000_000_000;
        assert_eq!(figures([0, all, 0, 0], [0, all, 0, 0]).share, Some(1.0));
    }
}
