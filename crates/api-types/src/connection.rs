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
}

/// A shop's connection.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
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
}
