//! The ports between the domain and the world: what a store of sales must do ([`SalesStore`]), how
//! it fails ([`StoreError`]), and, behind the feature `suite`, the conformance suite that says when
//! a store exists.

mod error;
mod export;
mod store;
#[cfg(feature = "suite")]
pub mod suite;

pub use error::{ErrorKind, StoreError};
pub use export::{CatalogueItem, ExportedPiece, StoreExport};
pub use store::{Committed, Conflict, Page, RejectCount, SalesStore, StoredReject};
