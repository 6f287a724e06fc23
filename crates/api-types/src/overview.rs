//! All shops on one screen.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{Baseline, Unknown};

/// The day of every shop that the caller may see, each in its own currency and time zone, and what they come to in one
/// currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Overview {
    /// When the figures were current, in UTC.
    #[schema(format = DateTime, example = "2026-03-16T09:23:45.123Z")]
    pub as_of: String,
    /// ISO 4217 code of the total, of groups and of `converted`.
    #[schema(example = "EUR")]
    pub currency: String,
    /// What was converted with which rate.
    pub rates: OverviewRates,
    /// What the shops come to that were found.
    pub total: OverviewSum,
    /// How many were found.
    pub count: u64,
    /// Those of them that could not be read, whose figures are null and in no total.
    pub unread: u64,
    /// The first of them.
    pub shops: Vec<OverviewShop>,
    /// How many groups there are; null unless groups are asked for.
    #[schema(required = true)]
    pub group_count: Option<u64>,
    /// The first groups; null unless they are asked for.
    #[schema(required = true)]
    pub groups: Option<Vec<OverviewGroup>>,
}

/// The rates of an overview: those that orders of now have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OverviewRates {
    /// The day whose rates they are: the last working day of TARGET before today in UTC.
    #[schema(format = Date, example = "2026-03-13")]
    pub date: String,
    /// The currency whose unit the rates are for; null where there are none.
    #[schema(required = true, example = "EUR")]
    pub base: Option<String>,
    /// Those of the currencies that something was converted from or into; none where all is in one currency.
    pub used: Vec<OverviewRate>,
    /// Codes of the currencies whose rate of that day is missing: their shops are in no total.
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

/// What several shops come to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OverviewSum {
    /// How many shops are in it.
    pub shops: u64,
    /// Their orders of today: of each its own day.
    pub orders: i64,
    /// Their units; null where those of one shop are not known.
    #[schema(required = true)]
    pub units: Option<i64>,
    /// Their gross revenue in the currency asked for: added exactly, and rounded once.
    #[schema(example = "12345.67")]
    pub revenue: String,
    /// The same shops until the same time of day.
    pub comparison: OverviewComparison,
    /// How many shops are not in it, because there is no rate for their currency.
    pub without_rate: u64,
    /// The orders of those.
    pub orders_without_rate: i64,
}

/// Earlier days until the same time of each shop's day. Sums are converted with the rates of now.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OverviewComparison {
    /// The day before; null when it is not known of every shop.
    #[schema(required = true)]
    pub yesterday: Option<Baseline>,
    /// The same weekday a week before; null when it is not known of every shop.
    #[schema(required = true)]
    pub last_week: Option<Baseline>,
    /// Of how many shops `yesterday` is not known.
    pub yesterday_unknown: u64,
    /// Of how many shops `last_week` is not known.
    pub last_week_unknown: u64,
}

/// A shop's day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OverviewShop {
    /// Its name in addresses.
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
    /// Today's orders; null when they are not known.
    #[schema(required = true)]
    pub orders: Option<i64>,
    /// Today's units; null when they are not known.
    #[schema(required = true)]
    pub units: Option<i64>,
    /// Today's gross revenue; null when it is not known.
    #[schema(required = true, example = "12345")]
    pub revenue: Option<String>,
    /// The day before until the same time of day; null when that is not known.
    #[schema(required = true)]
    pub yesterday: Option<Baseline>,
    /// Why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub yesterday_unknown: Option<Unknown>,
    /// The same weekday a week before, until the same time of day; null when that is not known.
    #[schema(required = true)]
    pub last_week: Option<Baseline>,
    /// Why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_week_unknown: Option<Unknown>,
    /// When the newest order was placed, with the shop's offset; null when there is none, or it is not known.
    #[schema(required = true, format = DateTime, example = "2026-03-16T18:20:11.000+09:00")]
    pub last_order_at: Option<String>,
    /// Its revenue in the currency asked for; null without a rate.
    #[schema(required = true, example = "75.55")]
    pub converted: Option<String>,
    /// Whether it could not be read, so that nothing is known of it now.
    #[serde(default)]
    pub unread: bool,
}

/// Shops whose names begin alike, up to the first `-` or `_`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OverviewGroup {
    /// What their names begin with.
    #[schema(example = "de")]
    pub prefix: String,
    /// What they come to.
    #[serde(flatten)]
    pub sum: OverviewSum,
}

/// A message of the overview's live channel: the whole overview first, then the members that changed, each whole; of
/// `shops` only the rows that changed or came. Which shops are to be seen, and in which order, is what `order` said last.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OverviewMessage {
    /// Grows by one with each message; after a message that was missed comes a whole overview.
    pub seq: u64,
    /// See `Overview`.
    #[schema(format = DateTime)]
    pub as_of: String,
    /// True from when the store cannot be read until it can again.
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
    /// Rows that changed or came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shops: Option<Vec<OverviewShop>>,
    /// The names of all shops to be seen, in their order; absent while that stays.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<Vec<String>>,
    /// See `Overview`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group_count: Option<u64>,
    /// See `Overview`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub groups: Option<Vec<OverviewGroup>>,
}
