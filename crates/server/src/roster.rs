//! Shops that are added and removed while the server runs.
//!
//! Added shops are in a list in the store, and every server at the store checks each second whether it changed. Shops
//! in the settings are not in that list, and take precedence over one of the same name.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex as StdMutex, MutexGuard as StdMutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use domain::{Shop, ShopId};
use futures_util::StreamExt as _;
use futures_util::stream;
use pipeline::Intake;
use ports::{ListedShop, Store, StoreError};
use tokio::sync::{Mutex, MutexGuard};
use tokio::time::sleep;

use crate::live::Boards;
use crate::looks::keep_looking;
use crate::shops::{ShopState, Shops};

/// How often a server looks for changes of the list.
const LOOK: Duration = Duration::from_secs(1);
/// How many shops are opened at a time: each needs a few requests to the store.
const AT_ONCE: usize = 64;
/// After this long, every server at the store knows about a change.
const HEARD: Duration = Duration::from_secs(3);

/// Creates shops from entries of the list.
#[async_trait]
pub trait ShopOpener: Send + Sync + 'static {
    /// The shop, with the settings that all shops share.
    ///
    /// # Errors
    /// The impossible value, for people.
    fn shop(&self, listed: &ListedShop) -> Result<Shop, String>;

    /// The intake of a shop's orders. The shop is already open in the store.
    async fn intake(&self, shop: Arc<Shop>) -> Intake;

    /// Deletes the orders that wait on this machine for a shop that is being removed: a later one of its name is
    /// another. Nothing is put in for it any more.
    ///
    /// # Errors
    /// Any kind.
    async fn forget(&self, shop: &ShopId) -> Result<(), StoreError>;
}

/// Why a shop was not added or removed.
#[derive(Debug)]
pub(crate) enum NotChanged {
    /// One of its settings is impossible.
    Impossible(String),
    /// A shop of that name exists.
    Exists,
    /// A shop of that name is being removed.
    Leaving,
    /// There is no shop with that name.
    Unknown,
    /// It is in the settings of this server.
    OfSettings,
    Store(StoreError),
}

impl From<StoreError> for NotChanged {
    fn from(error: StoreError) -> NotChanged {
        NotChanged::Store(error)
    }
}

/// Keeps the server's shops in line with the list in the store.
pub(crate) struct RosterKeeper {
    store: Arc<dyn Store>,
    shops: Shops,
    boards: Arc<Boards>,
    opener: Arc<dyn ShopOpener>,
    of_settings: BTreeSet<String>,
    /// Held while the server's shops are changed.
    turn: Mutex<()>,
    known: StdMutex<Known>,
}

/// The last known list.
#[derive(Default)]
struct Known {
    /// The version of the list up to which every change was applied.
    version: Option<u64>,
    listed: BTreeMap<String, ListedShop>,
}

impl RosterKeeper {
    /// Applies the list, and starts a task of the current runtime that looks for changes and ends with the keeper.
    /// Existing shops are those of the settings.
    pub(crate) async fn start(
        store: Arc<dyn Store>,
        shops: Shops,
        boards: Arc<Boards>,
        opener: Arc<dyn ShopOpener>,
    ) -> Arc<RosterKeeper> {
        let keeper = Arc::new(RosterKeeper {
            of_settings: shops.names().into_iter().collect(),
            store,
            shops,
            boards,
            opener,
            turn: Mutex::default(),
            known: StdMutex::default(),
        });
        keeper.look().await;
        let looked_at = Arc::downgrade(&keeper);
        let look = |keeper: Arc<RosterKeeper>| async move { keeper.look().await };
        tokio::spawn(keep_looking(
            "follows the list of shops",
            LOOK,
            looked_at,
            look,
        ));
        keeper
    }

    /// The list's entry for a shop.
    pub(crate) fn listed(&self, name: &str) -> Option<ListedShop> {
        self.known().listed.get(name).cloned()
    }

    /// Whether a shop can be removed: it is in the list, and not in the settings.
    pub(crate) fn is_removable(&self, name: &str) -> bool {
        !self.of_settings.contains(name) && self.known().listed.contains_key(name)
    }

    /// Adds a shop. When this returns, it accepts orders here, and within a second on every server.
    pub(crate) async fn add(&self, shop: ListedShop) -> Result<(), NotChanged> {
        self.opener.shop(&shop).map_err(NotChanged::Impossible)?;
        if self.shops.get(shop.id.as_str()).is_some() {
            return Err(NotChanged::Exists);
        }
        let turn = self.turn.lock().await;
        let added = self.store.list_shop(&shop).await?;
        // If that was the only change, the rest of the list need not be read: it may have ten thousand shops.
        if let Some(version) = added
            && self.known().version.map(|before| before + 1) == added
        {
            let is_open = self.open(&shop).await;
            let mut known = self.known();
            known.version = is_open.then_some(version);
            known.listed.insert(shop.id.to_string(), shop);
            return Ok(());
        }
        self.take_over_in(&turn).await?;
        match self.listed(shop.id.as_str()) {
            _ if added.is_some() => Ok(()),
            Some(known) if known.is_leaving => Err(NotChanged::Leaving),
            _ => Err(NotChanged::Exists),
        }
    }

    /// Removes a shop with all of its stored data. This server accepts no more of its orders from now on; the others
    /// get time to hear of it before the data is deleted. `forget` deletes what is stored apart from the shop's own
    /// data, and before that: while the shop is in the list, an interrupted removal can be asked for again.
    pub(crate) async fn remove(
        self: Arc<Self>,
        id: ShopId,
        is_alone: bool,
        forget: impl Future<Output = Result<(), StoreError>>,
    ) -> Result<(), NotChanged> {
        if self.of_settings.contains(id.as_str()) {
            return Err(NotChanged::OfSettings);
        }
        if !self.store.leave_shop(&id).await? {
            return Err(NotChanged::Unknown);
        }
        self.take_over().await?;
        self.opener.forget(&id).await?;
        let listed = self.listed(id.as_str()).ok_or(NotChanged::Unknown)?;
        let shop = self.opener.shop(&listed).map_err(NotChanged::Impossible)?;
        if !is_alone {
            sleep(HEARD).await;
        }
        forget.await?;
        self.store.forget_shop(&shop).await?;
        Ok(self.take_over().await?)
    }

    /// Applies the list if it changed.
    async fn look(&self) {
        let looked = async {
            let version = self.store.roster_version().await?;
            if self.known().version == Some(version) {
                return Ok(());
            }
            self.take_over().await
        };
        if let Err(error) = looked.await {
            // The store is away, which is reported elsewhere; the next try is in a second.
            let error = &error as &dyn std::error::Error;
            tracing::debug!(error, "the list of shops is unknown");
        }
    }

    async fn take_over(&self) -> Result<(), StoreError> {
        self.take_over_in(&self.turn.lock().await).await
    }

    async fn take_over_in(&self, _: &MutexGuard<'_, ()>) -> Result<(), StoreError> {
        // The version comes first: a change during the read is then seen the next time.
        let version = self.store.roster_version().await?;
        let listed = self.store.roster().await?;
        let mut is_done = true;
        let before = self.known().listed.clone();
        let mut opening = Vec::new();
        for shop in listed.iter().filter(|it| !it.is_leaving) {
            let name = shop.id.as_str();
            if self.shops.get(name).is_none() {
                opening.push(self.open(shop));
            } else if self.of_settings.contains(name) && !before.contains_key(name) {
                tracing::warn!(
                    shop = name,
                    "a shop of the list is also in the settings, which take precedence"
                );
            }
        }
        let mut opened = stream::iter(opening).buffer_unordered(AT_ONCE);
        while let Some(is_open) = opened.next().await {
            is_done &= is_open;
        }
        drop(opened);
        let stay: BTreeMap<String, ListedShop> = listed
            .into_iter()
            .map(|it| (it.id.to_string(), it))
            .collect();
        let is_gone = |name: &&String| stay.get(*name).is_none_or(|it| it.is_leaving);
        for name in before.keys().filter(is_gone) {
            self.close(name).await;
        }
        // Not of one that is only gone from the list: a store that was emptied has none either.
        let leaving = stay.values().filter(|it| it.is_leaving);
        for ListedShop { id, .. } in leaving.filter(|it| !self.of_settings.contains(it.id.as_str()))
        {
            if let Err(error) = self.opener.forget(id).await {
                let error = &error as &dyn std::error::Error;
                tracing::error!(shop = %id, error, "orders still wait here for a removed shop; trying again");
                is_done = false;
            }
        }
        let mut known = self.known();
        known.listed = stay;
        known.version = is_done.then_some(version);
        Ok(())
    }

    /// Opens a shop. Returns whether it is open now, or never can be.
    async fn open(&self, listed: &ListedShop) -> bool {
        let name = listed.id.as_str();
        let shop = match self.opener.shop(listed) {
            Ok(shop) => Arc::new(shop),
            Err(error) => {
                tracing::error!(shop = name, error, "a listed shop is impossible here");
                return true;
            }
        };
        if let Err(error) = self.store.open_shop(&shop).await {
            let is_final = !error.is_retryable();
            let error = &error as &dyn std::error::Error;
            tracing::error!(shop = name, error, "a listed shop cannot be opened");
            return is_final;
        }
        let intake = self.opener.intake(shop).await;
        let shop = ShopState::new(intake, &self.boards).called(listed.display_name.clone());
        self.shops.add(shop);
        tracing::info!(shop = name, "the shop is open");
        true
    }

    async fn close(&self, name: &str) {
        if self.of_settings.contains(name) {
            return;
        }
        let Some(shop) = self.shops.remove(name) else {
            return;
        };
        shop.board.close();
        shop.intake.shutdown().await;
        self.store.close_shop(shop.shop());
        telemetry::forget_shop(name);
        tracing::info!(shop = name, "the shop is closed");
    }

    fn known(&self) -> StdMutexGuard<'_, Known> {
        // The value is only ever replaced, so a poisoned lock is harmless.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
