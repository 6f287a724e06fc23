//! Programs that run until a test ends.

use std::ffi::OsStr;
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::wait_until;

/// Runs a program until it ends or standard input closes: the other end of that pipe is in the test's process, and
/// closes even if that is killed.
const GUARD: &str = r#"exec 3<&0
"$@" </dev/null >/dev/null 2>&1 3<&- &
server=$!
(cat <&3 >/dev/null; kill -9 $server 2>/dev/null) >/dev/null 2>&1 &
wait $server"#;

/// A program that ends when this is dropped or the owning process ends.
pub(crate) struct Guarded(Child);

impl Guarded {
    pub(crate) fn start(program: &Path, arguments: &[impl AsRef<OsStr>]) -> Guarded {
        let child = Command::new("sh")
            .args(["-c", GUARD, "sh"])
            .arg(program)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Guarded(child)
    }

    pub(crate) fn is_running(&mut self) -> bool {
        self.0.try_wait().unwrap().is_none()
    }
}

/// Kills it like `kill -9`, and returns only when it is gone.
impl Drop for Guarded {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        self.0.wait().unwrap();
    }
}

/// A running server of any kind.
pub struct Service {
    port: u16,
    _guard: Guarded,
}

impl Service {
    /// Starts a program with its arguments, and waits until it listens on the port.
    ///
    /// # Panics
    /// When it ends, or does not listen within a minute.
    pub fn start(program: &Path, port: u16, arguments: &[&str]) -> Service {
        let mut guard = Guarded::start(program, arguments);
        wait_until(&format!("{} listens", program.display()), || {
            assert!(guard.is_running(), "{} ended", program.display());
            TcpStream::connect(("127.0.0.1", port)).is_ok()
        });
        Service {
            port,
            _guard: guard,
        }
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.port
    }
}
