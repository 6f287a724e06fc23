//! Work that would make other requests wait.

use tokio::sync::Semaphore;

use crate::problem::ApiError;

/// Bodies larger than this many bytes are read on a blocking thread.
pub(crate) const INLINE: usize = 32 * 1024;

/// Runs slow work on a thread where no other request waits for it, as many at a time as there are turns. The work keeps
/// its turn until it is done, even if its caller is gone.
pub(crate) async fn aside<T: Send + 'static>(
    turns: &'static Semaphore,
    work: impl FnOnce() -> Result<T, ApiError> + Send + 'static,
) -> Result<T, ApiError> {
    let failed = || ApiError::internal("the request could not be processed; see the log");
    let turn = turns.acquire().await.map_err(|_| failed())?;
    let working = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        work()
    });
    working.await.map_err(|_| failed())?
}
