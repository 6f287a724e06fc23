//! All shops on one screen.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{Baseline, Unknown};

/// Today's figures of every shop that the caller may see, each in its own currency and time zone, and their total in
/// one currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Overview {
    /// When the figures were current, in UTC.
    #[schema(format = DateTime, example = "2026-03-16T09:23:45.123Z")]
    pub as_of: String,
    /// ISO 4217 code of the total, of groups and of `converted`.
    #[schema(example = "EUR")]
    pub currency: String,
    /// The rates used for conversion.
    pub rates: OverviewRates,
    /// The total of the shops found.
    pub total: OverviewSum,
    /// How many were found.
    pub count: u64,
    /// How many of them could not be read. Their figures are null, and in no total.
    pub unread: u64,
    /// The first of the shops found.
    pub shops: Vec<OverviewShop>,
    /// How many groups there are; null unless groups were requested.
    #[schema(required = true)]
    pub group_count: Option<u64>,
    /// The first groups; null unless groups were requested.
    #[schema(required = true)]
    pub groups: Option<Vec<OverviewGroup>>,
}

/// The rates of an overview: those that orders get now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OverviewRates {
    /// The day of the rates: the last TARGET working day before today in UTC.
    #[schema(format = Date, example = "2026-03-13")]
    pub date: String,
    /// The base currency of the rates; null if there are none.
    #[schema(required = true, example = "EUR")]
    pub base: Option<String>,
    /// The rates of all currencies that were converted from or into; empty if everything is in one currency.
    pub used: Vec<OverviewRate>,
    /// Codes of the currencies without a rate on that day: their shops are in no total in another currency.
    pub missing: Vec<String>,
    /// Codes of the currencies that a total can be in.
    pub available: Vec<String>,
}

/// A rate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OverviewRate {
    /// ISO 4217 code.
    #[schema(example = "USD")]
    pub currency: String,
    /// Units of it for one of the base, exactly as in the table.
    #[schema(example = "1.0823")]
    pub rate: String,
}

/// The total of several shops.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OverviewSum {
    /// How many shops are in the total.
    pub shops: u64,
    /// Their orders today: for each, its own day.
    pub orders: i64,
    /// Their units; null if those of some shop are unknown.
    #[schema(required = true)]
    pub units: Option<i64>,
    /// Their gross revenue in the requested currency: added exactly, and rounded once; null if there is a rate for none
    /// of the shops found.
    #[schema(example = "12345.67", required = true)]
    pub revenue: Option<String>,
    /// The same shops until the same time of day.
    pub comparison: OverviewComparison,
    /// How many shops are not in the total, because there is no rate for their currency.
    pub without_rate: u64,
    /// The orders of those shops.
    pub orders_without_rate: i64,
}

/// Earlier days until the same time of each shop's day. Sums are converted at today's rates.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OverviewComparison {
    /// The day before; null unless it is known for every shop that had begun by then, and one had.
    #[schema(required = true)]
    pub yesterday: Option<Baseline>,
    /// The same weekday a week before; null unless it is known for every shop that had begun by then, and one had.
    #[schema(required = true)]
    pub last_week: Option<Baseline>,
    /// For how many shops `yesterday` is unknown.
    pub yesterday_unknown: u64,
    /// For how many shops `last_week` is unknown.
    pub last_week_unknown: u64,
}

/// A shop's day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OverviewShop {
    /// Its name in URLs.
    #[schema(example = "acme")]
    pub shop: String,
    /// What people call it.
    #[schema(required = true)]
    pub display_name: Option<String>,
    /// Its IANA time zone.
    #[schema(example = "Asia/Tokyo")]
    pub timezone: String,
    /// ISO 4217 code of its amounts.
    #[schema(example = "JPY")]
    pub currency: String,
    /// Its business day now.
    #[schema(format = Date, example = "2026-03-16")]
    pub date: String,
    /// Today's orders; null if unknown.
    #[schema(required = true)]
    pub orders: Option<i64>,
    /// Today's units; null if unknown.
    #[schema(required = true)]
    pub units: Option<i64>,
    /// Today's gross revenue; null if unknown.
    #[schema(required = true, example = "12345")]
    pub revenue: Option<String>,
    /// The day before, until the same time of day; null if unknown.
    #[schema(required = true)]
    pub yesterday: Option<Baseline>,
    /// Why it is unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub yesterday_unknown: Option<Unknown>,
    /// The same weekday a week before, until the same time of day; null if unknown.
    #[schema(required = true)]
    pub last_week: Option<Baseline>,
    /// Why it is unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_week_unknown: Option<Unknown>,
    /// When the newest order was placed, with the shop's offset; null if there is none, or it is unknown.
    #[schema(required = true, format = DateTime, example = "2026-03-16T18:20:11.000+09:00")]
    pub last_order_at: Option<String>,
    /// Its revenue in the requested currency; null without a rate.
    #[schema(required = true, example = "75.55")]
    pub converted: Option<String>,
    /// True if it could not be read, so nothing is known of it now.
    #[serde(default)]
    pub unread: bool,
}

/// Shops whose names are the same up to the first `-` or `_`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OverviewGroup {
    /// What their names begin with.
    #[schema(example = "de")]
    pub prefix: String,
    /// Their total.
    #[serde(flatten)]
    pub sum: OverviewSum,
}

/// A message of the overview's live channel: first the whole overview, then the members that changed, each in full; of
/// `shops`, only rows that changed or are new. The last `order` says which shops to show, and in which sequence.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OverviewMessage {
    /// Grows by one with each message. After a missed message comes a whole overview.
    pub seq: u64,
    /// See `Overview`.
    #[schema(format = DateTime)]
    pub as_of: String,
    /// True while the store cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stale: Option<bool>,
    /// See `Overview`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// See `Overview`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rates: Option<OverviewRates>,
    /// See `Overview`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<OverviewSum>,
    /// See `Overview`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
    /// See `Overview`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unread: Option<u64>,
    /// Rows that changed or are new.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shops: Option<Vec<OverviewShop>>,
    /// The names of all shops to show, in sequence; absent if unchanged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<Vec<String>>,
    /// See `Overview`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group_count: Option<u64>,
    /// See `Overview`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub groups: Option<Vec<OverviewGroup>>,
}
