//! The platforms that shops are connected with.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What connects a shop with its platform. It contains no secrets, only where the servers find them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewConnection {
    /// `shopify`, `woocommerce`, `stripe`, or `standard` for Standard Webhooks.
    #[schema(example = "woocommerce")]
    pub platform: String,
    /// The shop's address at the platform: `acme.myshopify.com`, or the WooCommerce site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "https://shop.example.com")]
    pub store: Option<String>,
    /// Where the secrets are with which the platform signs: `env:NAME` or `file:PATH`; two while one is being replaced.
    /// May be empty if the API is asked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(example = json!(["file:/var/lib/livetill/secrets/acme.webhook"]))]
    pub webhook_secrets: Vec<String>,
    /// The id of a Shopify app.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// Where the app's secret is. It signs the app's webhooks too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_secret: Option<String>,
    /// Where the token of the platform's API is; WooCommerce: `key:secret`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api_token: Option<String>,
    /// The address that the platform posts to; absent if it posts nothing, and is asked more often
    /// instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub webhook_url: Option<String>,
    /// The first day whose orders are fetched, in the shop's time zone; absent: as far back as the shop keeps orders.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub since: Option<String>,
    /// The first day whose orders the platform brings, in the shop's time zone, for a shop that already has earlier ones under other ids;
    /// absent: all of its orders count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub from_day: Option<String>,
}

/// A shop's connection.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Connection {
    /// The shop.
    #[schema(example = "acme")]
    pub shop: String,
    /// How it was set up.
    pub connection: NewConnection,
    /// Whether it is in the server's settings, which take precedence.
    pub of_settings: bool,
    /// What is wrong with it on this server, for people; null if nothing is.
    #[schema(required = true)]
    pub problem: Option<String>,
    /// How reading the platform's API goes, at whichever server of the store reads it; null if none does.
    #[serde(default)]
    #[schema(required = true)]
    pub reading: Option<ConnectionReading>,
}

/// How reading a platform's API goes. Of the servers on a store, one reads for each shop; the others know of it what
/// that one tells them every two seconds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ConnectionReading {
    /// How much of the past is read, from 0 to 1; null if unknown.
    #[schema(required = true)]
    pub filled: Option<f64>,
    /// How many orders and refunds that server has read since it started; on the others 0 once the past is read.
    pub read: u64,
    /// When everything that had changed was last read, in UTC; null before the first time, and on the other servers.
    #[schema(required = true, format = DateTime)]
    pub complete_at: Option<String>,
    /// Why the platform does not answer, and what to do, for people; null if it does.
    #[schema(required = true)]
    pub trouble: Option<String>,
}
