//! Orders.

pub(super) mod body;
pub(crate) mod post;
