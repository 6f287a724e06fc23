//! Signatures over the raw bytes of a delivery.

mod hmac256;
pub(crate) mod stamped;

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

pub(crate) use self::hmac256::is_of;

/// The value of a header by its lower-case name, as the bytes that came.
pub type Headers<'h> = &'h dyn Fn(&str) -> Option<&'h [u8]>;

/// A secret as its platform uses it: the key of an HMAC. It is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret {
    key: Vec<u8>,
}

impl Secret {
    pub(crate) const fn new(key: Vec<u8>) -> Secret {
        Secret { key }
    }

    /// A secret that is used as the text that it is.
    pub(crate) fn of_text(text: &str) -> Result<Secret, String> {
        match text.is_empty() {
            true => Err("is empty".to_owned()),
            false => Ok(Secret::new(text.as_bytes().to_vec())),
        }
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Why a delivery is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Refusal {
    /// There is no signature of the kind that is asked for.
    MissingSignature,
    /// It is not that of these bytes and one of the secrets.
    BadSignature,
    /// It is right, and its time is too far from now.
    StaleTimestamp,
}

impl Refusal {
    /// Every one.
    pub const ALL: [Refusal; 3] = [
        Refusal::MissingSignature,
        Refusal::BadSignature,
        Refusal::StaleTimestamp,
    ];

    /// The stable word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Refusal::MissingSignature => "missing_signature",
            Refusal::BadSignature => "bad_signature",
            Refusal::StaleTimestamp => "stale_timestamp",
        }
    }
}

/// How many values of a header with several are compared: a sender has two keys at most, and a stranger's list would cost time.
const MAX_GIVEN: usize = 16;

/// A header that holds the base64 of an HMAC over the body alone.
pub(crate) fn verify_base64(
    given: Option<&[u8]>,
    body: &[u8],
    secrets: &[Secret],
) -> Result<(), Refusal> {
    let given = given.filter(|given| !given.is_empty());
    let given = STANDARD.decode(given.ok_or(Refusal::MissingSignature)?);
    let given = given.map_err(|_| Refusal::BadSignature)?;
    match is_of(&[given], &[body], secrets) {
        true => Ok(()),
        false => Err(Refusal::BadSignature),
    }
}
