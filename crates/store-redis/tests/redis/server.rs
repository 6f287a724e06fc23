//! Real servers for the tests: on free loopback ports, in folders of their own, and gone when the
//! test's process is, however it ends.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// Runs the server until it ends or standard input does: the other end of that pipe is in the
/// test's process, and closes even when that is killed.
const GUARD: &str = r#"exec 3<&0
"$@" </dev/null >/dev/null 2>&1 3<&- &
server=$!
(cat <&3 >/dev/null; kill -9 $server 2>/dev/null) >/dev/null 2>&1 &
wait $server"#;

/// Long enough for a machine with much else to do.
const START_LIMIT: Duration = Duration::from_secs(60);

/// A running redis-server (or valkey-server, or a Sentinel).
pub(crate) struct Server {
    binary: PathBuf,
    arguments: Vec<String>,
    pub(crate) port: u16,
    folder: TempDir,
    guard: Option<Child>,
}

impl Server {
    /// Debian's redis-server, empty, without persistence.
    pub(crate) fn start() -> Server {
        Server::with(Path::new("redis-server"), &[])
    }

    /// A server with further arguments. `{dir}` in them is its folder.
    pub(crate) fn with(binary: &Path, arguments: &[&str]) -> Server {
        // Another process may take the port between the look and the start.
        for _ in 0..20 {
            let mut server = Server::prepared(binary, arguments);
            if server.launch() {
                return server;
            }
        }
        panic!("no {} could be started", binary.display());
    }

    /// A server that is still to be launched.
    pub(crate) fn prepared(binary: &Path, arguments: &[&str]) -> Server {
        let folder = tempfile::tempdir().unwrap();
        let arguments = arguments.iter().map(ToString::to_string).collect();
        Server {
            binary: binary.to_owned(),
            arguments,
            port: free_port(),
            folder,
            guard: None,
        }
    }

    /// Starts it again, on its old port and folder.
    pub(crate) fn start_again(&mut self) {
        assert!(self.launch(), "the server starts again");
    }

    /// Starts it; false when it does not come up, as when its port is taken.
    pub(crate) fn launch(&mut self) -> bool {
        let folder = self.folder.path().to_str().unwrap();
        let mut command = Command::new("sh");
        command.arg("-c").arg(GUARD).arg("sh").arg(&self.binary);
        let arguments = self.arguments.iter().map(|it| it.replace("{dir}", folder));
        if self.arguments.iter().any(|it| it == "--sentinel") {
            command.args(arguments);
        } else {
            command.args(["--port", &self.port.to_string(), "--dir", folder]);
            command
                .args(["--bind", "127.0.0.1", "--save", ""])
                .args(arguments);
        }
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        self.guard = Some(command.spawn().unwrap());
        let started = Instant::now();
        while started.elapsed() < START_LIMIT {
            // Its own answer: another server might listen there.
            let process = self.ask("INFO server");
            let own = process.contains(&format!("tcp_port:{}", self.port));
            if (own || process.contains("NOAUTH")) && self.is_running() {
                return true;
            }
            if !self.is_running() {
                return false;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        false
    }

    fn is_running(&mut self) -> bool {
        self.guard
            .as_mut()
            .is_some_and(|guard| guard.try_wait().unwrap().is_none())
    }

    /// Kills it, as `kill -9` does.
    pub(crate) fn kill(&mut self) {
        if let Some(mut guard) = self.guard.take() {
            drop(guard.stdin.take());
            guard.wait().unwrap();
        }
    }

    pub(crate) fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    pub(crate) fn url(&self) -> String {
        format!("redis://{}", self.address())
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// One command by a connection of its own; the answer as it comes over the wire.
    pub(crate) fn ask(&self, command: &str) -> String {
        let mut answer = Vec::new();
        if let Ok(mut connection) = TcpStream::connect(("127.0.0.1", self.port)) {
            connection
                .set_read_timeout(Some(Duration::from_secs(5)))
                .unwrap();
            let _ = connection.write_all(format!("{command}\r\nQUIT\r\n").as_bytes());
            let _ = connection.read_to_end(&mut answer);
        }
        String::from_utf8_lossy(&answer).into_owned()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A free port that has a free one 10,000 above it, for a cluster's bus.
fn free_port() -> u16 {
    for _ in 0..1_000 {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        if port < 55_000 && TcpListener::bind(("127.0.0.1", port + 10_000)).is_ok() {
            return port;
        }
    }
    panic!("no free port");
}

/// Waits until something is so.
pub(crate) fn wait_until(what: &str, mut so: impl FnMut() -> bool) {
    let started = Instant::now();
    while !so() {
        assert!(
            started.elapsed() < START_LIMIT,
            "waited in vain until {what}"
        );
        std::thread::sleep(Duration::from_millis(50));
    }
}
