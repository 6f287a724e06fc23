//! Serves a server's state until it stops.

use std::future::Future;

use http_server::ConnectionSettings;
use tokio::net::TcpListener;

use crate::AppState;
use crate::front::Front;

/// Serves requests until `shutdown` ends. Then it accepts no more connections, disconnects live viewers, and returns
/// when every request that was begun is answered, or after ten seconds.
pub async fn serve(
    listener: TcpListener,
    state: AppState,
    settings: ConnectionSettings,
    shutdown: impl Future<Output = ()>,
) {
    let end = || {
        state.close_live();
        state.viewers_gone()
    };
    http_server::serve(listener, Front::of(&state), settings, shutdown, end).await;
}
