//! The current keys.

use std::sync::{Arc, PoisonError, RwLock};

use subtle::{Choice, ConditionallySelectable as _, ConstantTimeEq as _};
use tokio_util::sync::CancellationToken;

use super::{Key, KeyHash};

/// The current keys. They may be replaced while the server runs.
#[derive(Debug, Default)]
pub(super) struct Keyring(RwLock<Ring>);

#[derive(Debug, Default)]
struct Ring {
    keys: Vec<Arc<Held>>,
    /// Whether there was a key at any time since the start.
    is_locked: bool,
}

/// A key that was valid when it was looked up, with a token that is cancelled when it no longer is.
#[derive(Debug)]
pub(crate) struct Held {
    pub(super) key: Key,
    pub(super) revoked: CancellationToken,
}

impl Keyring {
    /// Whether the server is open. After the first key it never is again.
    pub(super) fn is_open(&self) -> bool {
        !self
            .0
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .is_locked
    }

    /// The key with this hash. Compares with every key in constant time, so that the duration does not reveal how close
    /// a guess was.
    pub(super) fn find(&self, hash: &KeyHash) -> Option<Arc<Held>> {
        let ring = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let mut found = u32::MAX;
        for (at, held) in (0..u32::MAX).zip(&ring.keys) {
            let is_it: Choice = held.key.hash.ct_eq(hash);
            found.conditional_assign(&at, is_it);
        }
        ring.keys.get(usize::try_from(found).ok()?).cloned()
    }

    /// Replaces the keys. Those that are gone, or now allow something else, are revoked; the others stay valid, with
    /// their sessions and live connections.
    pub(super) fn replace(&self, keys: Vec<Key>) {
        let mut ring = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let before = std::mem::take(&mut ring.keys);
        ring.is_locked |= !keys.is_empty();
        let hold = |key: Key| {
            let same = before.iter().find(|held| held.key.allows_as_much_as(&key));
            match same {
                Some(held) if held.key.name == key.name => Arc::clone(held),
                // A mere change of name ends nothing.
                Some(held) => Arc::new(Held {
                    key,
                    revoked: held.revoked.clone(),
                }),
                None => Arc::new(Held {
                    key,
                    revoked: CancellationToken::new(),
                }),
            }
        };
        ring.keys = keys.into_iter().map(hold).collect();
        for held in before {
            if !ring
                .keys
                .iter()
                .any(|kept| kept.key.allows_as_much_as(&held.key))
            {
                held.revoked.cancel();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::{Role, SecretKey};

    fn key(name: &str, role: Role, secret: &SecretKey) -> Key {
        let (name, hash) = (name.to_owned(), secret.hash());
        Key {
            name,
            role,
            shops: None,
            hash,
        }
    }

    #[test]
    fn it_is_open_until_the_first_key_and_never_again() {
        let (ring, secret) = (Keyring::default(), SecretKey::generate().unwrap());
        assert!(ring.is_open());
        ring.replace(vec![key("a", Role::View, &secret)]);
        assert!(!ring.is_open());
        ring.replace(Vec::new());
        assert!(!ring.is_open() && ring.find(&secret.hash()).is_none());
    }

    #[test]
    fn each_key_is_found_and_no_other() {
        let secrets: Vec<SecretKey> = (0..9).map(|_| SecretKey::generate().unwrap()).collect();
        let ring = Keyring::default();
        let keys = secrets.iter().enumerate();
        ring.replace(
            keys.map(|(at, secret)| key(&at.to_string(), Role::View, secret))
                .collect(),
        );
        for (at, secret) in secrets.iter().enumerate() {
            assert_eq!(ring.find(&secret.hash()).unwrap().key.name, at.to_string());
        }
        assert!(ring.find(&SecretKey::generate().unwrap().hash()).is_none());
    }

    #[test]
    fn what_stays_the_same_is_not_revoked_and_what_changes_is() {
        let (one, other) = (
            SecretKey::generate().unwrap(),
            SecretKey::generate().unwrap(),
        );
        let ring = Keyring::default();
        ring.replace(vec![
            key("a", Role::View, &one),
            key("b", Role::Admin, &other),
        ]);
        let (a, b) = (
            ring.find(&one.hash()).unwrap(),
            ring.find(&other.hash()).unwrap(),
        );
        ring.replace(vec![
            key("renamed", Role::View, &one),
            key("b", Role::View, &other),
        ]);
        assert!(!a.revoked.is_cancelled() && b.revoked.is_cancelled());
        assert!(!ring.find(&other.hash()).unwrap().revoked.is_cancelled());
        ring.replace(Vec::new());
        assert!(a.revoked.is_cancelled());
    }
}
