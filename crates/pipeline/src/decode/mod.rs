//! Bytes to orders: one pass over the text, borrowed until an order is taken in.

mod body;
mod envelope;
mod event;
mod kept;
mod raw;
mod scan;

pub use body::{BodyFormat, decode_body, decode_into, decode_kept, decode_lines};
