//! Where the archive is: a folder or an S3 bucket.

#[cfg(not(feature = "parquet"))]
mod absent;
#[cfg(feature = "parquet")]
mod http;
#[cfg(feature = "parquet")]
mod open;

#[cfg(not(feature = "parquet"))]
pub(crate) use absent::open;
#[cfg(feature = "parquet")]
pub(crate) use open::open;
