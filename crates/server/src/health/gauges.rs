//! The looks as gauges for Prometheus.

use api_types::Health;
use metrics::gauge;

use super::look::Look;
use crate::metrics as names;

/// Says which version this is, once.
pub(crate) fn version(version: &str) {
    gauge!(names::BUILD_INFO, "version" => version.to_owned()).set(1.0);
}

/// What one look tells.
pub(crate) fn set(look: &Look) {
    let answers = look.away_since.is_none();
    let is_up = answers && look.refuses.is_none();
    gauge!(names::STORE_UP).set(f64::from(u8::from(is_up)));
    gauge!(names::SERVERS).set(look.servers.len() as f64);
    for node in &look.store.nodes {
        let of = |name: &'static str, value: Option<u64>| {
            if let Some(value) = value {
                gauge!(name, "node" => node.address.clone()).set(value as f64);
            }
        };
        of(names::STORE_BYTES_USED, node.bytes_used);
        of(names::STORE_BYTES_LIMIT, node.bytes_limit);
        of(names::STORE_CONNECTIONS, node.connections);
        of(names::STORE_EVICTED_KEYS, node.evicted_keys);
        of(names::STORE_REPLICAS, node.replicas);
    }
    if let Some(seconds) = look.store.ping_seconds.filter(|_| answers) {
        gauge!(names::STORE_PING).set(seconds);
    }
    let host = &look.host;
    gauge!(names::HOST_MEMORY_FREE).set(host.freeable_memory_bytes as f64);
    gauge!(names::HOST_MEMORY).set(host.memory_bytes as f64);
    gauge!(names::HOST_SWAP).set(host.swap_used_bytes as f64);
    gauge!(names::PROCESS_MEMORY).set(host.process_memory_bytes as f64);
    if let Some(bytes) = host.disk_free_bytes {
        gauge!(names::HOST_DISK_FREE).set(bytes as f64);
    }
}

/// What two looks tell.
pub(crate) fn set_rates(health: &Health) {
    let of = |name: &'static str, value: Option<f64>, scale: f64| {
        if let Some(value) = value {
            gauge!(name).set(value * scale);
        }
    };
    of(names::STORE_CPU, health.store.cpu_percent, 0.01);
    of(
        names::STORE_ENGINE_CPU,
        health.store.engine_cpu_percent,
        0.01,
    );
    of(
        names::STORE_NETWORK_IN,
        health.store.network_in_bytes_per_second,
        1.0,
    );
    of(
        names::STORE_NETWORK_OUT,
        health.store.network_out_bytes_per_second,
        1.0,
    );
    of(names::STORE_COMMANDS, health.store.commands_per_second, 1.0);
    of(names::HOST_CPU, health.host.cpu_percent, 0.01);
    of(names::PROCESS_CPU, health.host.process_cpu_percent, 0.01);
}
