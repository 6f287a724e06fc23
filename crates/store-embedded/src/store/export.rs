//! Exports a shop as it is at one moment.

use std::collections::HashMap;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, RwLock};

use async_trait::async_trait;
use domain::{FirstDays, Memo, Shop};
use ports::{Export, ExportedPiece, StoreError};

use super::{EmbeddedStore, not_open};
use crate::disk::corrupt;
use crate::memos;
use crate::poison::Poison;
use crate::shop::ShopFigures;

#[async_trait]
impl Export for EmbeddedStore {
    async fn export(&self, shop: &Shop, cursor: u64) -> Result<ExportedPiece, StoreError> {
        let piece = self.read(shop, |state| state.export(cursor))?;
        piece.map_err(|error| corrupt("the ledger in memory").because(error))
    }

    async fn positions(&self, shop: &Shop) -> Result<Vec<(String, String)>, StoreError> {
        self.read(shop, |state| state.positions())
    }

    async fn memos(&self, shop: &Shop) -> Result<Vec<Memo>, StoreError> {
        let figures = self.figures(shop)?;
        if let Some(memos) = &figures.frozen_memos {
            return Ok(memos.clone());
        }
        let open = self.opened()?;
        memos::all(&open.disk, &open.disk.snapshot(), figures.number)
    }

    async fn first_days(&self, shop: &Shop) -> Result<FirstDays, StoreError> {
        Ok(self.figures(shop)?.first_days())
    }

    /// Reads the shop a second time, from a snapshot of the disk, while the live figures go on changing: this takes
    /// their memory again as long as the frozen store exists. The calling thread does the reading: it does long work and
    /// may have a lower priority.
    async fn freeze(&self, shop: &Shop) -> Result<Option<Arc<dyn Export>>, StoreError> {
        let (open, id) = (self.opened()?, shop.id.clone());
        let stored = open.disk.shop(id.as_str())?;
        let stored = stored.ok_or_else(|| not_open(&id))?;
        let figures = Arc::new(ShopFigures::freeze(&open.disk, stored)?);
        Ok(Some(Arc::new(EmbeddedStore {
            folder: self.folder.clone(),
            options: self.options,
            shops: RwLock::new(HashMap::from([(id, figures)])),
            poison: Arc::new(Poison::of("embedded store")),
            orders: Arc::default(),
            leases: Mutex::default(),
            roster_changes: AtomicU64::default(),
            roster_turn: tokio::sync::Mutex::default(),
            // Closed: it has nothing to write to.
            open: Mutex::new(None),
        })))
    }
}
