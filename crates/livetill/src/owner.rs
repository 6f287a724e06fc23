//! How a command writes files for a server: whose they are, and under which name.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _, fchown};
use std::path::Path;

use rustix::fs::OFlags;

/// Gives a new file, or folder, to the owner of another: of what it replaces, or of the folder that it is in. An
/// administrator runs commands as root, and the server must be able to read what they wrote.
///
/// # Errors
/// If the system refuses, except that only root may give files away: those of others stay theirs.
pub(crate) fn same(file: &File, as_of: &Path) -> io::Result<()> {
    let (own, other) = (file.metadata()?, fs::metadata(as_of)?);
    if (own.uid(), own.gid()) == (other.uid(), other.gid()) {
        return Ok(());
    }
    match fchown(file, Some(other.uid()), Some(other.gid())) {
        Err(error) if error.kind() == ErrorKind::PermissionDenied => Ok(()),
        done => done,
    }
}

/// Gives a written file its name, durably: after a power cut, a revoked key would work again.
///
/// # Errors
/// Those of the system.
pub(crate) fn name(fresh: &Path, path: &Path) -> io::Result<()> {
    fs::rename(fresh, path)?;
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty());
    match File::open(folder.unwrap_or(Path::new("."))) {
        // It may be written to, but not read.
        Err(error) if error.kind() == ErrorKind::PermissionDenied => Ok(()),
        folder => folder?.sync_all(),
    }
}

/// Opens no link: the owner of the folder may have put one there, and root would write to, or give away, a file
/// elsewhere.
pub(crate) fn no_link() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.custom_flags(OFlags::NOFOLLOW.bits().cast_signed());
    options
}
