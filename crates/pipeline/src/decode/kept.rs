//! What is stored of an event besides its own text: what its source says about it, and the raw bytes of anything that
//! is not an event.

use domain::{Reject, Timestamp};

/// What the source provides for an event that lacks it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Fallback<'a> {
    /// Its identity.
    pub id: Option<&'a str>,
    /// When it happened.
    pub placed_at: Option<Timestamp>,
}

/// What a reject stores of bytes that are not an order event. They cannot be split into fields, so their beginning is
/// stored unchanged.
pub(super) fn cut(bytes: &[u8]) -> Vec<u8> {
    bytes[..bytes.len().min(Reject::MAX_BODY)].to_vec()
}
