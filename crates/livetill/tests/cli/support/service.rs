//! Servers that are not ours: on free loopback ports, and gone when the test's process is, however
//! it ends.

use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Longer than anything takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// Runs the server until it ends or standard input does: the other end of that pipe is in the
/// test's process, and closes even when that is killed.
const GUARD: &str = r#"exec 3<&0
"$@" </dev/null >/dev/null 2>&1 3<&- &
server=$!
(cat <&3 >/dev/null; kill -9 $server 2>/dev/null) >/dev/null 2>&1 &
wait $server"#;

/// A running server.
pub(crate) struct Service {
    guard: Child,
    pub(crate) port: u16,
}

impl Service {
    /// Starts a program with its arguments, and waits until it listens on the port.
    pub(crate) fn start(program: &Path, port: u16, args: &[&str]) -> Service {
        let guard = Command::new("sh")
            .args(["-c", GUARD, "sh"])
            .arg(program)
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut service = Service { guard, port };
        wait_until(&format!("{} listens", program.display()), || {
            let ended = service.guard.try_wait().unwrap();
            assert!(ended.is_none(), "{} ended: {ended:?}", program.display());
            TcpStream::connect(("127.0.0.1", port)).is_ok()
        });
        service
    }

    /// As `kill -9` does.
    pub(crate) fn kill(&mut self) {
        drop(self.guard.stdin.take());
        self.guard.wait().unwrap();
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A port that nobody listens on.
pub(crate) fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

/// Waits until something is so.
#[track_caller]
pub(crate) fn wait_until(what: &str, mut so: impl FnMut() -> bool) {
    let started = Instant::now();
    while !so() {
        assert!(started.elapsed() < PATIENCE, "waited in vain until {what}");
        sleep(Duration::from_millis(50));
    }
}
