//! Shops of platforms, read by their APIs, told by webhooks, and both: the figures are those that were worked out apart.

// Helpers of tests may panic like tests; the lint knows only the tests themselves.
#![allow(clippy::unwrap_used)]

mod reading;
mod samples;
mod shopify;
mod soak;
mod stripe;
mod woocommerce;
