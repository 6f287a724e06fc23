//! The ports between the domain and the world: what a store of sales must do ([`SalesStore`]), how
//! it fails ([`StoreError`]), and, behind the feature `suite`, the conformance suite that says when
//! a store exists.

mod error;
mod store;
#[cfg(feature = "suite")]
pub mod suite;

pub use error::{ErrorKind, StoreError};
pub use store::{Committed, Conflict, Page, RejectCount, SalesStore, StoredReject};
