//! Which servers at a store are there, so that the claims of those that are gone are free.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use domain::Timestamp;
use ports::{Presence, StoreError};

use crate::AppState;

/// How long a claim holds in any case, in milliseconds: the list of servers may be a little older than the claim.
pub(crate) const FRESH: i64 = 10_000;

/// How long a list of servers will do. A claim that is no longer fresh was made before it, by a server that was on it.
pub(crate) const WILL_DO: Duration = Duration::from_millis(FRESH as u64 / 2);

/// The servers at a store, for a task that asks for one shop after the other: with the list come the reports of all.
#[derive(Default)]
pub(crate) struct KnownPeers(Option<(Instant, Peers)>);

impl KnownPeers {
    /// See [`Peers::at`].
    ///
    /// # Errors
    /// Any kind.
    pub(crate) async fn at(&mut self, state: &AppState) -> Result<Option<&Peers>, StoreError> {
        if self
            .0
            .as_ref()
            .is_none_or(|(read, _)| read.elapsed() >= WILL_DO)
        {
            let read = Instant::now();
            self.0 = Peers::at(state).await?.map(|peers| (read, peers));
        }
        Ok(self.0.as_ref().map(|(_, peers)| peers))
    }
}

/// The servers at a store.
pub(crate) struct Peers {
    /// This one; empty while the others cannot see it.
    pub(crate) own: String,
    pub(crate) all: BTreeSet<String>,
}

impl Peers {
    /// `None` = the others do not know this server yet, so they would wait long for a claim of it if it were killed.
    ///
    /// # Errors
    /// Any kind.
    pub(crate) async fn at(state: &AppState) -> Result<Option<Peers>, StoreError> {
        let health = state.newest_health();
        if health.as_of.is_empty() {
            return Ok(None);
        }
        Peers::with(state.presence(), &health.server.id)
            .await
            .map(Some)
    }

    async fn with(store: &dyn Presence, own: &str) -> Result<Peers, StoreError> {
        let all = store.servers().await?.into_iter().map(|server| server.id);
        let all: BTreeSet<String> = all.collect();
        let own = all.get(own).cloned().unwrap_or_default();
        Ok(Peers { own, all })
    }

    /// Whether the server that claimed something at this time, in milliseconds since 1970, is gone. One without a name
    /// cannot be seen by others, and may be there.
    pub(crate) fn is_gone(&self, server: &str, claimed: i64, now: Timestamp) -> bool {
        let is_fresh = now.millis() < claimed + FRESH;
        !server.is_empty() && !is_fresh && !self.all.contains(server)
    }
}
