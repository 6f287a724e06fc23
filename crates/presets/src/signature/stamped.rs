//! Signatures that include a time.

use super::{MAX_GIVEN, Refusal, Secret, is_of};

/// How far a signed time may be from now in either direction, in seconds.
const TOLERANCE: u64 = 300;

/// Compares codes over `message`, and the signed time with now. The signature is checked first, so that a stranger
/// cannot learn the time of our clock.
pub(crate) fn verify(
    given: Vec<Vec<u8>>,
    message: &[&[u8]],
    secrets: &[Secret],
    stamp: i64,
    now: i64,
) -> Result<(), Refusal> {
    let given: Vec<Vec<u8>> = given.into_iter().take(MAX_GIVEN).collect();
    if !is_of(&given, message, secrets) {
        return Err(Refusal::BadSignature);
    }
    match now.abs_diff(stamp) <= TOLERANCE {
        true => Ok(()),
        false => Err(Refusal::StaleTimestamp),
    }
}

/// A time that consists only of digits.
pub(crate) fn stamp(text: &str) -> Option<i64> {
    let is_digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_digits.then(|| text.parse().ok()).flatten()
}
