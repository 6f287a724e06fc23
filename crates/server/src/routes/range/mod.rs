//! Figures of any run of days.

pub(crate) mod get;
