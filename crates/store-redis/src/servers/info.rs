//! The text of `INFO`.

use std::collections::HashMap;

use ports::NodeFigures;

/// The content of `INFO`.
pub(super) struct Info<'a>(HashMap<&'a str, &'a str>);

impl Info<'_> {
    pub(super) fn parse(text: &str) -> Info<'_> {
        let fields = text.lines().filter_map(|line| line.trim().split_once(':'));
        Info(fields.collect())
    }

    pub(super) fn text(&self, name: &str) -> &str {
        self.0.get(name).copied().unwrap_or_default()
    }

    pub(super) fn number(&self, name: &str) -> Option<u64> {
        self.0.get(name)?.parse().ok()
    }

    fn seconds(&self, names: [&str; 2]) -> Option<f64> {
        let second = |name: &str| self.0.get(name)?.parse::<f64>().ok();
        Some(second(names[0])? + second(names[1])?)
    }

    /// Name and version. For compatibility, Valkey also reports an old version of Redis.
    pub(super) fn server(&self) -> (String, String) {
        let of = |name: &str| self.0.get(name).map(|&version| version.to_owned());
        match of("valkey_version") {
            Some(version) => ("valkey".to_owned(), version),
            None => {
                let version = of("redis_version").unwrap_or_else(|| "unknown".to_owned());
                ("redis".to_owned(), version)
            }
        }
    }

    pub(super) fn node(&self, address: String) -> NodeFigures {
        let limit = self.number("maxmemory").filter(|&limit| limit > 0);
        NodeFigures {
            address,
            bytes_used: self.number("used_memory"),
            bytes_limit: limit.or_else(|| self.number("total_system_memory")),
            cpu_seconds: self.seconds(["used_cpu_sys", "used_cpu_user"]),
            engine_cpu_seconds: self
                .seconds(["used_cpu_sys_main_thread", "used_cpu_user_main_thread"]),
            network_in_bytes: self.number("total_net_input_bytes"),
            network_out_bytes: self.number("total_net_output_bytes"),
            connections: self.number("connected_clients"),
            commands: self.number("total_commands_processed"),
            evicted_keys: self.number("evicted_keys"),
            replicas: self.number("connected_slaves"),
            latency_event_seconds: None,
            orders: None,
        }
    }
}
