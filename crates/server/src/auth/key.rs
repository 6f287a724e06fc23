//! Keys, and the stored hashes of keys.

use std::fmt;
use std::str::FromStr;

use data_encoding::{Encoding, HEXLOWER, HEXLOWER_PERMISSIVE};
use domain::ShopId;
use sha2::{Digest, Sha256};
use subtle::{Choice, ConstantTimeEq};

use super::Role;

/// A key as its holder knows it: `ltk_` and 256 random bits in hexadecimal digits. The prefix lets scanners for leaked
/// secrets find it. Only [`expose`](SecretKey::expose) reveals the text.
#[derive(Clone)]
pub struct SecretKey(String);

/// The stored form of a key: the SHA-256 of its text, written `sha256:` and 64 hexadecimal digits.
#[derive(Clone, Copy, Debug)]
pub struct KeyHash([u8; 32]);

/// A key as the server knows it.
#[derive(Clone, Debug)]
pub struct Key {
    /// Its unique name.
    pub name: String,
    /// What its holder may do.
    pub role: Role,
    /// The shops it is limited to; `None` = all.
    pub shops: Option<Vec<ShopId>>,
    /// The hash of its secret.
    pub hash: KeyHash,
}

/// A text that is not a key or not a hash of one. The message does not repeat the text, which may be a secret.
#[derive(Debug, thiserror::Error)]
pub enum InvalidKey {
    /// Not a key.
    #[error("a key is `ltk_` and 64 hexadecimal digits; `livetill keys add` makes one")]
    Secret,
    /// Not a hash.
    #[error(
        "what is kept of a key is `sha256:` and 64 hexadecimal digits; `livetill keys add` makes one"
    )]
    Hash,
}

impl SecretKey {
    /// The prefix of every key.
    pub const PREFIX: &str = "ltk_";

    /// A new key.
    ///
    /// # Errors
    /// If the system cannot supply random numbers.
    pub fn generate() -> Result<SecretKey, getrandom::Error> {
        Ok(SecretKey(format!(
            "{}{}",
            SecretKey::PREFIX,
            HEXLOWER.encode(&random()?)
        )))
    }

    /// The text, to hand it to its holder.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Its stored form.
    pub fn hash(&self) -> KeyHash {
        KeyHash::of(self.0.as_bytes())
    }
}

impl FromStr for SecretKey {
    type Err = InvalidKey;

    fn from_str(text: &str) -> Result<SecretKey, InvalidKey> {
        let digits = text.strip_prefix(SecretKey::PREFIX);
        // Case matters: another spelling would have another hash.
        let is_key = digits.is_some_and(|it| bits(&HEXLOWER, it).is_some());
        is_key
            .then(|| SecretKey(text.to_owned()))
            .ok_or(InvalidKey::Secret)
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SecretKey(…)")
    }
}

impl KeyHash {
    pub(super) fn of(text: &[u8]) -> KeyHash {
        KeyHash(Sha256::digest(text).into())
    }
}

impl ConstantTimeEq for KeyHash {
    fn ct_eq(&self, other: &KeyHash) -> Choice {
        self.0.ct_eq(&other.0)
    }
}

/// In constant time, like every comparison of hashed secrets.
impl PartialEq for KeyHash {
    fn eq(&self, other: &KeyHash) -> bool {
        self.ct_eq(other).into()
    }
}

impl Eq for KeyHash {}

impl fmt::Display for KeyHash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "sha256:{}", HEXLOWER.encode(&self.0))
    }
}

impl FromStr for KeyHash {
    type Err = InvalidKey;

    fn from_str(text: &str) -> Result<KeyHash, InvalidKey> {
        let digits = text.strip_prefix("sha256:");
        digits
            .and_then(|it| bits(&HEXLOWER_PERMISSIVE, it))
            .map(KeyHash)
            .ok_or(InvalidKey::Hash)
    }
}

impl Key {
    /// Whether it gives access to a shop.
    pub(crate) fn is_for(&self, shop: &str) -> bool {
        let shops = self.shops.as_ref();
        shops.is_none_or(|shops| shops.iter().any(|own| own.as_str() == shop))
    }

    /// Whether the two give exactly the same access.
    pub(super) fn allows_as_much_as(&self, other: &Key) -> bool {
        self.hash == other.hash && self.role == other.role && self.shops == other.shops
    }
}

/// 256 random bits from the system.
pub(super) fn random() -> Result<[u8; 32], getrandom::Error> {
    let mut bits = [0; 32];
    getrandom::fill(&mut bits)?;
    Ok(bits)
}

fn bits(digits: &Encoding, text: &str) -> Option<[u8; 32]> {
    digits.decode(text.as_bytes()).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_as_it_was_made_and_known_by_its_hash() {
        let (one, other) = (
            SecretKey::generate().unwrap(),
            SecretKey::generate().unwrap(),
        );
        assert_ne!(one.expose(), other.expose());
        let read: SecretKey = one.expose().parse().unwrap();
        assert_eq!(read.hash(), one.hash());
        assert_ne!(one.hash(), other.hash());
        let kept: KeyHash = one.hash().to_string().parse().unwrap();
        assert_eq!(kept, one.hash());
    }

    #[test]
    fn the_hash_is_plain_sha256_of_the_text() {
        let key: SecretKey = format!("ltk_{}", "0".repeat(64)).parse().unwrap();
        let expected = "sha256:";
        assert!(key.hash().to_string().starts_with(expected));
        let empty = KeyHash::of(b"abc").to_string();
        assert_eq!(
            empty,
            "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn what_is_no_key_is_refused_without_being_repeated() {
        let good = SecretKey::generate().unwrap();
        let upper = format!(
            "ltk_{}",
            good.expose()[4..]
                .to_uppercase()
                .replace(char::is_numeric, "A")
        );
        for text in [
            "",
            "ltk_",
            "secret",
            &good.expose()[1..],
            &good.expose()[..67],
            &upper,
        ] {
            let error = text.parse::<SecretKey>().unwrap_err().to_string();
            assert!(text.len() < 6 || !error.contains(text));
        }
        assert!("sha256:12".parse::<KeyHash>().is_err());
        assert!(
            format!("sha256:{}", "é".repeat(32))
                .parse::<KeyHash>()
                .is_err()
        );
    }

    #[test]
    fn a_secret_does_not_print() {
        let key = SecretKey::generate().unwrap();
        assert!(!format!("{key:?}").contains(&key.expose()[4..]));
    }
}
