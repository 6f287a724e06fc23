//! An archive of orders and their lines in Parquet, a file per shop and day of each: for databases, and for days that are no longer kept.
//!
//! Twice a day, one of the servers at a store reads a shop's ledger once to see which of the kept days that are over have changed since
//! they were written ([`marks`]), and reads it again to write these ([`write`]), each whole: under its name is the old file or the new one.
//! The first time is in the small hours. The second is just before midnight, so that the oldest day, which the next day's first order
//! pushes out, is archived as it ends. What was written, and by whom, is in the store ([`kept`]). A day that has left is final: its totals,
//! which are kept forever, are compared with what was written.

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
    /// The server stops.
    #[cfg(feature = "parquet")]
    #[error("the server stops")]
    Closing,
    /// Another server writes the shop's archive now.
    #[cfg(feature = "parquet")]
    #[error("another server goes on")]
    Taken,
    /// The folder or the bucket failed.
    #[cfg(feature = "parquet")]
    #[error("its folder or bucket failed")]
    Place(#[from] object_store::Error),
    /// A file could not be written, or is no such file.
    #[cfg(feature = "parquet")]
    #[error("a file of it cannot be written or read")]
    File(#[from] std::io::Error),
}
