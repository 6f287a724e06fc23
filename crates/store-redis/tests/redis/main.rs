//! The store against real servers: the conformance suite on every topology, the article's own
//! commands beside the board, failures, and other writers.

mod factory;
mod server;
mod standalone;
mod versions;
