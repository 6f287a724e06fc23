//! The platforms that shops are connected with.

pub(crate) mod ids;
mod keeper;
mod left_out;
mod linker;
mod open;
mod running;

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock, RwLockWriteGuard};

use domain::ShopId;
use presets::{Platform, Secret};

pub(crate) use self::keeper::{ConnectionKeeper, Linked};
pub use self::linker::{LinkedSource, Linker, SourceStanding, Stamp};

/// Which platform posts for which shop, and the secrets it signs with. Cheap to clone; all clones share one state. A
/// change takes effect with the next delivery.
#[derive(Clone, Debug, Default)]
pub struct Connections(Arc<RwLock<HashMap<Box<str>, Arc<Connection>>>>);

/// A shop's platform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connection {
    /// Which one.
    pub platform: Platform,
    /// Its secrets: one, or two while one is being replaced; none if nothing is posted.
    pub secrets: Vec<Secret>,
}

impl Connections {
    /// Connects a shop, or replaces its connection.
    pub fn set(&self, shop: &ShopId, connection: Connection) {
        self.change()
            .insert(shop.as_str().into(), Arc::new(connection));
    }

    pub(crate) fn remove(&self, shop: &str) {
        self.change().remove(shop);
    }

    pub(crate) fn of(&self, shop: &str) -> Option<Arc<Connection>> {
        let connections = self.0.read().unwrap_or_else(PoisonError::into_inner);
        connections.get(shop).cloned()
    }

    fn change(&self) -> RwLockWriteGuard<'_, HashMap<Box<str>, Arc<Connection>>> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }
}
