//! Stores that the original design filled.

pub(crate) mod adopt;
pub(crate) mod foreign;
