//! The live channel's two doors.

pub(crate) mod events;
pub(crate) mod websocket;
