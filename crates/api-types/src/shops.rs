//! The shops that there are.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A page of the shops that the caller may see, sorted by name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ShopList {
    /// The shops.
    pub shops: Vec<ShopEntry>,
    /// How many there are in all.
    pub total: u64,
}

/// A shop.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ShopEntry {
    /// Its name in addresses.
    #[schema(example = "acme")]
    pub shop: String,
    /// What people call it.
    #[schema(required = true)]
    pub display_name: Option<String>,
    /// Its IANA time zone.
    #[schema(example = "Asia/Tokyo")]
    pub timezone: String,
    /// The ISO 4217 code of its currency.
    #[schema(example = "JPY")]
    pub currency: String,
    /// How many business days with data it keeps in detail.
    #[serde(default)]
    pub retention_days: u64,
    /// The newest business day that is kept; null if there is none, or it is unknown now.
    #[schema(required = true, format = Date)]
    pub newest_day: Option<String>,
    /// The platform that it is connected with; absent where it is connected with none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "shopify")]
    pub platform: Option<String>,
    /// What else brings its orders besides requests, at whichever server: streams, topics and queues; absent if nothing does.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(example = json!(["kinesis:orders"]))]
    pub sources: Vec<String>,
    /// Whether it was added while a server ran, and can be removed; others stand in the server's settings.
    pub removable: bool,
}

/// The most bytes of a name for people.
pub const MAX_DISPLAY_NAME: usize = 128;

/// A shop to add.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewShop {
    /// Its name in URLs: 1 to 64 characters of `a` to `z`, `0` to `9`, `-` and `_`.
    #[schema(example = "acme")]
    pub shop: String,
    /// Its IANA time zone. It cannot be changed.
    #[schema(example = "Asia/Tokyo")]
    pub timezone: String,
    /// The ISO 4217 code of its currency. It cannot be changed.
    #[schema(example = "JPY")]
    pub currency: String,
    /// What people call it.
    #[serde(default)]
    pub display_name: Option<String>,
    /// How many business days with data it keeps in detail; if absent, as many as the default shop.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 3660)]
    pub retention_days: Option<u32>,
}
