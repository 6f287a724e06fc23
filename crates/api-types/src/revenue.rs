//! Revenue by calendar day and local hour.

use domain::Measure;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::DaySums;
use crate::totals::count;

/// Gross revenue of one calendar day, and what else its orders add up to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RevenueDay {
    /// The day.
    #[schema(format = Date, example = "2018-03-05")]
    pub date: String,
    /// Gross revenue of the day.
    #[schema(example = "1234.56")]
    pub total: String,
    /// Orders of the day.
    pub orders: i64,
    /// Gross revenue of each local hour; null when only the day's totals are known.
    #[schema(required = true, min_items = 24, max_items = 24)]
    pub hours: Option<Vec<String>>,
    /// What else its orders add up to.
    #[serde(flatten)]
    pub sums: DaySums,
}

/// Consecutive days of revenue, oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Revenue {
    /// The shop.
    pub shop: String,
    /// ISO 4217 code.
    pub currency: String,
    /// The newest day that is kept in detail, in this range or not; null before the first order.
    #[schema(required = true, format = Date, example = "2018-03-11")]
    pub newest: Option<String>,
    /// Each day of the range, also those on which nothing sold.
    pub days: Vec<RevenueDay>,
}

impl RevenueDay {
    /// A day of a shop.
    pub fn new(shop: &domain::Shop, day: &domain::DayRecord) -> RevenueDay {
        let hours = day.hours.iter();
        let hours = hours.map(|hour| shop.currency.format(hour[Measure::Revenue]));
        RevenueDay {
            date: day.day.to_string(),
            total: shop.currency.format(day.sums[Measure::Revenue]),
            orders: count(day.sums[Measure::Orders]),
            hours: day.is_revenue_by_hour().then(|| hours.collect()),
            sums: DaySums::new(shop, &day.totals()),
        }
    }

    /// Days of a shop, in the order given.
    pub fn list(shop: &domain::Shop, days: &[domain::DayRecord]) -> Vec<RevenueDay> {
        days.iter().map(|day| RevenueDay::new(shop, day)).collect()
    }
}
