//! The sales goals of shops.

pub(crate) mod get;
pub(crate) mod put;
