//! Accepts connections until it is told to stop, and then finishes what was begun.

use std::future::Future;
use std::io;
use std::pin::pin;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::accept::Acceptor;
use crate::stall::StallGuard;
use crate::{AppState, router};

/// How long a client may take for a request's head, and a connection may be idle.
const HEAD_TIMEOUT: Duration = Duration::from_secs(60);
/// What a connection may buffer, each way.
const MAX_BUFFER: usize = 128 * 1024;
/// How long the server waits for its clients after it was told to stop. Commits take
/// milliseconds; what is longer is a client that is slow to send or to take.
const GRACE: Duration = Duration::from_secs(10);

/// Serves requests until `shutdown` ends. Then it takes no more connections, sends live viewers
/// away, and returns when every request that was begun is answered, or after ten seconds.
///
/// # Errors
/// None while it runs: a listener that cannot accept for a while tries again.
pub async fn serve(
    listener: TcpListener,
    state: AppState,
    shutdown: impl Future<Output = ()>,
) -> io::Result<()> {
    let service = TowerToHyperService::new(router(state.clone()));
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_buf_size(MAX_BUFFER);
    let mut acceptor = Acceptor::new(listener);
    let (connections, stopping) = (TaskTracker::new(), CancellationToken::new());
    let mut shutdown = pin!(shutdown);
    loop {
        let socket = tokio::select! {
            biased;
            () = &mut shutdown => break,
            accepted = acceptor.accept() => accepted,
        };
        // Small messages at once: a live board must not wait for an acknowledgement.
        let _ = socket.set_nodelay(true);
        let io = TokioIo::new(StallGuard::new(socket));
        let connection = http.serve_connection(io, service.clone()).with_upgrades();
        let stopping = stopping.clone();
        connections.spawn(async move {
            let mut connection = pin!(connection);
            let served = tokio::select! {
                served = connection.as_mut() => served,
                () = stopping.cancelled() => {
                    connection.as_mut().graceful_shutdown();
                    connection.await
                }
            };
            if let Err(error) = served {
                tracing::debug!(error = &error as &dyn std::error::Error, "connection lost");
            }
        });
    }
    drop(acceptor);
    state.close_live();
    stopping.cancel();
    connections.close();
    let finished = async {
        connections.wait().await;
        state.viewers_gone().await;
    };
    if timeout(GRACE, finished).await.is_err() {
        tracing::warn!("some clients did not finish in time");
    }
    Ok(())
}
