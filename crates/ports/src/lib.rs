//! The ports between the domain and the world:
//!
//! - what a [`Store`] must do, in six parts, for code that commits ([`Ledger`]), shows ([`Figures`]), explains
//!   ([`Records`]), runs ([`Presence`]), adds shops ([`Roster`]) and copies ([`Export`])
//! - how a store fails ([`StoreError`]), an error's causes in words ([`with_causes`]), and a queue for when it does ([`RecordQueue`])
//! - what a source of orders must do ([`OrderSource`])
//! - randomness for what must differ between servers ([`chance`], [`Pauses`]), and the time ([`machine_time`])
//! - tasks that go on after a mistake in them ([`lasting`], [`caught`])
//! - behind the feature `suite`, the conformance suite that shows when a store is done

mod chance;
mod clock;
mod error;
mod export;
mod figures;
mod lasting;
mod lease;
mod ledger;
mod presence;
mod queue;
mod receipt;
mod records;
mod roster;
mod source;
mod store;
#[cfg(feature = "suite")]
pub mod suite;

pub use chance::{Pauses, chance};
pub use clock::machine_time;
pub use error::{ErrorKind, OtherSetting, StoreError, with_causes};
pub use export::{CatalogueItem, Export, ExportedPiece, Pieces, PublishedDay};
pub use figures::{Figures, Page};
pub use lasting::{Panicked, caught, lasting};
pub use lease::{Claim, Lease, LeaseRequest};
pub use ledger::{Committed, Conflict, Ledger, settle_products};
pub use presence::{
    NodeFigures, Presence, SERVER_EXPIRES_SECONDS, ServerRecord, StoreConcern, StoreFigures,
};
pub use queue::{Held, NewRecord, QueuedRecord, RecordQueue};
pub use receipt::Receipt;
pub use records::{Records, RejectCount, StoredReject};
pub use roster::{ListedShop, Roster};
pub use source::{Loss, OrderSource};
pub use store::Store;
