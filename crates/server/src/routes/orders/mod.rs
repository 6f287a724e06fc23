//! Orders.

pub(super) mod body;
pub(crate) mod list;
pub(crate) mod post;
pub(crate) mod room;
