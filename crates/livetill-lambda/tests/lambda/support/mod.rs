//! What all tests need.

mod board;
mod events;
mod function;
mod runtime_api;

pub(crate) use board::Board;
pub(crate) use events::{Record, kinesis, order, sqs};
pub(crate) use function::{Function, Outcome};
pub(crate) use runtime_api::RuntimeApi;
