//! Cleans up after a first start that ended before its database was complete.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

/// Removes the leftovers of such a start: the library would not open them, and they cannot contain data. A database
/// with a keyspace, or with a single byte in a journal, is not touched.
pub(crate) fn clear(database: &Path) -> io::Result<()> {
    if !database.try_exists()? {
        return Ok(());
    }
    let keyspaces = database.join("keyspaces");
    if keyspaces.try_exists()? && fs::read_dir(keyspaces)?.next().is_some() {
        return Ok(());
    }
    for entry in fs::read_dir(database)? {
        let path = entry?.path();
        let is_journal = path.extension().is_some_and(|end| end == "jnl");
        if is_journal && !is_all_zeros(&path)? {
            return Ok(());
        }
    }
    tracing::info!(folder = %database.display(), "an earlier start ended before the store existed; starting over");
    fs::remove_dir_all(database)
}

/// Journals have their full length from the start, filled with zeros.
fn is_all_zeros(path: &Path) -> io::Result<bool> {
    let (mut file, mut bytes) = (File::open(path)?, vec![0; 64 * 1024]);
    loop {
        match file.read(&mut bytes)? {
            0 => return Ok(true),
            count if bytes[..count].iter().any(|byte| *byte != 0) => return Ok(false),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::EmbeddedStore;

    #[test]
    fn a_start_that_was_ended_at_once_is_started_again() {
        for files in [
            &[][..],
            &["lock"],
            &["lock", "0.jnl"],
            &["lock", "0.jnl", "version"],
        ] {
            let folder = tempfile::tempdir().unwrap();
            let data = folder.path().join("data");
            fs::create_dir_all(data.join("keyspaces")).unwrap();
            for file in files {
                fs::write(
                    data.join(file),
                    if *file == "0.jnl" {
                        vec![0; 100_000]
                    } else {
                        Vec::new()
                    },
                )
                .unwrap();
            }
            assert!(EmbeddedStore::open(folder.path()).is_ok(), "{files:?}");
        }
    }

    #[test]
    fn a_database_with_anything_in_it_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        drop(EmbeddedStore::open(folder.path()).unwrap());
        let data = folder.path().join("data");
        fs::remove_file(data.join("version")).unwrap();
        assert!(EmbeddedStore::open(folder.path()).is_err());
        fs::remove_dir_all(data.join("keyspaces")).unwrap();
        assert!(EmbeddedStore::open(folder.path()).is_err());
        assert!(!is_all_zeros(&data.join("0.jnl")).unwrap());
    }
}
