//! How many files this process may have open: each connection is one.

use rlimit::Resource;

/// The limit is two numbers: what holds now, and up to where a process may raise it by itself.
/// Systems set the first for programs of the eighties; a server takes what it may have.
pub(crate) fn allow_all() {
    let raised = Resource::NOFILE
        .get()
        .and_then(|(soft, hard)| match soft < hard {
            true => Resource::NOFILE.set(hard, hard),
            false => Ok(()),
        });
    if let Err(error) = raised {
        // Not fatal: it only bounds how many viewers there can be.
        tracing::warn!(%error, "the limit of open files could not be raised");
    }
    if let Ok((limit, _)) = Resource::NOFILE.get() {
        tracing::debug!(limit, "open files");
    }
}
