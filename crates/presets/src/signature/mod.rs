//! Signatures over the raw bytes of a delivery.

mod hmac256;
pub(crate) mod stamped;

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use self::hmac256::Code;
pub(crate) use self::hmac256::is_of;

/// The raw value of a header by its lower-case name.
pub type Headers<'h> = &'h dyn Fn(&str) -> Option<&'h [u8]>;

/// A secret in the form its platform uses: the key of an HMAC. It is never shown.
#[derive(Clone)]
pub struct Secret {
    key: Vec<u8>,
    /// An HMAC that has taken the key in and nothing else, so that a delivery need not begin with that.
    code: Option<Code>,
}

impl PartialEq for Secret {
    fn eq(&self, other: &Secret) -> bool {
        self.key == other.key
    }
}

impl Eq for Secret {}

impl Secret {
    pub(crate) fn new(key: Vec<u8>) -> Secret {
        let code = hmac256::keyed(&key);
        Secret { key, code }
    }

    /// A secret whose text itself is the key.
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
    /// There is no signature of the required kind.
    MissingSignature,
    /// It does not match these bytes with any of the secrets.
    BadSignature,
    /// It matches, but its time is too far from now.
    StaleTimestamp,
}

impl Refusal {
    /// All reasons.
    pub const ALL: [Refusal; 3] = [
        Refusal::MissingSignature,
        Refusal::BadSignature,
        Refusal::StaleTimestamp,
    ];

    /// Its stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Refusal::MissingSignature => "missing_signature",
            Refusal::BadSignature => "bad_signature",
            Refusal::StaleTimestamp => "stale_timestamp",
        }
    }
}

/// How many values of a header to compare: a sender has at most two keys, and a stranger's long list would cost time.
const MAX_GIVEN: usize = 16;

/// Checks a header with the base64 of an HMAC over only the body.
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
