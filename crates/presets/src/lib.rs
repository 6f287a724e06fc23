//! Turns platforms' deliveries into order events.
//!
//! A delivery is verified over its raw bytes ([`Preset::verify`]) and read ([`Preset::read`]). Platforms usually send
//! an order in pieces: an order without what its edit added, a refund before its order, a deletion with only an id. So
//! a body becomes [`Piece`]s, each of one family of events, and a piece is joined with what is known about its family
//! ([`Piece::join`]). The order in which deliveries arrive does not change the result. Ids and versions are made from
//! the platform's own data, so the webhook, a redelivery, the API and an export of an order all give the same order.
//!
//! Only ids, times, currency, lines, shipping, refunds, country and channel are read; never names, email addresses,
//! phone numbers, streets or notes. Nothing here does I/O or reads the clock: both are arguments.

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
mod text;
mod woocommerce;

pub use event::{Event, Line};
pub use family::Piece;
pub use joined::Joined;
pub use json::{Cursor, is_too_deep};
pub use platform::Platform;
pub use preset::{Preset, Reading};
pub use signature::{Headers, Refusal, Secret};
pub use text::Text;
