//! Faults on purpose, seen from outside. While orders arrive over HTTP, Redis dies, fails over or refuses, or its
//! connection breaks. Afterwards every figure is compared with the orders sent.

mod buffer;
mod damage;
mod failover;
mod figures;
mod load;
mod outage;
mod refusals;

use std::time::Duration;

/// Longer than any step takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);
