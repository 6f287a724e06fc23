//! When to stop.

use tokio::signal::unix::{SignalKind, signal};

/// From this call on, SIGINT and SIGTERM no longer end the process; the future ends at the first of them. Call this
/// before the server reports that it is ready: it may be stopped right after that.
pub(crate) fn watch() -> impl Future<Output = ()> {
    let interrupt = signal(SignalKind::interrupt());
    let terminate = signal(SignalKind::terminate());
    async move {
        let (Ok(mut interrupt), Ok(mut terminate)) = (interrupt, terminate) else {
            tracing::warn!("signals cannot be watched; stop the process with SIGKILL");
            return std::future::pending().await;
        };
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        tracing::info!("stopping: finishing work in progress");
    }
}
