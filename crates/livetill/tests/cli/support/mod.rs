//! What all tests need.

#[cfg(feature = "aws")]
mod aws;
mod board;
mod receiver;
mod redis;
mod server;
mod service;
mod workplace;

#[cfg(feature = "aws")]
pub(crate) use aws::Kinesis;
#[cfg(feature = "aws")]
pub(crate) use board::shows;
pub(crate) use board::{assert_board, boards};
pub(crate) use receiver::Receiver;
#[cfg(feature = "aws")]
pub(crate) use redis::Watched;
pub(crate) use redis::{Redis, cli as redis_cli};
pub(crate) use server::Server;
pub(crate) use service::{free_port, wait_until};
pub(crate) use workplace::{Ran, Workplace, repository};
