//! Turns platforms' deliveries into order events.
//!
//! A delivery is verified over its raw bytes ([`Preset::verify`]) and read ([`Preset::read`]). Platforms mostly send an
//! order in pieces: an order without what its edit added, a refund before its order, a deletion with only an id. So a
//! body becomes [`Piece`]s, each of one family of events, and a piece is joined with what is known of its family
//! ([`Piece::join`]). The sequence of deliveries makes no difference to the result. Ids and versions are made from the
//! platform's own data, so webhook, redelivery, API and export of an order all give the same order.
//!
//! Only ids, times, currency, lines, shipping, refunds, country and channel are read; never names, email addresses,
//! phone numbers, streets or notes. Nothing here does I/O or knows the time: both are arguments.

mod body;
mod event;
pub mod exports;
mod family;
mod joined;
mod json;
mod keep;
mod money;
mod platform;
mod preset;
mod shopify;
mod signature;
mod standard;
mod stripe;
mod woocommerce;

pub use event::{Event, Line};
pub use family::Piece;
pub use joined::Joined;
pub use json::{Cursor, is_too_deep};
pub use platform::Platform;
pub use preset::{Preset, Reading};
pub use signature::{Headers, Refusal, Secret};
