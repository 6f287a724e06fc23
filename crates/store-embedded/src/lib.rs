//! The embedded store: one process, one folder, nothing to install.
//!
//! A shop's figures are in memory (`state`) and are read from there. They are made durable by a log of commits, one
//! record each, and by pages: parts of the figures that are written from time to time so that the log can be cut. Both
//! are in [fjall](https://docs.rs/fjall), which provides the journal, checksums, recovery of a torn tail, and
//! background work.
//!
//! A commit is compared with the figures, applied in memory, written to the log, and acknowledged once a sync of the
//! log has covered it; commits that wait together share one sync. A start reads the pages and applies newer records,
//! with the same function that applied them the first time.
//!
//! After a failed write or sync, or a panic halfway, memory and disk may differ. The store is then poisoned, and
//! refuses everything until the process restarts and reads the actual content of the disk.

mod checkpoint;
mod codec;
mod disk;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzzing;
mod leases;
mod lock;
mod marks;
mod memos;
mod order_count;
mod poison;
mod presence;
mod queue;
mod recovery;
mod rejects;
mod roster;
mod scan;
mod shop;
mod spare;
mod state;
mod store;
mod syncer;
mod unchosen;
mod unfinished;
mod whole;

pub use queue::DiskQueue;
pub use store::{EmbeddedStore, LedgerSize, Options};
