//! Finds settings with which this store could forget figures without an error.

use ports::StoreConcern;

use super::info::Info;
use crate::wire::url::{StoreUrl, Topology};

/// The concerns about a server, from its own information.
pub(super) fn of_node(url: &StoreUrl, address: &str, info: &Info<'_>) -> Vec<StoreConcern> {
    let mut concerns = Vec::new();
    let policy = info.text("maxmemory_policy");
    let is_evicting = policy != "noeviction" && !policy.is_empty();
    let evicted = info.number("evicted_keys").unwrap_or_default();
    if evicted > 0 {
        concerns.push(StoreConcern::loss(format!(
            "{address} has evicted {evicted} keys for lack of memory (maxmemory-policy {policy}): figures are wrong. \
             Set maxmemory-policy noeviction, give it more memory, and restore a backup or load the orders again"
        )));
    } else if is_evicting && info.number("maxmemory").unwrap_or_default() > 0 {
        concerns.push(StoreConcern::risk(format!(
            "{address} will evict figures when its memory is full: set maxmemory-policy noeviction instead of {policy}"
        )));
    }
    let replicas = info.number("connected_slaves").unwrap_or_default();
    let has_failover = replicas > 0 || !matches!(url.topology, Topology::Server(_));
    if url.wait == Some(0) && has_failover {
        concerns.push(StoreConcern::risk(format!(
            "wait=0: a failover of {address} loses orders that were acknowledged shortly before"
        )));
    }
    if replicas == 0 && info.text("aof_enabled") == "0" {
        concerns.push(StoreConcern::risk(format!(
            "{address} has neither an append-only file nor a replica: a restart loses acknowledged orders"
        )));
    }
    concerns
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(url: &str, info: &str) -> Vec<(bool, String)> {
        let url = StoreUrl::parse(url).unwrap();
        let concerns = of_node(&url, "a:1", &Info::parse(info));
        concerns
            .into_iter()
            .map(|it| (it.is_loss, it.detail))
            .collect()
    }

    #[test]
    fn a_server_as_it_should_be_is_of_no_concern() {
        let info =
            "maxmemory:5\r\nmaxmemory_policy:noeviction\r\naof_enabled:1\r\nconnected_slaves:1\r\n";
        assert_eq!(found("redis://a", info), []);
        assert_eq!(found("redis-sentinel://a/main", info), []);
        assert_eq!(
            found(
                "redis://a",
                "maxmemory:0\nmaxmemory_policy:allkeys-lru\naof_enabled:1"
            ),
            []
        );
    }

    #[test]
    fn what_forgets_figures_is_named() {
        for (url, info, is_loss, named) in [
            (
                "redis://a",
                "maxmemory:5\nmaxmemory_policy:allkeys-lru\naof_enabled:1",
                false,
                "noeviction",
            ),
            (
                "redis://a",
                "maxmemory_policy:allkeys-lru\nevicted_keys:3\naof_enabled:1",
                true,
                "3 keys",
            ),
            ("redis://a?wait=0", "connected_slaves:1", false, "wait=0"),
            ("redis-cluster://a?wait=0", "aof_enabled:1", false, "wait=0"),
            (
                "redis://a",
                "aof_enabled:0\nconnected_slaves:0",
                false,
                "append-only",
            ),
        ] {
            let found = found(url, info);
            assert_eq!(found.len(), 1, "{found:?}");
            assert!(
                found[0].0 == is_loss && found[0].1.contains(named),
                "{found:?}"
            );
        }
    }
}
