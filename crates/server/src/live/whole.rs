//! What a channel tells of, and its parts as text.

use bytes::Bytes;

/// The state of all that a channel tells of.
pub(crate) trait Whole: Send + Sync {
    /// When its figures were known to be current.
    fn as_of(&self) -> &str;

    /// All of it as a JSON object.
    fn whole(&self) -> Bytes;
}

/// A member of a message by its name, as JSON.
pub(crate) type Member = (&'static str, Bytes);

/// Puts `"name":text` at the end of a JSON object that is being written.
pub(crate) fn push_member(object: &mut Vec<u8>, name: &str, text: &[u8]) {
    object.push(b'"');
    object.extend_from_slice(name.as_bytes());
    object.extend_from_slice(b"\":");
    object.extend_from_slice(text);
}
