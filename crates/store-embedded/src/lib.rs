//! The embedded store: one process, one folder, nothing to install.
//!
//! A shop's figures live in memory (`state`) and are read from there. What makes them durable is
//! a log of commits, one record each, and pages: parts of the figures written out from time to time
//! so that the log can be cut. Both are kept in [fjall](https://docs.rs/fjall), which brings the
//! journal, checksums, recovery of a torn tail and background work.
//!
//! A commit is compared with the figures, written to the log, applied in memory, and acknowledged
//! when a sync of the log has covered it; commits that wait together share one sync. Starting reads
//! the pages and applies the records that are newer than them, by the same function that applied
//! them the first time.
//!
//! A failed write or sync, or a panic half-way, leaves memory and disk apart: the store is then
//! poisoned and refuses everything until the process starts again and reads what is really there.

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
mod poison;
mod presence;
mod queue;
mod recovery;
mod rejects;
mod roster;
mod scan;
mod shop;
mod state;
mod store;
mod syncer;
mod unfinished;
mod whole;

pub use queue::DiskQueue;
pub use store::{EmbeddedStore, LedgerSize, Options};
