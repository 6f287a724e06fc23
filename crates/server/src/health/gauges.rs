//! Publishes the looks as gauges for Prometheus.

use api_types::Health;
use telemetry::Gauge;
use telemetry::catalogue::{
    BUILD_INFO, FAULTS, HOST_CPU, HOST_DISK_FREE, HOST_MEMORY, HOST_MEMORY_FREE, HOST_SWAP,
    PROCESS_CPU, PROCESS_MEMORY, SERVERS, STORE_BYTES_LIMIT, STORE_BYTES_USED, STORE_COMMANDS,
    STORE_CONNECTIONS, STORE_CPU, STORE_ENGINE_CPU, STORE_EVICTED_KEYS, STORE_NETWORK_IN,
    STORE_NETWORK_OUT, STORE_PING, STORE_REPLICAS, STORE_UP,
};
use telemetry::labels::{OfBuild, OfNode};

use super::look::Look;

/// Publishes this server's version, and that it has had no fault yet: Prometheus sees a rise only after a first value.
/// Called once.
pub(crate) fn version(version: &'static str) {
    BUILD_INFO.series(OfBuild::new(version)).set(1.0);
    FAULTS.add(0);
}

/// Publishes the figures of one look.
pub(crate) fn set(look: &Look) {
    let answers = look.away_since.is_none();
    let is_up = answers && look.refuses.is_none();
    STORE_UP.set(f64::from(u8::from(is_up)));
    SERVERS.set(look.fleet.servers.len() as f64);
    for node in &look.store.nodes {
        let of = |gauge: &Gauge<OfNode>, value: Option<u64>| {
            if let Some(value) = value {
                gauge.series(OfNode::new(&*node.address)).set(value as f64);
            }
        };
        of(&STORE_BYTES_USED, node.bytes_used);
        of(&STORE_BYTES_LIMIT, node.bytes_limit);
        of(&STORE_CONNECTIONS, node.connections);
        of(&STORE_EVICTED_KEYS, node.evicted_keys);
        of(&STORE_REPLICAS, node.replicas);
    }
    if let Some(seconds) = look.store.ping_seconds.filter(|_| answers) {
        STORE_PING.set(seconds);
    }
    let host = &look.host;
    HOST_MEMORY_FREE.set(host.freeable_memory_bytes as f64);
    HOST_MEMORY.set(host.memory_bytes as f64);
    HOST_SWAP.set(host.swap_used_bytes as f64);
    PROCESS_MEMORY.set(host.process_memory_bytes as f64);
    if let Some(bytes) = host.disk_free_bytes {
        HOST_DISK_FREE.set(bytes as f64);
    }
}

/// Publishes the rates between two looks.
pub(crate) fn set_rates(health: &Health) {
    let of = |gauge: &Gauge<()>, value: Option<f64>, scale: f64| {
        if let Some(value) = value {
            gauge.set(value * scale);
        }
    };
    of(&STORE_CPU, health.store.cpu_percent, 0.01);
    of(&STORE_ENGINE_CPU, health.store.engine_cpu_percent, 0.01);
    of(
        &STORE_NETWORK_IN,
        health.store.network_in_bytes_per_second,
        1.0,
    );
    of(
        &STORE_NETWORK_OUT,
        health.store.network_out_bytes_per_second,
        1.0,
    );
    of(&STORE_COMMANDS, health.store.commands_per_second, 1.0);
    of(&HOST_CPU, health.host.cpu_percent, 0.01);
    of(&PROCESS_CPU, health.host.process_cpu_percent, 0.01);
}
