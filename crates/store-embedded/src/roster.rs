//! Shops that are added and removed while the server runs.

use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};

use async_trait::async_trait;
use domain::{Shop, ShopId};
use ports::{ListedShop, Roster, StoreError};
use tokio::task::spawn_blocking;

use crate::disk::Disk;
use crate::store::EmbeddedStore;

#[async_trait]
impl Roster for EmbeddedStore {
    /// Only one process has the folder, so the version need not survive it.
    async fn roster_version(&self) -> Result<u64, StoreError> {
        self.opened()?;
        Ok(self.roster_changes.load(Ordering::Acquire))
    }

    async fn roster(&self) -> Result<Vec<ListedShop>, StoreError> {
        let listed = self.opened()?.disk.listed()?.into_iter();
        let listed = listed.filter_map(|(name, line)| ListedShop::from_line(&name, &line));
        Ok(listed.collect())
    }

    async fn list_shop(&self, shop: &ListedShop) -> Result<Option<u64>, StoreError> {
        let (name, line) = (shop.id.to_string(), shop.to_line());
        let added = self.change_list(move |disk| {
            if disk.listed_shop(&name)?.is_some() {
                return Ok(false);
            }
            disk.set_listed(&name, Some(&line)).map(|()| true)
        });
        let (is_new, version) = added.await?;
        Ok(is_new.then_some(version))
    }

    async fn leave_shop(&self, shop: &ShopId) -> Result<bool, StoreError> {
        let name = shop.to_string();
        self.change_list(move |disk| {
            let stored = disk.listed_shop(&name)?;
            let stored = stored.and_then(|line| ListedShop::from_line(&name, &line));
            let Some(mut listed) = stored else {
                return Ok(false);
            };
            listed.is_leaving = true;
            let line = listed.to_line();
            disk.set_listed(&name, Some(&line)).map(|()| true)
        })
        .await
        .map(|(is_listed, _)| is_listed)
    }

    fn close_shop(&self, _: &Shop) {}

    async fn forget_shop(&self, shop: &Shop) -> Result<(), StoreError> {
        let open = self.opened()?;
        let figures = {
            let mut shops = self.shops.write().unwrap_or_else(PoisonError::into_inner);
            shops.remove(&shop.id)
        };
        if let Some(figures) = figures {
            open.checkpointer.forget(&figures);
            figures.end(&self.poison)?;
        }
        let name = shop.id.to_string();
        self.change_list(move |disk| {
            if let Some(stored) = disk.shop(&name)? {
                disk.remove_shop(&name, stored.number)?;
            }
            disk.set_listed(&name, None)
        })
        .await
        .map(|((), _)| ())
    }
}

impl EmbeddedStore {
    /// Changes the list, one change at a time, on a blocking thread: each change is synced. Also returns the version
    /// after it.
    async fn change_list<T: Send + 'static>(
        &self,
        change: impl FnOnce(&Disk) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<(T, u64), StoreError> {
        let disk = Arc::clone(&self.opened()?.disk);
        let _turn = self.roster_turn.lock().await;
        let changed = spawn_blocking(move || change(&disk)).await;
        let changed = changed.map_err(|error| self.poison.poison(&error))?;
        let before = self.roster_changes.fetch_add(1, Ordering::AcqRel);
        Ok((changed?, before + 1))
    }
}
