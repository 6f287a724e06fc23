//! How many files this process may open. Each connection is one.

use rlimit::Resource;

/// Raises the soft limit of open files to the hard limit, which a process may do by itself. Systems still set the soft
/// limit for programs of the eighties.
pub(crate) fn allow_all() {
    let raised = Resource::NOFILE
        .get()
        .and_then(|(soft, hard)| match soft < hard {
            true => Resource::NOFILE.set(hard, hard),
            false => Ok(()),
        });
    if let Err(error) = raised {
        // Not fatal: it only limits how many viewers can connect.
        tracing::warn!(%error, "the limit of open files could not be raised");
    }
    if let Ok((limit, _)) = Resource::NOFILE.get() {
        tracing::debug!(limit, "open files");
    }
}
