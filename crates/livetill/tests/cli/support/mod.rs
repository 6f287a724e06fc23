//! What all tests need.

mod board;
mod server;
mod workplace;

pub(crate) use board::{assert_board, boards};
pub(crate) use server::Server;
pub(crate) use workplace::{Ran, Workplace, repository};
