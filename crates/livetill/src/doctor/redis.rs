//! Redis and Valkey: settings that lose figures if they are wrong.

use std::time::Duration;

use domain::{Shop, Timestamp};
use ports::with_causes;
use store_redis::{ImpossibleDay, MissingKeys, NodeSettings, RedisStore, StoreUrl};

use super::shops::in_store;
use super::{Finding, clock};
use crate::config::Config;
use crate::iam;

/// The oldest version that has every command we use.
const OLDEST: (u32, u32) = (6, 2);
/// Share of memory in use from which the owner should plan ahead.
const GETTING_FULL: f64 = 0.75;
/// Share of memory in use at which writes will soon fail.
const FULL: f64 = 0.9;

pub(super) async fn examine(config: &Config) -> Vec<Finding> {
    let connected = async {
        let url = StoreUrl::parse(&config.store)?;
        RedisStore::connect_with(url, iam::passwords()).await
    };
    let store = match connected.await {
        Ok(store) => store,
        Err(error) => {
            return vec![Finding::error(
                "store",
                with_causes(&error),
                "start the server, or set store to its address, user and password",
            )];
        }
    };
    let nodes = match store.node_settings().await {
        Ok(nodes) => nodes,
        Err(error) => {
            return vec![Finding::error(
                "store",
                with_causes(&error),
                "allow livetill's user to run INFO and TIME",
            )];
        }
    };
    let mut findings = vec![Finding::ok(
        "store",
        format!("{} of {} nodes answered", nodes.len(), nodes.len()),
    )];
    for node in &nodes {
        findings.extend([
            version(node),
            eviction(node),
            memory(node),
            persistence(node),
            replicas(node, store.waits()),
        ]);
        if let Ok(time) = jiff::Timestamp::from_millisecond(node.time_millis) {
            findings.push(clock::compare(
                &node.address,
                time,
                Duration::from_millis(200),
            ));
        }
    }
    let mut known: Vec<&Shop> = Vec::new();
    for shop in &config.shops {
        if store.knows(shop).await.unwrap_or_default() {
            known.push(shop);
        }
    }
    findings.extend(in_store(&known, &store).await);
    for shop in &config.shops {
        findings.extend(missing_keys(shop, &store).await);
        findings.extend(impossible_days(shop, &store).await);
    }
    findings
}

/// Keys that the store itself lists as required.
async fn missing_keys(shop: &Shop, store: &RedisStore) -> Option<Finding> {
    const CHECK: &str = "missing_keys";
    match store.missing_keys(shop).await {
        Ok(missing) => missing.map(|it| Finding::error(CHECK, it.to_string(), MissingKeys::MEND)),
        Err(error) => Some(Finding::error(
            CHECK,
            with_causes(&error),
            "give the key the type that Livetill gave it, or remove it",
        )),
    }
}

/// Days that the original design created from times in another unit, with the commands that remove them.
async fn impossible_days(shop: &Shop, store: &RedisStore) -> Vec<Finding> {
    const CHECK: &str = "impossible_days";
    let now = jiff::Timestamp::now().as_millisecond();
    // Allow for a clock that runs ahead, and for longer days in some zones.
    let latest = shop.today(Timestamp::from_millis(now)) + 2;
    let days = match store.impossible_days(shop, latest).await {
        Ok(days) => days,
        Err(error) => {
            let mend = "give the key the type that the original design gave it";
            return vec![Finding::error(CHECK, with_causes(&error), mend)];
        }
    };
    let finding = |day: &ImpossibleDay| {
        let quoted = |key: &String| format!("'{}'", key.replace('\'', r"'\''"));
        let keys: Vec<String> = day.keys.iter().map(quoted).collect();
        let (list, name) = (quoted(&day.list), quoted(&day.name));
        Finding::warning(
            CHECK,
            format!(
                "shop {}: the original design counted orders on the impossible day {}; no board shows them",
                shop.id, day.name
            ),
            format!(
                "redis-cli UNLINK {} && redis-cli ZREM {list} {name}",
                keys.join(" ")
            ),
        )
    };
    days.iter().map(finding).collect()
}

fn version(node: &NodeSettings) -> Finding {
    const CHECK: &str = "store_version";
    let found = format!("{} is {} {}", node.address, node.kind, node.version);
    let mut parts = node
        .version
        .split('.')
        .map(|part| part.parse().unwrap_or(0));
    let version = (parts.next().unwrap_or(0), parts.next().unwrap_or(0));
    if node.kind == "redis" && version < OLDEST {
        return Finding::error(CHECK, found, "upgrade to Redis 6.2 or later, or to Valkey");
    }
    Finding::ok(CHECK, found)
}

fn eviction(node: &NodeSettings) -> Finding {
    const CHECK: &str = "eviction";
    let found = format!(
        "maxmemory-policy of {} is {}",
        node.address, node.maxmemory_policy
    );
    if node.evicted_keys > 0 {
        return Finding::error(
            CHECK,
            format!("{found}, and {} keys have been evicted", node.evicted_keys),
            "figures are wrong: set maxmemory-policy noeviction, give it more memory, and restore a backup into an \
             empty store, or load the orders into one again",
        );
    }
    if node.maxmemory_policy != "noeviction" {
        return Finding::error(
            CHECK,
            found,
            "set maxmemory-policy noeviction: with any other policy, Redis evicts figures when memory runs short",
        );
    }
    Finding::ok(CHECK, found)
}

fn memory(node: &NodeSettings) -> Finding {
    const CHECK: &str = "memory";
    const MIB: u64 = 1024 * 1024;
    let Some(limit) = node.memory_limit else {
        return Finding::warning(
            CHECK,
            format!("{} has no memory limit", node.address),
            "set maxmemory, so that it refuses writes before the machine runs out of memory",
        );
    };
    let share = node.memory_used as f64 / limit as f64;
    let found = format!(
        "{} uses {} of {} MiB ({:.0} %)",
        node.address,
        node.memory_used / MIB,
        limit / MIB,
        share * 100.0
    );
    let mend = "plan for a larger node (livetill size), or keep fewer days (retention_days)";
    if share >= FULL {
        Finding::error(CHECK, found, mend)
    } else if share >= GETTING_FULL {
        Finding::warning(CHECK, found, mend)
    } else {
        Finding::ok(CHECK, found)
    }
}

fn persistence(node: &NodeSettings) -> Finding {
    const CHECK: &str = "persistence";
    let address = &node.address;
    if let Some(failed) = &node.failed_persistence {
        return Finding::error(
            CHECK,
            format!("{address} could not write to its disk: {failed}"),
            "see its log: usually the disk is full, or the folder belongs to another user",
        );
    }
    if node.append_only {
        return Finding::ok(CHECK, format!("{address} keeps an append-only file"));
    }
    let found = match node.snapshots {
        true => {
            format!("{address} keeps only snapshots: a crash loses what came since the last one")
        }
        false => format!("{address} keeps nothing on disk: a restart loses everything"),
    };
    Finding::warning(
        CHECK,
        found,
        "set appendonly yes, or use replicas with failover and sources that can be read again",
    )
}

fn replicas(node: &NodeSettings, waits: Option<u32>) -> Finding {
    const CHECK: &str = "replicas";
    match node.replicas {
        _ if waits == Some(0) => Finding::warning(
            CHECK,
            format!(
                "wait=0: a failover of {} loses the last orders",
                node.address
            ),
            "remove wait=0 from the store's URL, so that an order is acknowledged only when a replica has it",
        ),
        0 => Finding::warning(
            CHECK,
            format!(
                "{} has no replica: while it is away, there are no figures",
                node.address
            ),
            "add a replica with Sentinel or automatic failover",
        ),
        1 => Finding::warning(
            CHECK,
            format!(
                "{} has one replica: while that is away, no orders are taken",
                node.address
            ),
            "add a second one: an order is acknowledged only when a replica has it",
        ),
        count => Finding::ok(CHECK, format!("{} has {count} replicas", node.address)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Level;
    use super::*;

    fn node() -> NodeSettings {
        NodeSettings {
            address: "127.0.0.1:6379".to_owned(),
            kind: "redis".to_owned(),
            version: "7.0.15".to_owned(),
            maxmemory_policy: "noeviction".to_owned(),
            memory_limit: Some(1_000_000_000),
            memory_used: 100_000_000,
            evicted_keys: 0,
            append_only: true,
            snapshots: false,
            failed_persistence: None,
            replicas: 2,
            time_millis: 0,
        }
    }

    #[test]
    fn a_server_as_it_should_be_has_nothing_to_mend() {
        let node = node();
        for check in [version, eviction, memory, persistence] {
            assert_eq!(check(&node).level, Level::Ok, "{:?}", check(&node));
        }
        assert_eq!(replicas(&node, None).level, Level::Ok);
        assert_eq!(replicas(&node, Some(0)).level, Level::Warning);
    }

    #[test]
    fn settings_that_lose_figures_are_errors() {
        let evicting = NodeSettings {
            maxmemory_policy: "allkeys-lru".to_owned(),
            ..node()
        };
        assert_eq!(eviction(&evicting).level, Level::Error);
        let evicted = NodeSettings {
            evicted_keys: 3,
            ..node()
        };
        assert!(eviction(&evicted).found.contains("3 keys"));
        let old = NodeSettings {
            version: "6.0.9".to_owned(),
            ..node()
        };
        assert_eq!(version(&old).level, Level::Error);
        let full = NodeSettings {
            memory_used: 950_000_000,
            ..node()
        };
        assert_eq!(memory(&full).level, Level::Error);
        let broken = NodeSettings {
            failed_persistence: Some("rdb_last_bgsave_status is err".to_owned()),
            ..node()
        };
        assert_eq!(persistence(&broken).level, Level::Error);
    }

    #[test]
    fn what_may_go_well_is_a_warning() {
        let volatile = NodeSettings {
            append_only: false,
            replicas: 0,
            ..node()
        };
        assert_eq!(persistence(&volatile).level, Level::Warning);
        assert_eq!(replicas(&volatile, None).level, Level::Warning);
    }
}
