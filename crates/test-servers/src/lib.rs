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
use std::ops::Range;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
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
const PATIENCE: Duration = Duration::from_secs(180);

/// Waits until a condition holds.
///
/// # Panics
/// When it does not hold within three minutes.
#[track_caller]
pub fn wait_until(what: &str, mut so: impl FnMut() -> bool) {
    let started = Instant::now();
    while !so() {
        assert!(started.elapsed() < PATIENCE, "waited in vain until {what}");
        sleep(Duration::from_millis(20));
    }
}

/// Below the ports that the system gives to connections and to whoever asks for any port (32,768 and above on Linux): one
/// of those could be taken between the check and the server's start. So are the ports 10,000 above these.
const PORTS: Range<u16> = 11_000..22_000;

/// A free port, reserved from other tests as long as this process lives. The port 10,000 above it is free too, for a
/// cluster's bus.
///
/// # Panics
/// When there is none.
pub fn free_port() -> u16 {
    static TAKEN: AtomicU32 = AtomicU32::new(0);
    // Processes that start one after the other begin apart.
    let first = std::process::id().wrapping_mul(97);
    let is_free = |port| TcpListener::bind(("127.0.0.1", port)).is_ok();
    for _ in PORTS {
        let number = first.wrapping_add(TAKEN.fetch_add(1, Ordering::Relaxed));
        let port = PORTS.start + (number % u32::from(PORTS.end - PORTS.start)) as u16;
        if is_free(port) && is_free(port + 10_000) && is_reserved(port) {
            return port;
        }
    }
    panic!("no free port");
}

/// Reserves a port by locking a file; the lock ends with the process. Otherwise two tests could get the same port and
/// talk to one server, because some time passes between the check and the server's start.
fn is_reserved(port: u16) -> bool {
    static HELD: Mutex<Vec<File>> = Mutex::new(Vec::new());
    // Not the folder for temporary files, which differs between tests that run at the same time.
    let folder = Path::new("/tmp/livetill-test-ports");
    // Another user's folder is not writable; then only the check remains.
    let Ok(file) =
        fs::create_dir_all(folder).and_then(|()| File::create(folder.join(port.to_string())))
    else {
        return true;
    };
    let is_ours = file.try_lock().is_ok();
    HELD.lock().unwrap().push(file);
    is_ours
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_port_is_given_once() {
        let ports: BTreeSet<u16> = (0..100).map(|_| free_port()).collect();
        assert_eq!(ports.len(), 100);
        assert!(ports.iter().all(|port| PORTS.contains(port)));
    }
}
