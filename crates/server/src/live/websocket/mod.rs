//! The live channel as a WebSocket that only sends.
//!
//! A general WebSocket library copies each message into a buffer of each connection, which then keeps the size of the
//! largest one: 100 KB per viewer late in the day. Here the frame is built once and every viewer's socket gets the same
//! bytes, so a viewer costs a few hundred bytes. The protocol's details (accept key, frame headers, close codes) come
//! from the library.

mod deflate;
pub(crate) mod frame;
mod handshake;
mod inbox;
mod viewer;

pub(crate) use handshake::handshake;
pub(crate) use viewer::attend;
