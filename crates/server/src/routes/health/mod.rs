//! How the server, its store and its machine are.

pub(crate) mod get;
