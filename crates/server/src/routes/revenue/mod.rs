//! Revenue by day and hour.

pub(crate) mod get;
