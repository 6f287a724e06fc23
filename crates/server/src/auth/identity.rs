//! The sender of an admitted request.

use std::sync::Arc;

use super::keyring::Held;
use super::sessions::Session;
use super::{Key, Permission, Scope};
use crate::problem::ApiError;

/// The sender of a request. The guard adds it to the request's extensions.
#[derive(Clone, Debug)]
pub(crate) enum Identity {
    /// The server is open, so the sender is unknown.
    Anybody,
    /// The holder of a key.
    Key(Arc<Held>),
    /// A signed-in browser.
    Session(Arc<Session>),
}

impl Identity {
    /// The key behind it.
    pub(crate) fn key(&self) -> Option<&Key> {
        match self {
            Identity::Anybody => None,
            Identity::Key(held) => Some(&held.key),
            Identity::Session(session) => Some(&session.held.key),
        }
    }

    /// Refuses what the key does not allow. `shops` are those that the request names.
    pub(super) fn check<'a>(
        &self,
        permission: Permission,
        mut shops: impl Iterator<Item = &'a str>,
    ) -> Result<(), ApiError> {
        let Some(key) = self.key() else {
            return Ok(());
        };
        if !key.role.allows(permission) {
            return Err(ApiError::role_not_allowed(key.role, permission.role()));
        }
        match permission.scope() {
            Scope::Asker => Ok(()),
            Scope::Server if self.is_for_all_shops() => Ok(()),
            Scope::Server => Err(ApiError::all_shops_needed()),
            Scope::Shop => match shops.find(|shop| !key.is_for(shop)) {
                None => Ok(()),
                Some(shop) => Err(ApiError::shop_not_allowed(shop)),
            },
        }
    }

    /// Whether it has access to all shops, and so to what concerns them together.
    pub(crate) fn is_for_all_shops(&self) -> bool {
        self.key().is_none_or(|key| key.shops.is_none())
    }

    /// Returns when the access is over: the key is revoked, the browser signed out, or the session expired. A live
    /// connection must not outlast that.
    pub(crate) async fn ended(&self) {
        match self {
            Identity::Anybody => std::future::pending().await,
            Identity::Key(held) => held.revoked.cancelled().await,
            Identity::Session(session) => {
                tokio::select! {
                    () = session.ended.cancelled() => {}
                    () = tokio::time::sleep_until(session.until) => {}
                }
            }
        }
    }
}
