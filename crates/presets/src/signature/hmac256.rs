//! HMAC-SHA256, compared in constant time.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use super::Secret;

/// An HMAC that has taken its key in.
pub(super) type Code = Hmac<Sha256>;

/// The HMAC of a key, before a message. It accepts keys of any length, so there always is one.
pub(super) fn keyed(key: &[u8]) -> Option<Code> {
    Hmac::new_from_slice(key).ok()
}

/// Whether one of the given codes is the HMAC of a message, in parts, under one of the secrets.
pub(crate) fn is_of(given: &[impl AsRef<[u8]>], message: &[&[u8]], secrets: &[Secret]) -> bool {
    let mut found = false;
    for secret in secrets {
        let Some(mut code) = secret.code.clone() else {
            continue;
        };
        for part in message {
            code.update(part);
        }
        for one in given {
            found |= code.clone().verify_slice(one.as_ref()).is_ok();
        }
    }
    found
}
