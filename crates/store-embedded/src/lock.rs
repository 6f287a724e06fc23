//! Allows only one process per folder.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
#[cfg(unix)]
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _};
use std::path::Path;

use ports::{ErrorKind, StoreError};

/// Locks the folder as long as it lives. The operating system releases the lock when the process ends, in whatever way.
#[derive(Debug)]
pub(crate) struct FolderLock {
    _file: File,
}

impl FolderLock {
    /// Creates the folder of a store or queue if needed, and locks it.
    pub(crate) fn acquire(folder: &Path, of: &str) -> Result<FolderLock, StoreError> {
        let failed = |what: &str| {
            let message = format!("cannot {what} the {of} folder {}", folder.display());
            StoreError::new(ErrorKind::Settings, message)
        };
        make(folder).map_err(|error| failed("create").because(error))?;
        let path = folder.join("livetill.lock");
        let mut file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(path)
            .map_err(|error| failed("open").because(error))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(held(folder, of, &mut file)),
            Err(TryLockError::Error(error)) => return Err(failed("lock").because(error)),
        }
        let written = file
            .set_len(0)
            .and_then(|()| file.rewind())
            .and_then(|()| write!(file, "{}", std::process::id()));
        written.map_err(|error| failed("write to").because(error))?;
        #[cfg(unix)]
        warn_of_owner(folder);
        Ok(FolderLock { _file: file })
    }
}

/// Creates the folder for this user only: no other user of the machine may read a shop's sales.
fn make(folder: &Path) -> io::Result<()> {
    if let Some(parent) = folder.parent() {
        fs::create_dir_all(parent)?;
    }
    let mut builder = DirBuilder::new();
    // Succeeds if the folder exists, and keeps its permissions.
    builder.recursive(true);
    #[cfg(unix)]
    builder.mode(0o700);
    builder.create(folder)
}

/// What a command of root writes for a server of another user, that server cannot read.
#[cfg(unix)]
fn warn_of_owner(folder: &Path) {
    let owner = fs::metadata(folder).map(|it| it.uid());
    if let Ok(owner) = owner
        && owner != rustix::process::geteuid().as_raw()
    {
        tracing::warn!(
            "{} belongs to another user (uid {owner}), who may be unable to read what is written there now: run this \
             as that user, or give all of it back afterwards (chown -R)",
            folder.display()
        );
    }
}

fn held(folder: &Path, of: &str, file: &mut File) -> StoreError {
    let mut holder = String::new();
    // Without a readable pid the message still says what is wrong.
    let _ = file.read_to_string(&mut holder);
    let holder = match holder.trim() {
        "" => "another process".to_owned(),
        pid => format!("process {pid}"),
    };
    let message = format!(
        "the {of} folder {} is in use by {holder}; stop that process, use another folder, or send it orders over HTTP",
        folder.display()
    );
    StoreError::new(ErrorKind::Settings, message)
}
