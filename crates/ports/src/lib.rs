//! The ports between the domain and the world: what a store of sales must do ([`SalesStore`]), how
//! it fails ([`StoreError`]), a queue for when it does ([`RecordQueue`]), what a source of orders must
//! do ([`OrderSource`]), and, behind the feature `suite`, the conformance suite that says when a store
//! exists.

mod error;
mod export;
mod lease;
mod monitor;
mod queue;
mod source;
mod store;
#[cfg(feature = "suite")]
pub mod suite;

pub use error::{ErrorKind, StoreError};
pub use export::{CatalogueItem, ExportedPiece, PublishedDay, StoreExport};
pub use lease::{Claim, Lease, LeaseRequest};
pub use monitor::{
    NodeFigures, SERVER_EXPIRES_SECONDS, ServerRecord, StoreConcern, StoreFigures, StoreMonitor,
};
pub use queue::{Held, NewRecord, QueuedRecord, RecordQueue};
pub use source::OrderSource;
pub use store::{Committed, Conflict, Page, RejectCount, SalesStore, StoredReject};
