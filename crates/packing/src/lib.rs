//! Numbers and identities in few bytes, as the stores write them.
//!
//! These forms are in data at rest, so they never change. What a store writes around them (which byte says what
//! follows, and in which sequence) is its own.

mod identity;
mod varint;

pub use identity::{uuid, uuid_text, whole_number};
pub use varint::{
    put_varint, put_wide_zigzag, put_zigzag, take_varint, take_wide_zigzag, take_zigzag,
};
