//! The content of a channel, and its parts as text.

use bytes::Bytes;

/// The whole state that a channel publishes.
pub(crate) trait Whole: Send + Sync {
    /// When its figures were known to be current.
    fn as_of(&self) -> &str;

    /// All of it as a JSON object.
    fn whole(&self) -> Bytes;
}

/// A member of a message: its name and its JSON.
pub(crate) type Member = (&'static str, Bytes);

/// Appends `"name":text` to an unfinished JSON object.
pub(crate) fn push_member(object: &mut Vec<u8>, name: &str, text: &[u8]) {
    object.push(b'"');
    object.extend_from_slice(name.as_bytes());
    object.extend_from_slice(b"\":");
    object.extend_from_slice(text);
}
