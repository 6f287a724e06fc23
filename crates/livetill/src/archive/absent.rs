//! A build without Parquet has no archive.

use anyhow::bail;
use server::Archive;

/// # Errors
/// Always: says what to build.
pub(crate) fn open(_: &str, _: bool) -> anyhow::Result<Archive> {
    bail!(
        "archive: this binary was built without the feature `parquet`; build it with `--features parquet`, or with `make build`"
    )
}
