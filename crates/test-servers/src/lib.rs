//! Real servers for the tests of all crates: on free loopback ports, in folders of their own, and gone when the test's
//! process ends, however it ends.

// Used only by tests, and may panic like them.
#![allow(clippy::unwrap_used)]

mod answering;
#[cfg(feature = "kafka")]
pub mod kafka;
#[cfg(feature = "aws")]
mod kinesis;
#[cfg(feature = "nats")]
mod nats;
pub mod platforms;
mod proxy;
mod receiver;
mod redis;
mod service;
#[cfg(feature = "aws")]
mod sqs;
#[cfg(any(feature = "kafka", feature = "nats"))]
mod stream_servers;

use std::fs::{self, File};
use std::net::TcpListener;
use std::sync::Mutex;
use std::thread::sleep;
use std::time::{Duration, Instant};

pub use answering::{answering, redirected};
#[cfg(feature = "aws")]
pub use kinesis::Kinesis;
#[cfg(feature = "nats")]
pub use nats::Nats;
pub use proxy::Proxy;
pub use receiver::{Received, Receiver};
pub use redis::{Cluster, Redis, Watched};
pub use service::Service;
#[cfg(feature = "aws")]
pub use sqs::Sqs;

/// Longer than anything takes, even on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// Waits until a condition holds.
///
/// # Panics
/// When it does not hold within a minute.
#[track_caller]
pub fn wait_until(what: &str, mut so: impl FnMut() -> bool) {
    let started = Instant::now();
    while !so() {
        assert!(started.elapsed() < PATIENCE, "waited in vain until {what}");
        sleep(Duration::from_millis(20));
    }
}

/// A free port, reserved from other tests as long as this process lives. The port 10,000 above it is free too, for a
/// cluster's bus.
///
/// # Panics
/// When there is none.
pub fn free_port() -> u16 {
    for _ in 0..1_000 {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let is_free = || TcpListener::bind(("127.0.0.1", port + 10_000)).is_ok();
        if port < 55_000 && is_free() && is_reserved(port) {
            return port;
        }
    }
    panic!("no free port");
}

/// Reserves a port by locking a file; the lock ends with the process. Otherwise two tests could get the same port and
/// talk to one server, because some time passes between the check and the server's start.
fn is_reserved(port: u16) -> bool {
    static HELD: Mutex<Vec<File>> = Mutex::new(Vec::new());
    let folder = std::env::temp_dir().join("livetill-test-ports");
    // Another user's folder is not writable; then only the check remains.
    let Ok(file) =
        fs::create_dir_all(&folder).and_then(|()| File::create(folder.join(port.to_string())))
    else {
        return true;
    };
    let is_ours = file.try_lock().is_ok();
    HELD.lock().unwrap().push(file);
    is_ours
}
