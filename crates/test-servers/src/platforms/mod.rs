//! Small servers that imitate the platforms' APIs, with their paging, limits and failures.

mod http;
pub mod life;
mod shopify;
mod shopify_files;
mod shopify_graph;
mod stripe;
mod woo;

pub use http::{ApiServer, Fault, Reply, Request};
pub use shopify::{ShopifyServer, ShopifyShop};
pub use stripe::{StripeAccount, StripeServer};
pub use woo::{WooServer, WooShop};
