//! Detects whether a file has changed.

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

use server::Stamp;

/// The current stamp of the file that a path leads to.
pub(crate) fn stamp(path: &Path) -> Stamp {
    let file = fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
    // Not the time of its content: an error may end because somebody else may read it now.
    Some((file.ino(), file.ctime(), file.ctime_nsec(), file.len()))
}

#[cfg(test)]
mod tests {
    use std::fs::Permissions;
    use std::os::unix::fs::PermissionsExt as _;
    use std::time::Duration;

    use super::*;

    #[test]
    fn who_may_read_a_file_is_part_of_its_stamp() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let mode = |mode| fs::set_permissions(file.path(), Permissions::from_mode(mode)).unwrap();
        mode(0o600);
        let before = stamp(file.path());
        assert_eq!(stamp(file.path()), before);
        // The clock of a file system may be coarse.
        std::thread::sleep(Duration::from_millis(50));
        mode(0o640);
        assert_ne!(stamp(file.path()), before);
        assert_eq!(stamp(&file.path().join("x")), None);
    }
}
