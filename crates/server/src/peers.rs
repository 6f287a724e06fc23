//! Which servers at a store are there, so that the claims of those that are gone are free.

use std::collections::BTreeSet;

use domain::Timestamp;
use ports::{Presence, StoreError};

use crate::AppState;

/// How long a claim holds in any case, in milliseconds: the list of servers may be a little older than the claim.
pub(crate) const FRESH: i64 = 10_000;

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
