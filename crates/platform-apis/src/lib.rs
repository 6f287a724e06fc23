//! What the platforms' own APIs say of a shop.
//!
//! A [`PlatformApi`] is one shop's account at its platform: what the shop is ([`About`]), the orders that changed since a cursor
//! ([`Page`]), its webhooks, and what the platform itself says was sold ([`Books`]). The bodies of orders are handed on in the form
//! that webhooks have, and whoever reads webhooks reads them: nothing here knows how an order counts. So the books can be held
//! against our figures, and a fault in the reading of bodies shows.
//!
//! Asked is only over TLS, except on this machine; no redirect is followed, so no secret goes to another host. One account is asked
//! one thing at a time. No question asks for a personal field where the platform lets one choose, and nothing of an answer but what
//! is named here is kept or logged.

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
