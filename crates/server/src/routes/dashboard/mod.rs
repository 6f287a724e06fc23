//! The dashboard's files, and every address outside the API.

pub(crate) mod get;
