//! Redis: one server, or a primary with a replica under a Sentinel.

use std::path::Path;
use std::process::Command;

use super::Workplace;
use super::service::{Service, free_port, wait_until};

/// A redis-server that ends with the test.
pub(crate) struct Redis(pub(crate) Service);

impl Redis {
    pub(crate) fn start(place: &Workplace, args: &[&str]) -> Redis {
        Redis::at(free_port(), place, args)
    }

    pub(crate) fn at(port: u16, place: &Workplace, args: &[&str]) -> Redis {
        let folder = place.path("");
        let port_text = port.to_string();
        let own = ["--port", &port_text, "--bind", "127.0.0.1", "--save", ""];
        let folder = ["--dir", folder.to_str().unwrap()];
        let args = [&own[..], &folder, args].concat();
        Redis(Service::start(Path::new("redis-server"), port, &args))
    }

    pub(crate) fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.0.port)
    }

    /// What `redis-cli` prints.
    pub(crate) fn cli(&self, words: &[&str]) -> String {
        cli(self.0.port, words)
    }
}

/// What `redis-cli` prints.
pub(crate) fn cli(port: u16, words: &[&str]) -> String {
    let output = Command::new("redis-cli")
        .args(["-p", &port.to_string()])
        .args(words)
        .output();
    let printed = String::from_utf8(output.unwrap().stdout).unwrap();
    printed.trim().to_owned()
}

/// A primary, its replica, and one Sentinel that watches them.
pub(crate) struct Watched {
    pub(crate) primary: Redis,
    pub(crate) replica: Redis,
    sentinel: Service,
}

impl Watched {
    pub(crate) fn start(place: &Workplace) -> Watched {
        let primary = Redis::start(place, &["--repl-diskless-sync-delay", "0"]);
        let of = format!("127.0.0.1 {}", primary.0.port);
        let replica = Redis::start(place, &["--replicaof", &of]);
        wait_until("the replica follows", || {
            replica
                .cli(&["INFO", "replication"])
                .contains("master_link_status:up")
        });
        let port = free_port();
        let configuration = format!(
            "port {port}\nbind 127.0.0.1\ndir {}\nsentinel monitor main {of} 1\n\
             sentinel down-after-milliseconds main 1000\nsentinel failover-timeout main 3000\n",
            place.path("").display()
        );
        let file = place.file("sentinel.conf", configuration);
        let sentinel = Service::start(Path::new("redis-server"), port, &[&file, "--sentinel"]);
        wait_until("the Sentinel knows the replica", || {
            cli(port, &["SENTINEL", "replicas", "main"]).contains(&replica.0.port.to_string())
        });
        Watched {
            primary,
            replica,
            sentinel,
        }
    }

    /// Without waiting for the replica: what is lost when it takes over is what is tested.
    pub(crate) fn url(&self) -> String {
        let port = self.sentinel.port;
        format!(
            "redis-sentinel://127.0.0.1:{port}/main?wait=0&connect_timeout=1s&command_timeout=3s"
        )
    }

    /// The primary dies after some commits that the replica never saw: it takes over without them.
    pub(crate) fn fail_over_and_lose(&mut self, commits: u64) {
        self.replica.cli(&["REPLICAOF", "127.0.0.1", "1"]);
        let count = |redis: &Redis| -> u64 {
            let text = redis.cli(&["HGET", "livetill:state", "commits"]);
            text.parse().unwrap_or(0)
        };
        let before = count(&self.primary);
        wait_until("there are commits to lose", || {
            count(&self.primary) >= before + commits
        });
        self.primary.0.kill();
        wait_until("the replica is the primary", || {
            self.replica.cli(&["ROLE"]).starts_with("master")
        });
    }
}
