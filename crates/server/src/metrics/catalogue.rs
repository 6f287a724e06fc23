//! Every measurement by name: one list, from which Prometheus gets its help texts, and which the
//! documentation, the dashboard and the alert rules are tested against.

use metrics::{Unit, describe_counter, describe_gauge, describe_histogram};

use self::Kind::{Counter, Gauge, Histogram};

/// What a measurement is to Prometheus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Only grows while the server runs.
    Counter,
    /// Goes up and down.
    Gauge,
    /// Counted by size: `_bucket`, `_sum` and `_count`.
    Histogram,
}

/// A measurement.
#[derive(Clone, Copy, Debug)]
pub struct Metric {
    /// Its name; stable. Counters end in `_total`, and the unit is the end of all others.
    pub name: &'static str,
    /// What it is to Prometheus.
    pub kind: Kind,
    /// Its labels, and the values of those that have few.
    pub labels: &'static str,
    /// What it says.
    pub help: &'static str,
}

/// Names that the crates above and below use as well.
macro_rules! metrics {
    ($($name:ident = $text:literal, $kind:expr, $labels:literal, $help:literal;)+) => {
        $(#[allow(dead_code, reason = "other crates measure some of them")]
        pub(crate) const $name: &str = $text;)+

        /// Every measurement, in the order of the documentation.
        pub const CATALOGUE: &[Metric] = &[
            $(Metric { name: $text, kind: $kind, labels: $labels, help: $help },)+
        ];
    };
}

metrics! {
    ORDERS = "livetill_orders_total", Counter, "`shop`, `outcome`: `accepted`, `duplicate`, `updated`",
        "Orders by what became of them.";
    REJECTS = "livetill_rejects_total", Counter, "`shop`, `reason`", "Refused events by reason.";
    BUFFER_ORDERS = "livetill_buffer_orders", Gauge, "`shop`",
        "Orders that wait in the intake buffer.";
    BUFFER_BYTES = "livetill_buffer_bytes", Gauge, "`shop`", "Bytes in the intake buffer.";
    BUFFER_OLDEST = "livetill_buffer_oldest_timestamp_seconds", Gauge, "`shop`",
        "When the oldest order of the intake buffer came, in seconds since 1970; 0 when none waits.";
    BUFFER_TAKEN = "livetill_buffer_taken_total", Counter, "`shop`",
        "Orders put into the intake buffer.";
    BUFFER_DRAINED = "livetill_buffer_drained_total", Counter, "`shop`",
        "Orders of the intake buffer that the store has now.";
    STORE_REFUSES = "livetill_store_refuses", Gauge, "`shop`, `source`: `http`, `buffer`, or a source",
        "1 while the store refuses the shop's orders of this way until somebody mends it.";
    COMMIT_SECONDS = "livetill_commit_seconds", Histogram, "",
        "Time a commit took, its conflicts included.";
    COMMIT_ORDERS = "livetill_commit_orders", Histogram, "", "Orders of a commit.";
    HTTP_REQUESTS = "livetill_http_requests_total", Counter,
        "`method`, `route`, `status`: `2xx` …", "Answered HTTP requests.";
    HTTP_SECONDS = "livetill_http_request_seconds", Histogram, "`method`, `route`",
        "From a request's head to its answer's head.";
    CONNECTIONS_REFUSED = "livetill_connections_refused_total", Counter, "",
        "Connections closed at once because there were too many.";
    REFUSALS = "livetill_refusals_total", Counter, "`status`: `401`, `403`, `421`, `429`",
        "Requests that the guard did not let in.";
    SCREEN_AGE = "livetill_order_to_screen_seconds", Histogram, "`shop`",
        "From an order's commit to the live message that shows it.";
    VIEWERS = "livetill_viewers", Gauge, "`shop`", "Open live connections.";
    LIVE_MESSAGES = "livetill_live_messages_total", Counter, "`shop`",
        "Live messages made, each shared by all viewers.";
    LIVE_SKIPS = "livetill_live_skips_total", Counter, "`shop`",
        "Times a slow viewer was brought to the newest state.";
    KNOWN_ITEMS = "livetill_known_items", Gauge, "`shop`",
        "Distinct items that the store knows, as of the newest board.";
    MAX_ITEMS = "livetill_max_items", Gauge, "`shop`",
        "The most distinct items that orders may bring; 0: any number.";
    BOARD_READS = "livetill_board_reads_total", Counter, "`shop`", "Boards read from the store.";
    SOURCE_LAG = "livetill_source_lag_seconds", Gauge, "`shop`, `source`",
        "How far behind its end a shard, or a stream, is read.";
    SOURCE_READ = "livetill_source_read_timestamp_seconds", Gauge, "`shop`, `source`",
        "When it was read last without an error, or when reading began, in seconds since 1970.";
    SOURCE_RECORDS = "livetill_source_records_total", Counter, "`source`",
        "Records that were read and committed.";
    SOURCE_ERRORS = "livetill_source_errors_total", Counter,
        "`source`, `kind`: `throttled`, `expired_iterator`, `not_found`, `call_failed`, `store`",
        "Failures of sources, all of them tried again.";
    SOURCE_MOVED = "livetill_source_moved_total", Counter, "`source`",
        "Times the store held another position than the reader.";
    SOURCE_SHARDS = "livetill_source_shards", Gauge, "`source`", "Shards that this process reads.";
    STORE_UP = "livetill_store_up", Gauge, "",
        "1 while the store answers and takes writes, 0 while it does not.";
    STORE_PING = "livetill_store_ping_seconds", Gauge, "",
        "How long an empty question to the store took.";
    STORE_CPU = "livetill_store_cpu_ratio", Gauge, "",
        "Processor time of the store's processes: 1 is one core.";
    STORE_ENGINE_CPU = "livetill_store_engine_cpu_ratio", Gauge, "",
        "Processor time of the busiest thread that executes commands: at 1 the store can do no more.";
    STORE_COMMANDS = "livetill_store_commands_per_second", Gauge, "",
        "Commands that the store executes.";
    STORE_NETWORK_IN = "livetill_store_network_in_bytes_per_second", Gauge, "",
        "Bytes that the store receives.";
    STORE_NETWORK_OUT = "livetill_store_network_out_bytes_per_second", Gauge, "",
        "Bytes that the store sends.";
    STORE_BYTES_USED = "livetill_store_used_bytes", Gauge, "`node`",
        "What the data take: memory on Redis, disk for the embedded store.";
    STORE_BYTES_LIMIT = "livetill_store_limit_bytes", Gauge, "`node`",
        "The most that the data may take: maxmemory, or the memory of the store's machine.";
    STORE_CONNECTIONS = "livetill_store_connections", Gauge, "`node`",
        "Open client connections of the store.";
    STORE_EVICTED_KEYS = "livetill_store_evicted_keys", Gauge, "`node`",
        "Keys that the store threw away for want of memory. Anything but 0 means wrong figures.";
    STORE_REPLICAS = "livetill_store_replicas", Gauge, "`node`", "Connected replicas.";
    SERVERS = "livetill_servers", Gauge, "", "Livetill servers at work on the store.";
    HOST_CPU = "livetill_host_cpu_ratio", Gauge, "",
        "Processor time of the whole machine: 1 is all cores.";
    HOST_MEMORY = "livetill_host_memory_bytes", Gauge, "",
        "Memory of the machine, or the limit of the container.";
    HOST_MEMORY_FREE = "livetill_host_memory_available_bytes", Gauge, "",
        "Memory that programs could still get.";
    HOST_SWAP = "livetill_host_swap_used_bytes", Gauge, "", "Swap in use.";
    HOST_DISK_FREE = "livetill_host_disk_free_bytes", Gauge, "",
        "Free space of the disk with the embedded store.";
    PROCESS_CPU = "livetill_process_cpu_ratio", Gauge, "",
        "Processor time of this server's process: 1 is one core.";
    PROCESS_MEMORY = "livetill_process_memory_bytes", Gauge, "", "Memory of this server's process.";
    BUILD_INFO = "livetill_build_info", Gauge, "`version`", "1; the version is in the label.";
}

/// Gives Prometheus the help texts.
pub(super) fn describe() {
    for metric in CATALOGUE {
        let unit = if metric.name.ends_with("_seconds") {
            Unit::Seconds
        } else {
            Unit::Count
        };
        match metric.kind {
            Counter => describe_counter!(metric.name, metric.help),
            Gauge => describe_gauge!(metric.name, metric.help),
            Histogram => describe_histogram!(metric.name, unit, metric.help),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_follow_the_conventions_of_prometheus() {
        let names: BTreeSet<&str> = CATALOGUE.iter().map(|metric| metric.name).collect();
        assert_eq!(names.len(), CATALOGUE.len(), "a name is there twice");
        for metric in CATALOGUE {
            let name = metric.name;
            assert!(name.starts_with("livetill_"), "{name}");
            let allowed = |sign: char| sign.is_ascii_lowercase() || sign == '_';
            assert!(name.chars().all(allowed), "{name}");
            assert_eq!(name.ends_with("_total"), metric.kind == Counter, "{name}");
            assert!(metric.help.ends_with('.'), "{name}");
        }
    }
}
