//! Turns bytes into orders in one pass. The text stays borrowed until an order is accepted.

mod body;
mod delivered;
mod envelope;
mod event;
mod fast;
mod fields;
mod general;
mod kept;
mod line;
mod raw;
mod reader;
mod scan;
mod seen;
mod value;

pub use body::{BodyFormat, decode_body, decode_headed, decode_into, decode_lines};
pub use delivered::{decode_delivery, decode_reject};
pub use envelope::EventHeaders;
pub use fields::{FieldCounts, ITEM_FIELDS, ORDER_FIELDS};
#[cfg(feature = "fuzzing")]
pub(crate) use reader::compare;
pub(crate) use seen::Seen;
