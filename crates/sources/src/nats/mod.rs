//! Streams of NATS JetStream.
//!
//! # The delivery guarantee
//!
//! JetStream numbers the messages of a stream and lets anybody read them again for as long as the stream keeps them.
//! The [driver](crate::driver) makes it exactly once: the position, the number of the last message, is committed with
//! the messages before it. So no lasting consumer is needed on the server: each reader creates one that acknowledges
//! nothing, and the server drops it when the reader is gone. A stream is one partition: one worker reads it, and the
//! others stand by.
//!
//! An event without an id is identified by the stream and the message's number. Only what the stream removes before it
//! is read is lost, by age or size. The stream's first number shows it, so such a gap is reported exactly. A recreated
//! stream is read from its beginning, and this is reported too.

mod connector;
mod probe;
mod server;
mod url;

pub use connector::{NatsConnector, StreamReader};
pub use probe::{ProbeError, Probed, probe};
pub use server::Server;
pub use url::NatsUrl;
