//! Shops of platforms, read through their APIs, from webhooks, and from both. The figures equal those computed
//! separately.

// Helpers of tests may panic like tests; the lint knows only the tests themselves.
#![allow(clippy::unwrap_used)]

mod reading;
mod samples;
mod shopify;
mod soak;
mod stripe;
mod woocommerce;
