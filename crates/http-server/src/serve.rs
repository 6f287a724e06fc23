//! Accepts connections until the server stops, and then finishes what was begun.

use std::error::Error;
use std::future::Future;
use std::pin::pin;
use std::time::Duration;

use hyper::body::{Body, Incoming};
use hyper::server::conn::http1;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use telemetry::catalogue::CONNECTIONS_REFUSED;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::Service;

use super::accept::Acceptor;
use super::crowd::Crowd;
use super::peer::WithPeer;
use super::{Neighbour, Patience, Peer, Proxies, Socket, StallGuard, Tls};

/// The buffer of a connection in each direction, in bytes.
const MAX_BUFFER: usize = 128 * 1024;
/// How long the server waits for its clients when it stops. Commits take milliseconds; anything longer is a client that
/// is slow to send or to read.
const GRACE: Duration = Duration::from_secs(10);

/// How connections are accepted.
#[derive(Clone, Debug)]
pub struct ConnectionSettings {
    /// The certificate for TLS; `None` = plain HTTP.
    pub tls: Option<Tls>,
    /// The most connections at once; 0 = no limit.
    pub most: usize,
    /// The most from one address, or one IPv6 network of 64 bits; 0 = no limit. This machine and the proxies are not
    /// limited.
    pub most_per_address: usize,
    /// The proxies in front of this server.
    pub proxies: Proxies,
    /// How long the server waits for a client.
    pub patience: Patience,
}

impl Default for ConnectionSettings {
    fn default() -> ConnectionSettings {
        ConnectionSettings {
            tls: None,
            most: 25_000,
            most_per_address: 1_000,
            proxies: Proxies::default(),
            patience: Patience::default(),
        }
    }
}

/// Serves requests until `shutdown` ends. Then it accepts no more connections and calls `end`, which disconnects
/// upgraded clients. It returns when every request that was begun is answered and `end` has finished, or after ten
/// seconds. A listener that cannot accept for a while tries again.
pub async fn serve<S, B, F>(
    listener: TcpListener,
    service: S,
    settings: ConnectionSettings,
    shutdown: impl Future<Output = ()>,
    end: impl FnOnce() -> F,
) where
    S: Service<Request<Incoming>, Response = Response<B>> + Clone + Send + 'static,
    S::Error: Into<Box<dyn Error + Send + Sync>>,
    S::Future: Send,
    B: Body<Error: Into<Box<dyn Error + Send + Sync>>, Data: Send> + Send + 'static,
    F: Future<Output = ()>,
{
    let crowd = Crowd::new(settings.most, settings.most_per_address);
    let mut http = http1::Builder::new();
    // A client that has sent its request may close its sending half and still wants the answer (RFC 9112, section 9.6).
    // A client that is gone altogether is noticed at the next write.
    http.timer(TokioTimer::new())
        .header_read_timeout(settings.patience.head)
        .half_close(true)
        .max_buf_size(MAX_BUFFER);
    let mut acceptor = Acceptor::new(listener);
    let (connections, stopping) = (TaskTracker::new(), CancellationToken::new());
    let mut shutdown = pin!(shutdown);
    loop {
        let (socket, address) = tokio::select! {
            biased;
            () = &mut shutdown => break,
            accepted = acceptor.accept() => accepted,
        };
        // Send small messages at once: a live board must not wait for an acknowledgement.
        let _ = socket.set_nodelay(true);
        let address = address.ip().to_canonical();
        let speaks_for_others = address.is_loopback() || settings.proxies.contains(address);
        let neighbour = (!speaks_for_others).then(|| Neighbour::of(address));
        let Some(place) = crowd.enter(neighbour) else {
            // Closed at once without an answer: answers would cost the most just when there are too many clients.
            CONNECTIONS_REFUSED.add(1);
            continue;
        };
        let tls = settings.tls.as_ref().map(Tls::acceptor);
        let peer = Peer {
            address,
            is_tls: tls.is_some(),
            patience: settings.patience,
        };
        let service = WithPeer {
            inner: service.clone(),
            peer,
        };
        let (http, stopping) = (http.clone(), stopping.clone());
        connections.spawn(async move {
            let _place = place;
            let Some(socket) = agree(socket, tls, peer.patience).await else {
                return;
            };
            let io = TokioIo::new(StallGuard::new(socket, peer.patience.stall));
            let service = TowerToHyperService::new(service);
            let connection = http.serve_connection(io, service).with_upgrades();
            let mut connection = pin!(connection);
            let served = tokio::select! {
                served = connection.as_mut() => served,
                () = stopping.cancelled() => {
                    connection.as_mut().graceful_shutdown();
                    connection.await
                }
            };
            if let Err(error) = served {
                tracing::debug!(error = &error as &dyn Error, "connection lost");
            }
        });
    }
    drop(acceptor);
    let ended = end();
    stopping.cancel();
    connections.close();
    let finished = async {
        connections.wait().await;
        ended.await;
    };
    if timeout(GRACE, finished).await.is_err() {
        tracing::warn!("some clients did not finish in time");
    }
}

/// Performs the TLS handshake, if this server uses TLS. `None` if it fails or takes too long.
async fn agree(socket: TcpStream, tls: Option<TlsAcceptor>, patience: Patience) -> Option<Socket> {
    let Some(tls) = tls else {
        return Some(Socket::Plain(socket));
    };
    match timeout(patience.tls, tls.accept(socket)).await {
        Ok(Ok(stream)) => Some(Socket::Tls(Box::new(stream))),
        Ok(Err(error)) => {
            tracing::debug!(error = &error as &dyn Error, "TLS with a client failed");
            None
        }
        Err(_) => {
            tracing::debug!("a client took too long for the TLS handshake");
            None
        }
    }
}
