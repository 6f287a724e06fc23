//! What is stored of an event besides its own text: what its source says about it, and the raw bytes of anything that
//! is not an event.

use std::fmt::{self, Display, Formatter};

use domain::{Reject, Timestamp};

/// The identity that a source gives an event. Nearly all events have their own, so it is written only if it is needed.
#[derive(Clone, Copy)]
pub(super) struct Identity<'a> {
    /// That of the event's body.
    pub text: &'a dyn Display,
    /// The event's place in the body, if that is part of its identity.
    pub place: Option<usize>,
}

impl Display for Identity<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.text.fmt(f)?;
        self.place.map_or(Ok(()), |place| write!(f, "/{place}"))
    }
}

/// What the source provides for an event that lacks it.
#[derive(Clone, Copy, Default)]
pub(super) struct Fallback<'a> {
    /// Its identity.
    pub id: Option<Identity<'a>>,
    /// When it happened.
    pub placed_at: Option<Timestamp>,
}

/// What a reject stores of bytes that are not an order event. They cannot be split into fields, so their beginning is
/// stored unchanged.
pub(super) fn cut(bytes: &[u8]) -> Vec<u8> {
    bytes[..bytes.len().min(Reject::MAX_BODY)].to_vec()
}
