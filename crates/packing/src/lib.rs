//! Numbers and identities in few bytes, as the stores write them.
//!
//! Stored data has these formats, so they never change. What a store writes around them (which byte tells what follows,
//! and in which order) is up to the store.

mod identity;
mod varint;

pub use identity::{uuid, uuid_text, whole_number};
pub use varint::{
    put_varint, put_wide_zigzag, put_zigzag, take_varint, take_wide_zigzag, take_zigzag,
};
