//! Limits of the operating system.

use std::path::Path;

use rlimit::Resource;

use super::Finding;

/// Below this limit, a few shops with open dashboards soon use up all connections.
const FEW_FILES: u64 = 4_096;
/// A busy hour can fill a disk with less free space than this.
const LITTLE_ROOM: u64 = 1024 * 1024 * 1024;
/// With less free space than this, the store stops at the next write of pages.
const NO_ROOM: u64 = 128 * 1024 * 1024;

/// How many files a process may open.
pub(super) fn open_files() -> Finding {
    const CHECK: &str = "open_files";
    match Resource::NOFILE.get() {
        Ok((_, most)) if most < FEW_FILES => Finding::warning(
            CHECK,
            format!("at most {most} open files: each viewer and each source needs one"),
            "raise the limit: ulimit -Hn, systemd's LimitNOFILE=, docker's --ulimit nofile=",
        ),
        Ok((_, most)) => Finding::ok(CHECK, format!("at most {most} open files")),
        Err(error) => Finding::warning(CHECK, format!("the limit is unknown: {error}"), "none"),
    }
}

/// How much space is free on the disk that holds an existing folder.
pub(super) fn disk_room(folder: &Path) -> Finding {
    const CHECK: &str = "disk_space";
    let shown = folder.display();
    let free = match server::disk_free(folder) {
        Ok(free) => free,
        Err(error) => {
            let found = format!("how much is free for {shown} is unknown: {error}");
            return Finding::warning(CHECK, found, "check it with df");
        }
    };
    let found = format!("{} MiB free for {shown}", free / (1024 * 1024));
    let mend = "make room, or move the folder: a full disk stops the store";
    if free < NO_ROOM {
        Finding::error(CHECK, found, mend)
    } else if free < LITTLE_ROOM {
        Finding::warning(CHECK, found, mend)
    } else {
        Finding::ok(CHECK, found)
    }
}

/// Whether other users of this machine can read what only the owner should.
#[cfg(unix)]
pub(super) fn private(check: &'static str, path: &Path) -> Finding {
    use std::os::unix::fs::PermissionsExt as _;
    let shown = path.display();
    match std::fs::metadata(path) {
        Err(error) => Finding::error(
            check,
            format!("{shown} cannot be examined: {error}"),
            "give the user that runs livetill access to it",
        ),
        Ok(file) => {
            let mode = file.permissions().mode() & 0o777;
            if mode & 0o022 != 0 {
                let found = format!("other users may change {shown} (mode {mode:o})");
                Finding::error(check, found, format!("chmod go-w {shown}"))
            } else if mode & 0o044 != 0 {
                let found = format!("other users may read {shown} (mode {mode:o})");
                Finding::warning(check, found, format!("chmod go-rwx {shown}"))
            } else {
                Finding::ok(
                    check,
                    format!("{shown} is private to its owner (mode {mode:o})"),
                )
            }
        }
    }
}

#[cfg(not(unix))]
pub(super) fn private(check: &'static str, path: &Path) -> Finding {
    Finding::ok(
        check,
        format!("{} is not checked on this system", path.display()),
    )
}
