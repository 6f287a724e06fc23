//! Figures by channel and country.

pub(crate) mod get;
