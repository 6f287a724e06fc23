//! Faults on purpose, seen from outside: while orders come in over HTTP, Redis dies, fails over,
//! refuses, or the line to it does; afterwards every figure is compared with what was sent.

mod buffer;
mod failover;
mod figures;
mod load;
mod outage;
mod refusals;

use std::time::Duration;

/// Longer than anything takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);
