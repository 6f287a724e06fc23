//! The two transports of the live channel.

pub(crate) mod events;
pub(crate) mod websocket;
