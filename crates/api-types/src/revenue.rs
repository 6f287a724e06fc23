//! Revenue by calendar day and local hour.

use domain::{BusinessDay, Headline, Measure};
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use crate::totals::count;
use crate::{DaySums, Unknown};

/// Gross revenue of one calendar day, and what else its orders add up to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RevenueDay {
    /// The day.
    #[schema(format = Date, example = "2018-03-05")]
    pub date: String,
    /// Gross revenue of the day; null if nothing of it is kept.
    #[schema(required = true, example = "1234.56")]
    pub total: Option<String>,
    /// Orders of the day; null as `total`.
    #[schema(required = true)]
    pub orders: Option<i64>,
    /// Why the day is unknown, in part or as a whole. Before the shop's first day (`before_first`), the figures are 0,
    /// because nothing was counted; what was sold then is unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unknown: Option<Unknown>,
    /// Gross revenue of each local hour; null if it is not known by hour.
    #[schema(required = true, min_items = 24, max_items = 24)]
    pub hours: Option<Vec<String>>,
    /// Net revenue of each local hour; absent if it equals `hours`, null if unknown.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "said"
    )]
    #[schema(value_type = Option<Vec<String>>, required = false, min_items = 24, max_items = 24)]
    pub net_hours: Option<Option<Vec<String>>>,
    /// Total sales of each local hour; absent if they equal `hours`, null if unknown.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "said"
    )]
    #[schema(value_type = Option<Vec<String>>, required = false, min_items = 24, max_items = 24)]
    pub total_hours: Option<Option<Vec<String>>>,
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
    /// The shop's first day with any data; null before the first order. Figures of days before it are 0, because
    /// nothing was counted; what was sold then is unknown.
    #[serde(default)]
    #[schema(required = true, format = Date, example = "2018-02-11")]
    pub begins: Option<String>,
    /// Each day of the range, including those on which nothing sold.
    pub days: Vec<RevenueDay>,
}

impl RevenueDay {
    /// A day of a shop.
    pub fn new(shop: &domain::Shop, day: &domain::DayRecord) -> RevenueDay {
        let hours = hours_of(shop, day, Headline::Gross);
        let other = |headline| Some(hours_of(shop, day, headline)).filter(|other| *other != hours);
        let (net_hours, total_hours) = (other(Headline::Net), other(Headline::Total));
        let totals = day.totals();
        let total = totals.get(Measure::Revenue);
        RevenueDay {
            date: day.day.to_string(),
            total: total.map(|total| shop.currency.format(total)),
            orders: totals.get(Measure::Orders).map(count),
            unknown: day.unknown_in_detail().map(Unknown::from),
            net_hours,
            total_hours,
            hours,
            sums: DaySums::new(shop, &totals),
        }
    }

    /// Days of a shop, in the order given. Those before its first day say so.
    pub fn list(
        shop: &domain::Shop,
        days: &[domain::DayRecord],
        begins: Option<BusinessDay>,
    ) -> Vec<RevenueDay> {
        let is_before = |day: BusinessDay| begins.is_some_and(|begins| day < begins);
        let days = days.iter().map(|day| {
            let mut found = RevenueDay::new(shop, day);
            if is_before(day.day) {
                found.unknown = Some(Unknown::BeforeFirst);
            }
            found
        });
        days.collect()
    }
}

/// A figure of each hour; `None` = it is not known.
fn hours_of(
    shop: &domain::Shop,
    day: &domain::DayRecord,
    headline: Headline,
) -> Option<Vec<String>> {
    let hours = day.hours.iter();
    let amounts = hours.map(|hour| shop.currency.format(headline.of(hour)));
    headline.is_by_hour(day).then(|| amounts.collect())
}

/// A member that is there, whatever it says: null is another thing than nothing.
fn said<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Option<T>, D::Error> {
    T::deserialize(from).map(Some)
}
