//! HMAC-SHA256, compared in constant time.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use super::Secret;

/// Whether one of the given codes is the HMAC of a message, in parts, under one of the secrets.
pub(crate) fn is_of(given: &[Vec<u8>], message: &[&[u8]], secrets: &[Secret]) -> bool {
    let mut found = false;
    for secret in secrets {
        // HMAC accepts keys of any length.
        let Ok(mut code) = Hmac::<Sha256>::new_from_slice(&secret.key) else {
            continue;
        };
        for part in message {
            code.update(part);
        }
        for one in given {
            found |= code.clone().verify_slice(one).is_ok();
        }
    }
    found
}
