//! The truth as JSON, with names and formats of the server's answers.

use super::{DayTruth, Figure, ItemTruth, Slice, Truth};
use crate::json;
use serde_json::{Value, json};

/// How many entries of a day's own leaderboard to write.
const DAY_POPULAR: usize = 100;

/// How many items of a day to write with what they sold and got back.
const DAY_PRODUCTS: usize = 1_000;

impl Truth {
    /// Everything as JSON: `accepted`, `duplicates`, `updated`, `rejected` (counts by reason), `days`, and the complete
    /// all-time `popular`. A day has `date`, each figure by its name, 24 `hours`, the first 100 of `popular`,
    /// `products` (the first 1,000 by sku, with what they sold and got back), and the sales of `channels` and
    /// `countries`. Money is written as decimal strings with the minor unit's decimals.
    #[must_use]
    pub fn to_json(&self) -> Value {
        json!({
            "timezone": self.timezone.iana_name(),
            "accepted": self.counts.accepted,
            "duplicates": self.counts.duplicates,
            "updated": self.counts.updated,
            "rejected": self.counts.rejected,
            "days": self.days().iter().map(|day| self.day(day)).collect::<Vec<_>>(),
            "popular": self.leaderboard(&self.popular()),
        })
    }

    fn day(&self, day: &DayTruth) -> Value {
        let shown = day.popular.len().min(DAY_POPULAR);
        let mut written = json!({
            "date": day.date,
            "hours": day.hours.iter().map(|&hour| self.money(hour)).collect::<Vec<_>>(),
            "popular": self.leaderboard(&day.popular[..shown]),
            "products": self.products(&day.products),
            "channels": self.slices(&day.channels),
            "countries": self.slices(&day.countries),
        });
        for (name, figure) in &day.figures {
            written[*name] = match *figure {
                Figure::Count(count) => json!(i64::try_from(count).unwrap_or(i64::MAX)),
                Figure::Money(minor) => json!(self.money(minor)),
            };
        }
        written
    }

    fn products(&self, products: &[(String, ItemTruth)]) -> Vec<Value> {
        let written = |(sku, of): &(String, ItemTruth)| {
            json!({
                "sku": sku,
                "units": of.units,
                "amount": self.money(of.amount),
                "returned": of.returned,
                "returned_amount": self.money(of.returned_amount),
            })
        };
        products.iter().take(DAY_PRODUCTS).map(written).collect()
    }

    fn slices(&self, slices: &[Slice]) -> Vec<Value> {
        let written = |slice: &Slice| {
            json!({
                "value": slice.value,
                "orders": i64::try_from(slice.orders).unwrap_or(i64::MAX),
                "revenue": self.money(slice.revenue),
                "discounts": self.money(slice.discounts),
                "returns": self.money(slice.returns),
            })
        };
        slices.iter().map(written).collect()
    }

    fn leaderboard(&self, ranking: &[(String, i64)]) -> Vec<Value> {
        let entry = |(sku, units): &(String, i64)| json!({"sku": sku, "name": self.name_of(sku), "units": units});
        ranking.iter().map(entry).collect()
    }

    fn money(&self, minor: i128) -> String {
        let mut text = Vec::new();
        if minor < 0 {
            text.push(b'-');
        }
        let size = u64::try_from(minor.unsigned_abs()).unwrap_or(u64::MAX);
        json::decimal(&mut text, size, self.minor_digits);
        String::from_utf8_lossy(&text).into_owned()
    }
}
