//! A cluster of three primaries with one replica each.

use crate::{Redis, wait_until};

const SLOTS: [&str; 3] = ["0-5460", "5461-10922", "10923-16383"];

/// Six servers; the last three are replicas of the first three.
pub struct Cluster {
    /// The three primaries, then their replicas.
    pub servers: Vec<Redis>,
}

impl Cluster {
    /// Starts the cluster, and waits until it is complete.
    ///
    /// # Panics
    /// When it does not come up.
    pub fn start() -> Cluster {
        for _ in 0..5 {
            if let Some(cluster) = Cluster::try_start() {
                return cluster;
            }
        }
        panic!("no cluster could be started");
    }

    /// Each node starts with the whole cluster in its file, as after a restart: this is much faster than letting them
    /// meet.
    fn try_start() -> Option<Cluster> {
        let options = ["--cluster-enabled", "yes", "--cluster-node-timeout", "2000"];
        let more = [
            "--cluster-config-file",
            "nodes.conf",
            "--cluster-require-full-coverage",
            "no",
        ];
        let options: Vec<&str> = options.into_iter().chain(more).collect();
        let mut servers: Vec<Redis> = (0..6).map(|_| Redis::prepared(&options)).collect();
        let name = |node: usize| format!("{node:040x}");
        for (index, server) in servers.iter().enumerate() {
            let mut file = String::new();
            for (node, other) in servers.iter().enumerate() {
                let myself = if node == index { "myself," } else { "" };
                let role = match node.checked_sub(3) {
                    None => "master -".to_owned(),
                    Some(primary) => format!("slave {}", name(primary)),
                };
                let (epoch, slots) = (node % 3 + 1, SLOTS.get(node).copied().unwrap_or_default());
                let (name, address, bus) = (name(node), other.address(), other.port + 10_000);
                file += &format!(
                    "{name} {address}@{bus} {myself}{role} 0 0 {epoch} connected {slots}\n"
                );
            }
            file += "vars currentEpoch 6 lastVoteEpoch 0\n";
            std::fs::write(server.folder().join("nodes.conf"), file).unwrap();
        }
        if !servers.iter_mut().all(Redis::launch) {
            return None;
        }
        let cluster = Cluster { servers };
        wait_until("the cluster is whole", || {
            cluster.servers.iter().enumerate().all(|(index, server)| {
                let state = server.ask("CLUSTER INFO");
                let linked = index < 3 || server.ask("INFO replication").contains("link_status:up");
                state.contains("cluster_state:ok")
                    && state.contains("cluster_slots_ok:16384")
                    && linked
            })
        });
        Some(cluster)
    }

    /// Its URL as a store.
    pub fn url(&self) -> String {
        let nodes: Vec<String> = self.servers[..3].iter().map(Redis::address).collect();
        format!("redis-cluster://{}", nodes.join(","))
    }
}
