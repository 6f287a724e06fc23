//! Reads shops through the platforms' own APIs.
//!
//! A [`PlatformApi`] is one shop's account at its platform: basic facts about the shop ([`About`]), the orders that
//! changed since a cursor ([`Page`]), its webhooks, and the platform's own sales figures ([`Books`]). Bodies of orders
//! are passed on in the form of webhooks, for the code that reads webhooks. Nothing here knows how an order counts, so
//! a comparison with the books reveals errors in how bodies are read.
//!
//! Requests use TLS, except on this machine. Redirects are not followed, so no secret goes to another host. Each
//! account gets one request at a time. If the platform lets us choose fields, we request no personal ones. Nothing of
//! an answer is kept or logged except what is named here.

mod about;
mod api;
mod books;
mod error;
mod onward;
mod page;
mod secret;
mod server;
mod shopify;
mod stripe;
mod webhook;
mod woocommerce;

pub use about::{About, Concern};
pub use api::PlatformApi;
pub use books::{Amounts, BookDay, BookEntry, Books, Reported};
pub use error::ApiError;
pub use onward::Onward;
pub use page::{ApiBody, Ask, Cursor, Page};
pub use secret::ApiSecret;
pub use shopify::{Shopify, ShopifyLogin};
pub use stripe::Stripe;
pub use webhook::{Subscribed, Webhook};
pub use woocommerce::WooCommerce;
