//! The board.

pub(crate) mod get;
