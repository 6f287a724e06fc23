//! What shops want to sell.

pub(crate) mod get;
pub(crate) mod put;
