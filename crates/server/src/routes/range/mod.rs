//! Figures of any range of days.

pub(crate) mod get;
