//! How the server, its store and its machine are: looked at on a timer, kept for an hour, and
//! shared by all who ask. No viewer causes a look.

mod assemble;
mod collector;
mod gauges;
mod history;
mod host;
mod look;
mod measured;
pub(crate) mod refusal;
mod report;
pub(crate) mod sources;

pub(crate) use collector::{HealthKeeper, LISTED};
