//! Programs that run until a test ends.

use std::ffi::OsStr;
use std::io::Write as _;
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::wait_until;

/// Runs a program until it ends or standard input closes: the other end of that pipe is in the test's process, and
/// closes even if that is killed. Then its folder goes too, unless something was written to the pipe before.
const GUARD: &str = r#"exec 3<&0
folder=$1
shift
"$@" </dev/null >/dev/null 2>&1 3<&- &
server=$!
(said=$(cat <&3)
kill -9 $server
[ -n "$said" ] || [ -z "$folder" ] || rm -rf "$folder") >/dev/null 2>&1 &
wait $server"#;

/// A program that ends when this is dropped or the owning process ends.
pub(crate) struct Guarded(Child);

impl Guarded {
    /// Starts it. `folder` is removed when this is dropped or the owning process ends.
    pub(crate) fn start(
        program: &Path,
        arguments: &[impl AsRef<OsStr>],
        folder: Option<&Path>,
    ) -> Guarded {
        let child = Command::new("sh")
            .args(["-c", GUARD, "sh"])
            .arg(folder.unwrap_or(Path::new("")))
            .arg(program)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Guarded(child)
    }

    /// Kills it like `kill -9`, and leaves its folder for the next one.
    pub(crate) fn kill(mut self) {
        let mut pipe = self.0.stdin.take().unwrap();
        // A guard that ended itself reads nothing.
        let _ = pipe.write_all(b"stays");
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
        let mut guard = Guarded::start(program, arguments, None);
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
