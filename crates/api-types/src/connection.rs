//! The platforms that shops are connected with.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What connects a shop with its platform. It holds no secret: only where secrets are, at the servers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewConnection {
    /// `shopify`, `woocommerce`, `stripe`, or `standard` for Standard Webhooks.
    #[schema(example = "woocommerce")]
    pub platform: String,
    /// The platform's address of the shop: `acme.myshopify.com`, or the site of WooCommerce.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "https://shop.example.com")]
    pub store: Option<String>,
    /// Where the secrets are that the platform signs with: `env:NAME` or `file:PATH`; two while one is being replaced. May be empty
    /// where the API is asked.
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
    /// Where the platform was told to post to; absent where it posts nothing, and is asked more often.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub webhook_url: Option<String>,
    /// The first day whose orders are fetched, in the shop's time zone; absent: as far back as the shop keeps orders.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub since: Option<String>,
    /// The first day on which what the platform tells counts, in the shop's time zone, for a shop that has orders under other ids from before;
    /// absent: all of it counts.
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
    /// What was said of it.
    pub connection: NewConnection,
    /// Whether it stands in the server's settings, which win.
    pub of_settings: bool,
    /// What is wrong with it at this server, for people; null when nothing is.
    #[schema(required = true)]
    pub problem: Option<String>,
    /// How reading the platform's API goes at this server; null where it is not read.
    #[serde(default)]
    #[schema(required = true)]
    pub reading: Option<ConnectionReading>,
}

/// How reading a platform's API goes. Of the servers at a store one reads for a shop.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ConnectionReading {
    /// How much of the past is read, from 0 to 1; null where that is not known.
    #[schema(required = true)]
    pub filled: Option<f64>,
    /// How many orders and refunds were read since the server began.
    pub read: u64,
    /// When everything that had changed was last read, in UTC; null before.
    #[schema(required = true, format = DateTime)]
    pub complete_at: Option<String>,
    /// Why the platform does not answer, and what to do, for people; null when it does.
    #[schema(required = true)]
    pub trouble: Option<String>,
}
