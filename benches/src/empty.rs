//! Measures the cost of HTTP itself.

use std::net::SocketAddr;

use anyhow::Context;
use axum::Router;
use axum::body::Bytes;
use tokio::net::TcpListener;

/// Serves until the process is stopped.
pub(crate) async fn serve(listen: SocketAddr) -> anyhow::Result<()> {
    let listener = TcpListener::bind(listen).await.context("listen")?;
    let handler = |_body: Bytes| async { "{}" };
    axum::serve(listener, Router::new().fallback(handler))
        .await
        .context("serve")
}
