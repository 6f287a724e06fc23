//! Connections to Redis, and its answers.

pub(crate) mod connection;
pub(crate) mod dial;
pub(crate) mod error;
pub(crate) mod link;
pub(crate) mod login;
pub(crate) mod sent;
pub(crate) mod url;
pub(crate) mod value;
