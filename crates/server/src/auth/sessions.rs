//! Signed-in browsers.
//!
//! A session is a random token. The server keeps only its hash, in memory: a restart signs everybody out, and nothing
//! in a backup or a disk image gives access.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::key::random;
use super::keyring::Held;

/// The most signed-in browsers; one more signs out the one that signed in first.
const MAX_SESSIONS: usize = 10_000;

/// The sessions of a server, by the hash of their token.
#[derive(Debug)]
pub(super) struct Sessions {
    lasting: Duration,
    by_hash: Mutex<HashMap<[u8; 32], Arc<Session>>>,
}

/// A signed-in browser.
#[derive(Debug)]
pub(crate) struct Session {
    pub(super) held: Arc<Held>,
    pub(super) until: Instant,
    /// Cancelled when its browser signs out or its key is revoked.
    pub(super) ended: CancellationToken,
}

impl Sessions {
    pub(super) fn new(lasting: Duration) -> Sessions {
        let by_hash = Mutex::default();
        Sessions { lasting, by_hash }
    }

    /// How long a session lasts.
    pub(super) fn lasting(&self) -> Duration {
        self.lasting
    }

    /// Signs a browser in and returns its token.
    pub(super) fn begin(&self, held: Arc<Held>) -> Result<String, getrandom::Error> {
        let token = HEXLOWER.encode(&random()?);
        let session = Session {
            ended: held.revoked.child_token(),
            held,
            until: Instant::now() + self.lasting,
        };
        let mut by_hash = self.lock();
        if by_hash.len() >= MAX_SESSIONS {
            by_hash.retain(|_, session| session.is_good());
        }
        if by_hash.len() >= MAX_SESSIONS
            && let Some(oldest) = by_hash.iter().min_by_key(|(_, session)| session.until)
        {
            let hash = *oldest.0;
            end(by_hash.remove(&hash));
        }
        by_hash.insert(hash_of(&token), Arc::new(session));
        Ok(token)
    }

    /// The session of a token, if it is still valid. The lookup uses the hash, so its duration reveals nothing about
    /// the token.
    pub(super) fn find(&self, token: &str) -> Option<Arc<Session>> {
        let hash = hash_of(token);
        let mut by_hash = self.lock();
        let session = by_hash.get(&hash)?;
        if session.is_good() {
            return Some(Arc::clone(session));
        }
        end(by_hash.remove(&hash));
        None
    }

    /// Signs a browser out; the session's live connections end.
    pub(super) fn end(&self, token: &str) {
        end(self.lock().remove(&hash_of(token)));
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<[u8; 32], Arc<Session>>> {
        self.by_hash.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Session {
    fn is_good(&self) -> bool {
        !self.ended.is_cancelled() && Instant::now() < self.until
    }
}

fn end(session: Option<Arc<Session>>) {
    if let Some(session) = session {
        session.ended.cancel();
    }
}

fn hash_of(token: &str) -> [u8; 32] {
    Sha256::digest(token).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::{Key, Role, SecretKey};

    fn held() -> Arc<Held> {
        let hash = SecretKey::generate().unwrap().hash();
        let key = Key {
            name: "a".to_owned(),
            role: Role::View,
            shops: None,
            hash,
        };
        let revoked = CancellationToken::new();
        Arc::new(Held { key, revoked })
    }

    #[tokio::test(start_paused = true)]
    async fn a_session_ends_by_time_by_signing_out_and_with_its_key() {
        let sessions = Sessions::new(Duration::from_secs(60));
        let held = held();
        let [late, out, revoked] = [(); 3].map(|()| sessions.begin(Arc::clone(&held)).unwrap());
        let token = sessions.find(&out).unwrap().ended.clone();
        sessions.end(&out);
        assert!(token.is_cancelled() && sessions.find(&out).is_none());
        assert!(sessions.find(&late).is_some() && sessions.find("").is_none());
        tokio::time::advance(Duration::from_secs(61)).await;
        assert!(sessions.find(&late).is_none());
        let last = sessions.begin(Arc::clone(&held)).unwrap();
        held.revoked.cancel();
        assert!(sessions.find(&last).is_none() && sessions.find(&revoked).is_none());
    }

    #[tokio::test(start_paused = true)]
    async fn one_too_many_signs_out_the_oldest() {
        let (sessions, held) = (Sessions::new(Duration::from_secs(60)), held());
        let first = sessions.begin(Arc::clone(&held)).unwrap();
        tokio::time::advance(Duration::from_secs(1)).await;
        let second = sessions.begin(Arc::clone(&held)).unwrap();
        for _ in 2..=MAX_SESSIONS {
            sessions.begin(Arc::clone(&held)).unwrap();
        }
        assert!(sessions.find(&first).is_none() && sessions.find(&second).is_some());
        assert_eq!(sessions.lock().len(), MAX_SESSIONS);
    }
}
