//! Faults on purpose, seen from outside: while orders come in over HTTP, Redis dies, fails over,
//! refuses, or the line to it does; afterwards every figure is compared with what was sent.

mod buffer;
mod failover;
mod figures;
mod load;
mod outage;
mod refusals;

use std::thread;
use std::time::{Duration, Instant};

use crate::server::Server as Redis;

/// Longer than anything takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A redis-server whose every write is on disk before it is answered.
fn durable_redis() -> Redis {
    let options = ["--appendonly", "yes", "--appendfsync", "always"];
    Redis::with("redis-server".as_ref(), &options)
}

/// Waits until something is so.
#[track_caller]
fn wait_until(what: &str, mut so: impl FnMut() -> bool) {
    let since = Instant::now();
    while !so() {
        assert!(since.elapsed() < PATIENCE, "waited in vain until {what}");
        thread::sleep(Duration::from_millis(20));
    }
}
