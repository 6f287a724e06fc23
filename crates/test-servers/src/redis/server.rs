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
    /// Its port.
    pub port: u16,
    /// Dropped before its folder is removed.
    guard: Option<Guarded>,
    folder: TempDir,
}

impl Redis {
    /// The system's redis-server, empty, without persistence.
    pub fn start() -> Redis {
        Redis::with(&[])
    }

    /// A server that puts every write on disk before it answers.
    pub fn durable() -> Redis {
        Redis::with(&["--appendonly", "yes", "--appendfsync", "always"])
    }

    /// A server with further arguments, in which `{dir}` is its folder.
    pub fn with(arguments: &[&str]) -> Redis {
        Redis::of(Path::new("redis-server"), arguments)
    }

    /// A server that follows a primary.
    pub fn replica_of(primary: &Redis) -> Redis {
        let of = format!("127.0.0.1 {}", primary.port);
        let replica = Redis::with(&["--replicaof", &of, "--repl-diskless-sync-delay", "0"]);
        wait_until("the replica follows", || {
            replica.ask("INFO replication").contains("link_status:up")
        });
        replica
    }

    /// A server of another binary, with further arguments.
    ///
    /// # Panics
    /// When none can be started.
    pub fn of(binary: &Path, arguments: &[&str]) -> Redis {
        // Another process may take the port between the check and the start.
        for _ in 0..20 {
            let mut server = Redis::prepared_of(binary, arguments);
            if server.launch() {
                return server;
            }
        }
        panic!("no {} could be started", binary.display());
    }

    /// A redis-server that is not launched yet, but has its port and its folder.
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

    /// Starts it again, on its old port and folder, with everything on its disk.
    ///
    /// # Panics
    /// When it does not come up.
    pub fn start_again(&mut self) {
        assert!(self.launch(), "the server starts again");
    }

    /// Starts it. Returns false if it does not come up, for example because its port is taken.
    pub fn launch(&mut self) -> bool {
        self.kill();
        let folder = self.folder.path().to_str().unwrap();
        let own = self.arguments.iter().map(|it| it.replace("{dir}", folder));
        let mut arguments: Vec<String> = own.collect();
        if !arguments.iter().any(|it| it == "--sentinel") {
            let port = self.port.to_string();
            let place = ["--port", &port, "--dir", folder, "--bind", "127.0.0.1"];
            let place = place.into_iter().chain(["--save", ""]);
            arguments.splice(0..0, place.map(str::to_owned));
        }
        self.guard = Some(Guarded::start(
            &self.binary,
            &arguments,
            Some(self.folder.path()),
        ));
        let started = Instant::now();
        while started.elapsed() < PATIENCE {
            // Check that the answer is its own: another server might listen there.
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

    /// Kills it, like `kill -9`.
    pub fn kill(&mut self) {
        if let Some(guard) = self.guard.take() {
            guard.kill();
        }
    }

    /// Host and port.
    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Its URL as a store.
    pub fn url(&self) -> String {
        format!("redis://{}", self.address())
    }

    /// The folder of its files.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Sends one command over a new connection. Returns the answer in the wire format.
    pub fn ask(&self, command: &str) -> String {
        let mut answer = Vec::new();
        if let Ok(mut connection) = TcpStream::connect(("127.0.0.1", self.port)) {
            // A server that hangs on purpose never answers.
            let patience = Some(Duration::from_secs(5));
            connection.set_read_timeout(patience).unwrap();
            let _ = connection.write_all(format!("{command}\r\nQUIT\r\n").as_bytes());
            let _ = connection.read_to_end(&mut answer);
        }
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// The output of `redis-cli`.
    pub fn cli(&self, words: &[&str]) -> String {
        let output = Command::new("redis-cli")
            .args(["-p", &self.port.to_string()])
            .args(words)
            .output();
        let printed = String::from_utf8(output.unwrap().stdout).unwrap();
        printed.trim().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use std::env;
    use std::process;

    use super::*;

    const LEAVES: &str = "LIVETILL_TEST_LEAVES_A_SERVER";

    #[test]
    #[allow(clippy::print_stdout)]
    fn what_a_process_leaves_when_it_ends_is_cleared_away() {
        if env::var_os(LEAVES).is_some() {
            let server = Redis::start();
            println!("folder={}", server.folder().display());
            // Nothing is dropped.
            process::exit(0);
        }
        let mut this = Command::new(env::current_exe().unwrap());
        this.args(["--nocapture", "what_a_process_leaves"]);
        let printed = this.env(LEAVES, "1").output().unwrap().stdout;
        let printed = String::from_utf8(printed).unwrap();
        let (_, folder) = printed.split_once("folder=").unwrap();
        let folder = PathBuf::from(folder.lines().next().unwrap());
        wait_until("its folder is gone", || !folder.exists());
    }

    #[test]
    fn a_killed_server_starts_again_in_its_folder() {
        let mut server = Redis::durable();
        server.cli(&["SET", "kept", "1"]);
        server.kill();
        server.start_again();
        assert_eq!(server.cli(&["GET", "kept"]), "1");
        let folder = server.folder().to_owned();
        drop(server);
        wait_until("its folder is gone", || !folder.exists());
    }
}
