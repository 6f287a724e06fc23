//! Whether a database's folder has what every one has: copies that leave a file out are common, and the
//! library says no more than that some file is not there.

use std::io;
use std::path::Path;

use ports::{ErrorKind, StoreError};

/// What each database has from its first start on. Its journals and keyspaces are the library's affair.
const PARTS: [&str; 3] = ["version", "lock", "keyspaces"];

/// Names the file that a database lacks. One that is not there at all lacks none: it is made.
///
/// # Errors
/// Says what is missing, and what to do.
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
