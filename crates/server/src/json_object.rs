//! Bodies of requests that must be JSON objects.

use serde::de::{DeserializeOwned, Error as _};

/// Reads an object. The library would take an array of the values as well: of settings that may be left out, an empty
/// array would then set none, where somebody only sent the wrong body.
///
/// # Errors
/// When it is not JSON, not an object, or not with these fields.
pub(crate) fn object<T: DeserializeOwned>(body: &[u8]) -> serde_json::Result<T> {
    match body.trim_ascii_start().first() {
        Some(b'{') | None => serde_json::from_slice(body),
        Some(_) => Err(serde_json::Error::custom("it is not an object")),
    }
}
