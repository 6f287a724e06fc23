//! Accepts HTTP connections: counted, with or without TLS, behind proxies, from clients of any speed, until the server
//! stops. What is served is any tower service; its requests say who the [`Peer`] is.

mod accept;
mod crowd;
mod forwarded;
mod patience;
mod peer;
mod serve;
mod socket;
mod stall;
mod tls;

pub use forwarded::is_https as is_forwarded_https;
pub use patience::Patience;
pub use peer::{InvalidProxy, Neighbour, Peer, Proxies};
pub use serve::{ConnectionSettings, serve};
pub use socket::Socket;
pub use stall::StallGuard;
pub use tls::{Tls, TlsError};
