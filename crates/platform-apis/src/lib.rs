//! What the platforms' own APIs say of a shop.
//!
//! A [`PlatformApi`] is one shop's account at its platform: what the shop is ([`About`]), the orders that changed since a cursor
//! ([`Page`]), its webhooks, and what the platform itself says was sold ([`Books`]). The bodies of orders are passed on in the form of
//! webhooks, for the code that reads webhooks: nothing here knows how an order counts. So the books can be compared with our figures,
//! and a fault in how bodies are read shows.
//!
//! Requests go only over TLS, except on this machine. Redirects are not followed, so no secret goes to another host. Each account gets
//! one request at a time. No request asks for a personal field if the platform lets us choose, and nothing of an answer is kept or
//! logged except what is named here.

mod about;
mod api;
mod books;
mod error;
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
pub use page::{ApiBody, Ask, Cursor, Page};
pub use secret::ApiSecret;
pub use shopify::{Shopify, ShopifyLogin};
pub use stripe::Stripe;
pub use webhook::{Subscribed, Webhook};
pub use woocommerce::WooCommerce;
