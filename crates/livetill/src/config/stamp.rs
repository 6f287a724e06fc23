//! Whether a file changed.

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

/// What tells one content of a file from another. `None`: there is no file, or a pipe: what came out of
/// it does not come again.
pub(crate) type Stamp = Option<(u64, i64, i64, u64)>;

/// The stamp of what a path leads to now.
pub(crate) fn stamp(path: &Path) -> Stamp {
    let file = fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
    Some((file.ino(), file.mtime(), file.mtime_nsec(), file.len()))
}
