//! A primary with replicas under a Sentinel.

use crate::{Redis, wait_until};

/// A primary, its replicas, and one Sentinel that watches them.
pub struct Watched {
    /// The primary until it is killed.
    pub primary: Redis,
    /// Its replicas.
    pub replicas: Vec<Redis>,
    /// Reports which server is the primary.
    pub sentinel: Redis,
}

impl Watched {
    /// Starts a primary called `main` with this many replicas, and waits until the Sentinel knows them.
    ///
    /// # Panics
    /// When one does not come up.
    pub fn start(replicas: usize) -> Watched {
        let primary = Redis::start();
        let of = format!("127.0.0.1 {}", primary.port);
        let replicas: Vec<Redis> = (0..replicas).map(|_| Redis::replica_of(&primary)).collect();
        let mut sentinel = Redis::prepared(&["{dir}/sentinel.conf", "--sentinel"]);
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

    /// Its URL as a store.
    pub fn url(&self) -> String {
        format!("redis-sentinel://{}/main", self.sentinel.address())
    }

    /// Waits until a replica is the primary and Sentinel reports it; returns that replica. On a busy machine, Sentinel
    /// may give up on one replica and promote the other.
    pub fn promoted(&self) -> &Redis {
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
