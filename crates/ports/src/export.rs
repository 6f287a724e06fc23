//! Reading a store out, so that another one can be given the same.

use async_trait::async_trait;
use domain::{LedgerEntry, Shop, Timestamp};

use crate::{SalesStore, StoreError};

/// A store that can tell everything it holds of a shop. What [`SalesStore`] does not tell comes
/// here, in pieces; written into another store it is through [`SalesStore::commit`] alone.
///
/// The pieces are of one state only while nobody commits.
#[async_trait]
pub trait StoreExport: SalesStore {
    /// The piece at a cursor; the first is at 0.
    ///
    /// # Errors
    /// Any kind.
    async fn export(&self, shop: &Shop, cursor: u64) -> Result<ExportedPiece, StoreError>;

    /// Every source with its position.
    ///
    /// # Errors
    /// Any kind.
    async fn positions(&self, shop: &Shop) -> Result<Vec<(String, String)>, StoreError>;
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
