//! The server's shops.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use domain::Shop;
use pipeline::Intake;
use telemetry::catalogue::STORE_REFUSES;
use tokio::sync::watch;

use crate::kept_goals::KeptGoals;
use crate::live::{BoardKeeper, Boards};
use crate::original_days::OriginalDays;
use crate::pace::Pace;

/// A shop with its intake and its board.
pub(crate) struct ShopState {
    pub(crate) intake: Intake,
    pub(crate) board: BoardKeeper,
    pub(crate) original_days: OriginalDays,
    pub(crate) goals: KeptGoals,
    /// The limit on posted orders; `None` = no limit.
    pub(crate) pace: Option<Pace>,
    /// The name shown to people.
    pub(crate) display_name: Option<Arc<str>>,
}

impl ShopState {
    pub(crate) fn new(intake: Intake, boards: &Arc<Boards>) -> ShopState {
        ShopState {
            board: BoardKeeper::new(Arc::clone(intake.shop()), Arc::clone(boards)),
            pace: intake.shop().max_orders_per_second.map(Pace::new),
            intake,
            original_days: OriginalDays::default(),
            goals: KeptGoals::default(),
            display_name: None,
        }
    }

    /// The same shop with a name shown to people.
    pub(crate) fn called(mut self, display_name: Option<String>) -> ShopState {
        self.display_name = display_name.map(Into::into);
        self
    }

    pub(crate) fn shop(&self) -> &Arc<Shop> {
        self.intake.shop()
    }
}

/// Whether news still come of the shop that they were asked for. Without a sender it was removed, and one of that name
/// is another.
pub(crate) fn is_same_shop(news: &watch::Receiver<u64>) -> bool {
    news.has_changed().is_ok()
}

/// The server's shops. Cheap to clone.
///
/// There may be ten thousand shops. Work on a timer or for a request looks up one by name, or only the few with a
/// problem.
#[derive(Clone)]
pub(crate) struct Shops(Arc<RwLock<Named>>);

#[derive(Default)]
struct Named {
    shops: HashMap<Box<str>, Arc<ShopState>>,
    /// How often shops were added or removed.
    changes: u64,
}

impl Shops {
    pub(crate) fn new(shops: impl Iterator<Item = ShopState>) -> Shops {
        let named = |shop: ShopState| (shop.shop().id.as_str().into(), Arc::new(shop));
        let shops = shops.map(named).collect();
        Shops(Arc::new(RwLock::new(Named { shops, changes: 0 })))
    }

    pub(crate) fn get(&self, id: &str) -> Option<Arc<ShopState>> {
        self.read().shops.get(id).cloned()
    }

    /// The number of shops.
    pub(crate) fn count(&self) -> usize {
        self.read().shops.len()
    }

    /// A number that changes whenever a shop is added or removed.
    pub(crate) fn changes(&self) -> u64 {
        self.read().changes
    }

    /// Their names, sorted.
    pub(crate) fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.read().shops.keys().map(ToString::to_string).collect();
        names.sort_unstable();
        names
    }

    /// Adds a shop.
    pub(crate) fn add(&self, shop: ShopState) {
        let name = shop.shop().id.as_str().into();
        let mut named = self.change();
        named.shops.insert(name, Arc::new(shop));
        named.changes += 1;
    }

    /// Removes a shop. Those who already hold it can go on using it.
    pub(crate) fn remove(&self, name: &str) -> Option<Arc<ShopState>> {
        let mut named = self.change();
        named.changes += 1;
        named.shops.remove(name)
    }

    /// All shops, in no particular order.
    pub(crate) fn all(&self) -> Vec<Arc<ShopState>> {
        self.read().shops.values().cloned().collect()
    }

    /// The shops whose orders the store has refused until somebody fixes something, at any time, sorted by name. They
    /// are those with a metrics series for it.
    pub(crate) fn troubled(&self) -> Vec<Arc<ShopState>> {
        let refuses = STORE_REFUSES.snapshot();
        let met = refuses.all().iter().map(|(way, _)| way.shop.as_str());
        let met: BTreeSet<&str> = met.collect();
        met.into_iter().filter_map(|name| self.get(name)).collect()
    }

    fn change(&self) -> RwLockWriteGuard<'_, Named> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn read(&self) -> RwLockReadGuard<'_, Named> {
        // Entries are only ever added and removed, so a poisoned lock is harmless.
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }
}
