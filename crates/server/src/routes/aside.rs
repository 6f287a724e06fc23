//! Work that would keep other requests waiting.

use tokio::sync::Semaphore;

use crate::problem::ApiError;

/// Bodies of more bytes are read on a thread that may block.
pub(crate) const INLINE: usize = 32 * 1024;

/// Does what takes long where it keeps no other request waiting, as many at a time as there are turns. It is in turn until it is
/// done, also when nobody waits for it any more.
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
