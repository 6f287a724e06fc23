//! Figures as files.

pub(crate) mod get;
