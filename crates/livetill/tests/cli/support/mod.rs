//! What all tests need.

mod board;
mod server;
mod workplace;

#[cfg(feature = "aws")]
pub(crate) use board::shows;
pub(crate) use board::{assert_board, boards};
pub(crate) use server::Server;
pub(crate) use workplace::{Ran, Workplace, repository};
