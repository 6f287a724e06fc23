//! Detects whether a file has changed.

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

/// Distinguishes one content of a file from another. `None`: the file is missing, or is a pipe, which can only be read
/// once.
pub(crate) type Stamp = Option<(u64, i64, i64, u64)>;

/// The current stamp of the file that a path leads to.
pub(crate) fn stamp(path: &Path) -> Stamp {
    let file = fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
    Some((file.ino(), file.mtime(), file.mtime_nsec(), file.len()))
}
