//! Rejects: reported, listed, replayed after a fix, dropped.

pub(crate) mod delete;
pub(crate) mod list;
pub(crate) mod post;
pub(crate) mod replay;
mod selection;
