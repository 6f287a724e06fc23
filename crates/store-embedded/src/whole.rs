//! Checks that a database's folder is complete: copies that leave out a file are common, and the library only reports
//! that some file is missing.

use std::io;
use std::path::Path;

use ports::{ErrorKind, StoreError};

/// The files of each database from its first start on. Its journals and keyspaces are left to the library.
const PARTS: [&str; 3] = ["version", "lock", "keyspaces"];

/// Names a missing file of a database. A missing database is fine: it will be created.
///
/// # Errors
/// Names what is missing, and what to do.
pub(crate) fn check(database: &Path) -> Result<(), StoreError> {
    let missing = |path: &Path| match path.try_exists() {
        Ok(is_there) => Ok(!is_there),
        Err(error) => Err(unreadable(database, error)),
    };
    if missing(database)? {
        return Ok(());
    }
    for part in PARTS {
        let path = database.join(part);
        if missing(&path)? {
            let remedy = if part == "lock" {
                "; that file is empty, so if it alone is missing, create an empty file with this name"
            } else {
                ""
            };
            let message = format!(
                "{} is missing, perhaps left out by a copy: copy a store with all files of its folder, while no server \
                 runs{remedy}",
                path.display()
            );
            return Err(StoreError::new(ErrorKind::Corrupt, message));
        }
    }
    Ok(())
}

fn unreadable(database: &Path, error: io::Error) -> StoreError {
    let message = format!("cannot look into {}", database.display());
    StoreError::new(ErrorKind::Corrupt, message).because(error)
}
