//! Orders as the ledger holds them.

use std::collections::BTreeMap;

use domain::{
    Dimension, Exchange, Figure, LocalTime, Measure, Original, RateTable, Shop, Sums, Totals, Unit,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An order in the ledger, as its newest version counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LedgerOrder {
    /// The order's identity in its shop.
    pub id: String,
    /// The platform that told of it, as its identity says: `shopify`, `woocommerce`, `stripe`, or one whose export was imported, such as
    /// `amazon`; `kinesis` for an order without an id of its own, which goes by its place in a stream; absent where it came with an id
    /// of its sender's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "shopify")]
    pub source: Option<String>,
    /// When it was placed, to the second, with the shop's offset. Orders in the second of the two hours
    /// 01:00 of a day of 25 hours have its offset; those that an earlier version stored have the first's.
    #[schema(format = DateTime, example = "2018-03-11T10:23:45-04:00")]
    pub placed_at: String,
    /// The version that was applied last.
    pub version: i64,
    /// Whether it was cancelled.
    pub cancelled: bool,
    /// `counts`, or why it does not: `cancelled`, `pending`, `test`. Then it has no amounts and no items.
    #[schema(example = "counts")]
    pub standing: String,
    /// Gross revenue.
    #[schema(example = "1.99")]
    pub revenue: String,
    /// Value of its returns: positive, unless an adjustment gave back more of them than there were.
    #[schema(example = "0.00")]
    pub returns: String,
    /// Its sold lines. Return lines are kept as a sum only.
    pub items: Vec<SoldItem>,
    /// Where it was sold; absent if it does not say, or does not count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "online")]
    pub channel: Option<String>,
    /// Where it goes, ISO 3166-1 alpha-2; absent as for `channel`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "DE")]
    pub country: Option<String>,
    /// What it was in before it was converted; absent if it was in the shop's currency, does not count, or was taken in
    /// by a version that did not keep this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original: Option<OriginalAmount>,
    /// What else it adds to the figures of its day, by name, and what is made of them, except those that
    /// are 0. Absent if it adds nothing else.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub sums: BTreeMap<String, String>,
}

/// What an order was in before it was converted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OriginalAmount {
    /// Its own currency, ISO 4217.
    #[schema(example = "JPY")]
    pub currency: String,
    /// What it charged in that currency.
    #[schema(example = "2290")]
    pub charged: String,
    /// Units of the shop's currency for one of its own: the rate that the order said, else that of the table, to nine
    /// significant digits; null if the table does not have it any more.
    #[schema(required = true, example = "0.0061199")]
    pub rate: Option<String>,
    /// The day of the table's rate; absent if the order said its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub rate_day: Option<String>,
}

/// A sold line of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SoldItem {
    /// Stock-keeping unit.
    pub sku: String,
    /// The newest name that an order gave it; absent if none did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Units of this line.
    pub units: u64,
}

impl LedgerOrder {
    /// An order of a shop.
    pub fn new(shop: &Shop, order: &domain::LedgerOrder) -> LedgerOrder {
        let items = order.items.iter().map(|item| SoldItem {
            sku: item.sku.clone(),
            name: item.name.clone(),
            units: item.units,
        });
        let name = |dimension| {
            let slice = order.market().slice(dimension)?;
            Some(slice.name(&shop.channels).to_owned())
        };
        let sums = order.sums();
        LedgerOrder {
            id: order.id.clone(),
            source: source(&order.id).map(str::to_owned),
            placed_at: shop.clock.rfc3339_local(order.at),
            version: order.version,
            cancelled: order.standing == domain::Standing::Cancelled,
            standing: order.standing.as_str().to_owned(),
            revenue: shop.currency.format(sums[Measure::Revenue]),
            returns: shop.currency.format(sums[Measure::Returns]),
            items: items.collect(),
            channel: name(Dimension::Channel),
            country: name(Dimension::Country),
            original: order
                .original()
                .map(|original| original_amount(shop, order.at, original)),
            sums: further(shop, order, sums),
        }
    }
}

/// The table's rate depends on nothing but the order's date, so it is looked up and not kept.
fn original_amount(shop: &Shop, at: LocalTime, original: &Original) -> OriginalAmount {
    let currency = original.currency;
    let of_table = || {
        let moment = shop.clock.moment(at)?;
        let found = shop
            .rates
            .table()
            .exchange(&currency, &shop.currency, moment);
        Some((found.ok().map(Exchange::shown), RateTable::day_of(moment)))
    };
    let (rate, day) = match original.rate {
        Some(rate) => (Some(rate.to_string()), None),
        None => of_table().map_or((None, None), |(rate, day)| (rate, Some(day))),
    };
    OriginalAmount {
        currency: currency.code().to_owned(),
        charged: currency.format(original.charged),
        rate,
        rate_day: day.map(|day| day.to_string()),
    }
}

/// The platform of an identity such as `woo:2003`.
fn source(id: &str) -> Option<&'static str> {
    const PLATFORMS: [(&str, &str); 10] = [
        ("shopify", "shopify"),
        ("woo", "woocommerce"),
        ("stripe", "stripe"),
        ("square", "square"),
        ("etsy", "etsy"),
        ("amazon", "amazon"),
        ("ebay", "ebay"),
        ("magento", "magento"),
        ("prestashop", "prestashop"),
        ("bigcommerce", "bigcommerce"),
    ];
    let (front, _) = id.split_once(':')?;
    if front.starts_with("shardId-") {
        return Some("kinesis");
    }
    let found = PLATFORMS.iter().find(|(prefix, _)| *prefix == front);
    found.map(|(_, name)| *name)
}

/// What an order is made of, if it is more than revenue and returns.
fn further(shop: &Shop, order: &domain::LedgerOrder, sums: Sums) -> BTreeMap<String, String> {
    if order.extra.is_none() {
        return BTreeMap::new();
    }
    // They stand in fields of their own, the units by item; an average of one order says nothing.
    const ELSEWHERE: [&str; 5] = ["orders", "units", "revenue", "returns", "average_order"];
    let totals = Totals::new(sums, None);
    let figures = totals.each().filter(|it| !ELSEWHERE.contains(&it.name));
    let written = |figure: Figure| {
        let value = figure.value.filter(|value| *value != 0)?;
        let text = match figure.unit {
            Unit::Money => shop.currency.format(value),
            Unit::Count => value.to_string(),
        };
        Some((figure.name.to_owned(), text))
    };
    figures.filter_map(written).collect()
}

#[cfg(test)]
mod tests {
    use super::source;

    #[test]
    fn an_identity_says_which_platform_told_of_it() {
        assert_eq!(source("woo:2003:refund:9"), Some("woocommerce"));
        assert_eq!(source("amazon:701-1"), Some("amazon"));
        assert_eq!(source("shardId-000000000001:495:0/0"), Some("kinesis"));
        for own in ["2003", "order:7", "woo-1", ":"] {
            assert_eq!(source(own), None);
        }
    }
}
