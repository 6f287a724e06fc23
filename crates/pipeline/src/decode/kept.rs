//! What is kept of an event beside its own text: what its source says of it, and its bytes when it
//! is none.

use domain::{Reject, Timestamp};

/// What the source says of an event that does not say it itself.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Fallback<'a> {
    /// Its identity.
    pub id: Option<&'a str>,
    /// When it happened.
    pub placed_at: Option<Timestamp>,
}

/// What a reject keeps of bytes that are no order event: they cannot be taken apart, so they are
/// kept as they came.
pub(super) fn cut(bytes: &[u8]) -> Vec<u8> {
    bytes[..bytes.len().min(Reject::MAX_BODY)].to_vec()
}
