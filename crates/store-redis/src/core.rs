//! Shared by all parts of the store.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use domain::{Shop, ShopId};
use ports::StoreError;

use crate::layout::dictionary::Dictionaries;
use crate::layout::keys::Keys;
use crate::wire::link::Link;
use crate::wire::url::StoreUrl;

/// Shared between the store and its background work.
pub(crate) struct Core {
    pub(crate) url: StoreUrl,
    /// For commits. Separate from reading, because a commit may be large and may wait for replicas.
    pub(crate) writer: Link,
    /// For everything else.
    pub(crate) reader: Link,
    pub(crate) sweeps: Sweeps,
    pub(crate) dictionaries: Dictionaries,
    pub(crate) strangers: Strangers,
    pub(crate) unidentified: Unidentified,
    pub(crate) replicas: Replicas,
    pub(crate) measures: MeasuresInUse,
}

/// What is known about the replicas.
#[derive(Default)]
pub(crate) struct Replicas {
    pub(crate) are_expected: AtomicBool,
    pub(crate) looked: tokio::sync::Mutex<Option<Instant>>,
}

impl Core {
    pub(crate) fn keys(&self, shop: &Shop) -> Keys {
        match shop.id.as_str() {
            ShopId::DEFAULT => Keys::new(self.url.default_prefix()),
            name => Keys::new(Some(name)),
        }
    }

    /// Drops what is remembered of a shop. Nothing of it is needed: the next commit reads it again.
    pub(crate) fn forget(&self, shop: &Shop) {
        let keys = self.keys(shop);
        self.dictionaries.forget(&keys);
        self.measures.forget(&keys);
        self.strangers.lock().remove(&keys.own);
    }

    /// Checks that stored data can be read.
    pub(crate) async fn answers(&self) -> Result<(), StoreError> {
        let mut read = redis::cmd("HGET");
        let keys = Keys::new(self.url.default_prefix());
        read.arg(keys.own("ready")).arg("format");
        self.reader.command("reach redis", &read).await.map(drop)
    }
}

/// For each shop's own prefix, the key of the wrong type that its last commit was refused for, and that type.
#[derive(Default)]
pub(crate) struct Strangers(Mutex<HashMap<String, (String, String)>>);

impl Strangers {
    pub(crate) fn lock(&self) -> MutexGuard<'_, HashMap<String, (String, String)>> {
        // Entries are only added and removed.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The own prefixes of new shops of which nothing could be recorded yet, because Redis refuses writes.
#[derive(Default)]
pub(crate) struct Unidentified(Mutex<HashSet<String>>);

impl Unidentified {
    pub(crate) fn lock(&self) -> MutexGuard<'_, HashSet<String>> {
        // Entries are only added and removed.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// For each shop's own prefix, how many measures it is known to have, so that no more of a day is read than exists.
#[derive(Default)]
pub(crate) struct MeasuresInUse(Mutex<HashMap<String, usize>>);

impl MeasuresInUse {
    pub(crate) fn of(&self, keys: &Keys) -> usize {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&keys.own).copied().unwrap_or_default()
    }

    /// Takes over a number that was read. Returns whether it is larger than the known one.
    pub(crate) fn learn(&self, keys: &Keys, measures: usize) -> bool {
        let is_more = measures > self.of(keys);
        if is_more {
            let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            known.insert(keys.own.clone(), measures);
        }
        is_more
    }

    fn forget(&self, keys: &Keys) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.remove(&keys.own);
    }
}

/// The running sweeps. One per shop is enough, however many days are dropped meanwhile.
#[derive(Default)]
pub(crate) struct Sweeps {
    /// By own prefix, whether a day was dropped since the sweep began.
    running: Mutex<HashMap<String, bool>>,
}

impl Sweeps {
    /// Whether to start a sweep. A running one sweeps once more instead.
    pub(crate) fn begin(&self, shop: &str) -> bool {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        running.insert(shop.to_owned(), true).is_none()
    }

    /// Whether to sweep once more; if not, the sweep has ended.
    pub(crate) fn goes_on(&self, shop: &str) -> bool {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        if running.insert(shop.to_owned(), false) == Some(true) {
            return true;
        }
        running.remove(shop);
        false
    }
}
