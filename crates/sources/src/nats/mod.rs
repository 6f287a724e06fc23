//! Streams of NATS JetStream.
//!
//! # The delivery guarantee
//!
//! JetStream numbers the messages of a stream and lets anybody read them again for as long as the stream keeps them. The
//! [driver](crate::driver) makes it exactly once: the position, the number of the last message, is committed with what was read up
//! to it. So no consumer is kept on the server: a reader makes one for itself that acknowledges nothing, and the server drops it
//! when it is gone. A stream is one partition: one worker reads it, and the others stand by.
//!
//! An event without an id is known by the stream and the message's number. What is lost is what the stream removed before it was
//! read, by age or size: its first number says so, and such a gap is told exactly. A stream that was made anew is read from its
//! beginning, which is told too.

mod connector;
mod probe;
mod server;
mod url;

pub use connector::{NatsConnector, StreamReader};
pub use probe::{ProbeError, Probed, probe};
pub use server::Server;
pub use url::NatsUrl;
