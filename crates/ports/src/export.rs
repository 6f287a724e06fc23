//! Reads a whole store, so that its content can go into another one.

use std::sync::Arc;

use async_trait::async_trait;
use domain::{BusinessDay, FirstDays, LedgerEntry, Memo, Minor, Shop, Timestamp};

use crate::{Figures, Ledger, Records, StoreError};

/// The pieces of a shop, one after the other.
pub struct Pieces<'s> {
    shop: &'s Shop,
    store: &'s dyn Export,
    cursor: Option<u64>,
}

impl<'s> Pieces<'s> {
    /// From the first one on.
    pub fn of(shop: &'s Shop, store: &'s dyn Export) -> Pieces<'s> {
        Pieces {
            shop,
            store,
            cursor: Some(0),
        }
    }

    /// Reads the next one; `None` after the last.
    ///
    /// # Errors
    /// Any kind.
    pub async fn next(&mut self) -> Result<Option<ExportedPiece>, StoreError> {
        let Some(cursor) = self.cursor else {
            return Ok(None);
        };
        let piece = self.store.export(self.shop, cursor).await?;
        self.cursor = piece.next;
        Ok(Some(piece))
    }
}

/// A store that can return everything it has about a shop. Data that the other traits do not return comes from here, in
/// pieces. It is written into another store only through [`Ledger::submit`].
///
/// Unless the store is frozen, the pieces belong to one state only if nobody commits meanwhile.
#[async_trait]
pub trait Export: Ledger + Figures + Records {
    /// The piece at a cursor; the first is at 0. [`Pieces`] reads all of them.
    ///
    /// # Errors
    /// Any kind.
    async fn export(&self, shop: &Shop, cursor: u64) -> Result<ExportedPiece, StoreError>;

    /// Every source with its position.
    ///
    /// # Errors
    /// Any kind.
    async fn positions(&self, shop: &Shop) -> Result<Vec<(String, String)>, StoreError>;

    /// Every memo. If they are read before the orders, they are never newer than these. A memo that is older than its
    /// orders does no harm, because versions then decide.
    ///
    /// # Errors
    /// Any kind.
    async fn memos(&self, shop: &Shop) -> Result<Vec<Memo>, StoreError>;

    /// The first day for which each measure is complete, for
    /// [`raise_first_days`](crate::Ledger::raise_first_days) of the other store.
    ///
    /// # Errors
    /// Any kind.
    async fn first_days(&self, shop: &Shop) -> Result<FirstDays, StoreError>;

    /// The store's second copy of a retained day, for others to read; `None` if it keeps none.
    ///
    /// # Errors
    /// Any kind; [`Corrupt`](crate::ErrorKind::Corrupt) if it is not a figure at all.
    async fn published(
        &self,
        shop: &Shop,
        day: BusinessDay,
    ) -> Result<Option<PublishedDay>, StoreError> {
        let _ = (shop, day);
        Ok(None)
    }

    /// The catalogue with the `units` that no order of a retained day brought: all-time units less those of the
    /// retained days, both as of one moment for each item. They change only when a day is dropped. Empty for a store
    /// that can be frozen, which need not be asked.
    ///
    /// # Errors
    /// Any kind.
    async fn earlier(&self, shop: &Shop) -> Result<Vec<CatalogueItem>, StoreError> {
        let _ = shop;
        Ok(Vec::new())
    }

    /// A shop as it is now, as a store of its own that no later commit changes. It takes no commits
    /// itself and has no rejects. `None` if the store cannot do that.
    ///
    /// # Errors
    /// Any kind.
    async fn freeze(&self, shop: &Shop) -> Result<Option<Arc<dyn Export>>, StoreError> {
        let _ = shop;
        Ok(None)
    }
}

/// A day's figures under the names that others read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublishedDay {
    /// Orders.
    pub orders: i64,
    /// Distinct items with units above 0.
    pub unique_items: u64,
    /// Gross revenue by local hour.
    pub revenue: [Minor; 24],
}

/// A piece of a store's content. Each item and each order comes once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExportedPiece {
    /// Items of the catalogue.
    pub items: Vec<CatalogueItem>,
    /// Orders of retained days, by id.
    pub orders: Vec<(Box<str>, LedgerEntry)>,
    /// Where the next piece is; `None` after the last.
    pub next: Option<u64>,
}

/// An item of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatalogueItem {
    /// The item.
    pub sku: Box<str>,
    /// Its name, and the time of the order that gave it.
    pub name: Option<(Timestamp, Box<str>)>,
    /// All-time units.
    pub units: i64,
}
