//! The health of the server, its store and its machine.

pub(crate) mod get;
