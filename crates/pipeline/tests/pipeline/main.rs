//! The pipeline from the outside: bytes in, commits out.

#![allow(clippy::unwrap_used, reason = "what cannot go on fails the test")]

mod buffer;
mod committer;
mod decode;
mod intake;
mod memory_store;
