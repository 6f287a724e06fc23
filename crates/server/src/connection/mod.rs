//! Connections: accepted, counted, with or without TLS, until the server stops.

mod accept;
mod crowd;
mod forwarded;
mod patience;
mod peer;
mod serve;
mod socket;
mod stall;
mod tls;

pub use patience::Patience;
pub use peer::{InvalidProxy, Proxies};
pub use serve::{ConnectionSettings, serve};
pub use tls::{Tls, TlsError};

pub(crate) use forwarded::is_https as is_forwarded_https;
pub(crate) use peer::{Neighbour, Peer};
pub(crate) use socket::Socket;
pub(crate) use stall::StallGuard;
