//! A primary with replicas under a Sentinel.

use std::path::Path;

use crate::server::{Server, wait_until};

/// A primary, its replicas, and one Sentinel that watches them.
pub(crate) struct Watched {
    pub(crate) primary: Server,
    pub(crate) replicas: Vec<Server>,
    pub(crate) sentinel: Server,
}

impl Watched {
    pub(crate) fn start(replicas: usize) -> Watched {
        let primary = Server::start();
        let of = format!("127.0.0.1 {}", primary.port);
        let binary = Path::new("redis-server");
        let options = ["--replicaof", &of, "--repl-diskless-sync-delay", "0"];
        let replicas: Vec<Server> = (0..replicas)
            .map(|_| Server::with(binary, &options))
            .collect();
        for replica in &replicas {
            wait_until("the replica follows", || {
                replica.ask("INFO replication").contains("link_status:up")
            });
        }
        let mut sentinel = Server::prepared(binary, &["{dir}/sentinel.conf", "--sentinel"]);
        let configuration = format!(
            "port {port}\nbind 127.0.0.1\ndir {dir}\nsentinel monitor main {of} 1\n\
             sentinel down-after-milliseconds main 1000\nsentinel failover-timeout main 3000\n",
            port = sentinel.port,
            dir = sentinel.folder().display(),
        );
        std::fs::write(sentinel.folder().join("sentinel.conf"), configuration).unwrap();
        assert!(sentinel.launch(), "sentinel starts");
        wait_until("sentinel knows the replicas", || {
            let known = sentinel.ask("SENTINEL replicas main");
            let mut replicas = replicas.iter();
            replicas.all(|replica| known.contains(&replica.port.to_string()))
        });
        Watched {
            primary,
            replicas,
            sentinel,
        }
    }

    pub(crate) fn url(&self) -> String {
        format!("redis-sentinel://{}/main", self.sentinel.address())
    }

    /// Waits until a replica is the primary and Sentinel tells of it; says which. Sentinel may give
    /// one replica up on a busy machine, and promote the other.
    pub(crate) fn promoted(&self) -> &Server {
        let find = || {
            let told = self.sentinel.ask("SENTINEL get-master-addr-by-name main");
            let mut replicas = self.replicas.iter();
            replicas.find(|replica| {
                told.contains(&replica.port.to_string()) && replica.ask("ROLE").contains("master")
            })
        };
        let mut promoted = None;
        wait_until("a replica is the primary, and sentinel tells of it", || {
            promoted = find();
            promoted.is_some()
        });
        promoted.expect("it was found")
    }
}
