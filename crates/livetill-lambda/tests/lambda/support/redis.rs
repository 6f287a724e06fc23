//! A real redis-server on a free port, which writes everything to disk and can be taken away.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
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

const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) struct Redis {
    port: u16,
    folder: TempDir,
    guard: Option<Child>,
}

impl Redis {
    pub(crate) fn start() -> Redis {
        // Another process may take the port between the look and the start.
        for _ in 0..20 {
            let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr();
            let mut redis = Redis {
                port: port.unwrap().port(),
                folder: tempfile::tempdir().unwrap(),
                guard: None,
            };
            if redis.launch() {
                return redis;
            }
        }
        panic!("no redis-server could be started");
    }

    /// Starts it again where it was, with all that it had acknowledged.
    pub(crate) fn bring_back(&mut self) {
        assert!(self.launch(), "the server starts again");
    }

    /// Kills it.
    pub(crate) fn take_away(&mut self) {
        if let Some(mut guard) = self.guard.take() {
            drop(guard.stdin.take());
            guard.wait().unwrap();
        }
    }

    pub(crate) fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// One command over a connection of its own; the answer as it comes over the wire.
    pub(crate) fn ask(&self, command: &str) -> String {
        ask(self.port, command)
    }

    fn launch(&mut self) -> bool {
        let folder = self.folder.path().to_str().unwrap();
        let mut command = Command::new("sh");
        command.args(["-c", GUARD, "sh", "redis-server", "--bind", "127.0.0.1"]);
        command.args(["--port", &self.port.to_string(), "--dir", folder]);
        command.args(["--save", "", "--appendonly", "yes"]);
        command.args(["--appendfsync", "always"]);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let guard = self.guard.insert(command.spawn().unwrap());
        let since = Instant::now();
        while since.elapsed() < PATIENCE {
            if guard.try_wait().unwrap().is_some() {
                return false;
            }
            // Its own answer: another server might listen there.
            let own = format!("tcp_port:{}", self.port);
            let state = ask(self.port, "INFO");
            if state.contains(&own) && state.contains("loading:0") {
                return true;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        false
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        self.take_away();
    }
}

fn ask(port: u16, command: &str) -> String {
    let mut answer = Vec::new();
    if let Ok(mut connection) = TcpStream::connect(("127.0.0.1", port)) {
        connection.set_read_timeout(Some(PATIENCE)).unwrap();
        let _ = connection.write_all(format!("{command}\r\nQUIT\r\n").as_bytes());
        let _ = connection.read_to_end(&mut answer);
    }
    String::from_utf8_lossy(&answer).into_owned()
}
