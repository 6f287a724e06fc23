//! An archive of orders and their lines in Parquet, one file of each per shop and day: for databases, and for days that
//! are no longer kept.
//!
//! Twice a day, one of the servers at a store reads a shop's ledger to find kept days that have ended and changed since
//! they were written ([`marks`]), and reads it again to write those ([`write`]). A file is replaced as a whole: at any
//! time its name leads to the old one or the new one. The first run is in the small hours. The second is just before
//! midnight, so that the oldest day, which the next day's first order pushes out, is archived in its final state. The
//! store records what was written, and by whom ([`kept`]). A dropped day is final: its totals, which are kept forever,
//! are compared with what was written.

#[cfg(not(feature = "parquet"))]
mod absent;
#[cfg(feature = "parquet")]
mod keeper;
#[cfg(feature = "parquet")]
mod kept;
#[cfg(feature = "parquet")]
mod marks;
#[cfg(feature = "parquet")]
mod place;
#[cfg(feature = "parquet")]
mod read;
#[cfg(feature = "parquet")]
mod run;
mod trouble;
#[cfg(feature = "parquet")]
mod write;

#[cfg(not(feature = "parquet"))]
pub use absent::Archive;
#[cfg(not(feature = "parquet"))]
pub(crate) use absent::{forget, keep};
#[cfg(feature = "parquet")]
pub(crate) use keeper::keep;
#[cfg(feature = "parquet")]
pub(crate) use kept::forget;
#[cfg(feature = "parquet")]
pub use place::Archive;
pub(crate) use trouble::{Failing, failing};

/// The archive cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ArchiveError {
    /// The store failed.
    #[error("the store failed")]
    Store(#[from] ports::StoreError),
    /// The server is shutting down.
    #[cfg(feature = "parquet")]
    #[error("the server stops")]
    Closing,
    /// Another server is writing the shop's archive.
    #[cfg(feature = "parquet")]
    #[error("another server goes on")]
    Taken,
    /// The folder or the bucket failed.
    #[cfg(feature = "parquet")]
    #[error("its folder or bucket failed")]
    Place(#[from] object_store::Error),
    /// A file could not be written, or is not a valid archive file.
    #[cfg(feature = "parquet")]
    #[error("a file of it cannot be written or read")]
    File(#[from] std::io::Error),
}
