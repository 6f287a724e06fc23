//! The health of the server, its store and its machine: observed on a timer, kept for an hour, and shared by everybody
//! who asks. No viewer causes a look.

mod assemble;
mod collector;
mod fleet;
mod gauges;
mod history;
mod host;
mod look;
mod measured;
pub(crate) mod refusal;
mod report;
pub(crate) mod sources;
mod worst;

pub(crate) use collector::HealthKeeper;
pub use host::disk_free;
pub(crate) use worst::MOST;

/// Up to this many shops, or sources, are all listed; of more, only the worst ones.
pub(crate) const LISTED: usize = 100;
