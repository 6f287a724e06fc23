//! The dashboard's files, and everything that is no address of the API.

pub(crate) mod get;
