//! One server.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::service::Guarded;
use crate::{PATIENCE, free_port, wait_until};

/// A redis-server (or valkey-server, or a Sentinel).
pub struct Redis {
    binary: PathBuf,
    arguments: Vec<String>,
    /// Where it listens.
    pub port: u16,
    /// Ends before its folder is removed.
    guard: Option<Guarded>,
    folder: TempDir,
}

impl Redis {
    /// The system's redis-server, empty, without persistence.
    pub fn start() -> Redis {
        Redis::with(&[])
    }

    /// One whose every write is on disk before it is answered.
    pub fn durable() -> Redis {
        Redis::with(&["--appendonly", "yes", "--appendfsync", "always"])
    }

    /// One with further arguments. `{dir}` in them is its folder.
    pub fn with(arguments: &[&str]) -> Redis {
        Redis::of(Path::new("redis-server"), arguments)
    }

    /// One that follows a primary.
    pub fn replica_of(primary: &Redis) -> Redis {
        let of = format!("127.0.0.1 {}", primary.port);
        let replica = Redis::with(&["--replicaof", &of, "--repl-diskless-sync-delay", "0"]);
        wait_until("the replica follows", || {
            replica.ask("INFO replication").contains("link_status:up")
        });
        replica
    }

    /// One of another binary, with further arguments.
    ///
    /// # Panics
    /// When none can be started.
    pub fn of(binary: &Path, arguments: &[&str]) -> Redis {
        // Another process may take the port between the look and the start.
        for _ in 0..20 {
            let mut server = Redis::prepared_of(binary, arguments);
            if server.launch() {
                return server;
            }
        }
        panic!("no {} could be started", binary.display());
    }

    /// A redis-server that is still to be launched: its port and its folder are there.
    pub fn prepared(arguments: &[&str]) -> Redis {
        Redis::prepared_of(Path::new("redis-server"), arguments)
    }

    fn prepared_of(binary: &Path, arguments: &[&str]) -> Redis {
        Redis {
            binary: binary.to_owned(),
            arguments: arguments.iter().map(ToString::to_string).collect(),
            port: free_port(),
            guard: None,
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// Starts it again, on its old port and folder, with all that is on its disk.
    ///
    /// # Panics
    /// When it does not come up.
    pub fn start_again(&mut self) {
        assert!(self.launch(), "the server starts again");
    }

    /// Starts it; false when it does not come up, as when its port is taken.
    pub fn launch(&mut self) -> bool {
        let folder = self.folder.path().to_str().unwrap();
        let own = self.arguments.iter().map(|it| it.replace("{dir}", folder));
        let mut arguments: Vec<String> = own.collect();
        if !arguments.iter().any(|it| it == "--sentinel") {
            let port = self.port.to_string();
            let place = ["--port", &port, "--dir", folder, "--bind", "127.0.0.1"];
            let place = place.into_iter().chain(["--save", ""]);
            arguments.splice(0..0, place.map(str::to_owned));
        }
        self.guard = Some(Guarded::start(&self.binary, &arguments));
        let started = Instant::now();
        while started.elapsed() < PATIENCE {
            // Its own answer: another server might listen there.
            let state = self.ask("INFO");
            let is_own = state.contains(&format!("tcp_port:{}", self.port));
            let is_loaded = is_own && !state.contains("loading:1");
            let is_running = self.guard.as_mut().is_some_and(Guarded::is_running);
            if (is_loaded || state.contains("NOAUTH")) && is_running {
                return true;
            }
            if !is_running {
                return false;
            }
            sleep(Duration::from_millis(10));
        }
        false
    }

    /// Kills it, as `kill -9` does.
    pub fn kill(&mut self) {
        self.guard = None;
    }

    /// Host and port.
    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Its URL as that of a store.
    pub fn url(&self) -> String {
        format!("redis://{}", self.address())
    }

    /// Where its files are.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// One command by a connection of its own; the answer as it comes over the wire.
    pub fn ask(&self, command: &str) -> String {
        let mut answer = Vec::new();
        if let Ok(mut connection) = TcpStream::connect(("127.0.0.1", self.port)) {
            // One that hangs on purpose answers nothing.
            let patience = Some(Duration::from_secs(5));
            connection.set_read_timeout(patience).unwrap();
            let _ = connection.write_all(format!("{command}\r\nQUIT\r\n").as_bytes());
            let _ = connection.read_to_end(&mut answer);
        }
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// What `redis-cli` prints.
    pub fn cli(&self, words: &[&str]) -> String {
        let output = Command::new("redis-cli")
            .args(["-p", &self.port.to_string()])
            .args(words)
            .output();
        let printed = String::from_utf8(output.unwrap().stdout).unwrap();
        printed.trim().to_owned()
    }
}
