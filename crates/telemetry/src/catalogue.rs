//! All metrics in one list. Prometheus gets its help texts from it, and the documentation, the dashboard, the alert
//! rules and a golden file are tested against it.
//!
//! To add one, add a row here, use the series of its labels where it is counted, and run `make generate`, which writes
//! the golden file and the documentation.

use crate::labels::{
    OfAnswers, OfBuild, OfFields, OfNode, OfOrders, OfRefusals, OfRejects, OfRoute, OfShop,
    OfShopSource, OfSource, OfSourceErrors, OfSourceRefusals, OfUnsigned, OfWay, OfWebhooks,
};
use crate::{Counter, Family, Gauge, Histogram};

/// Bucket bounds for times.
const SECONDS: &[f64] = &[
    0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5,
    5.0, 10.0,
];
/// Bucket bounds for batches.
const BATCHES: &[f64] = &[1.0, 2.0, 5.0, 10.0, 50.0, 100.0, 1_000.0, 5_000.0, 20_000.0];

macro_rules! catalogue {
    ($($metric:ident: $kind:ty = $name:literal$(, $bounds:ident)?, $help:literal$(, $worst:ident)?;)+) => {
        $(
            #[doc = $help]
            pub static $metric: $kind = <$kind>::new($name, $help)$(.by($bounds))?$(.$worst())?;
        )+

        /// Every metric, in the order of the documentation.
        pub static CATALOGUE: &[&dyn Family] = &[$(&$metric),+];
    };
}

catalogue! {
    ORDERS: Counter<OfOrders> = "livetill_orders_total",
        "Orders by outcome.";
    REJECTS: Counter<OfRejects> = "livetill_rejects_total",
        "Rejected events by reason.";
    TEST_ORDERS: Counter<OfShop> = "livetill_test_orders_total",
        "Test orders that were taken, and count nothing.";
    LATE_ORDERS: Counter<OfShop> = "livetill_late_orders_total",
        "Platform orders whose day is no longer kept. They are sent again at each change, and are not rejects.";
    WEBHOOKS: Counter<OfWebhooks> = "livetill_webhooks_total",
        "Rightly signed deliveries of platforms by what they are about and what became of them.";
    UNSIGNED_WEBHOOKS: Counter<OfUnsigned> = "livetill_unsigned_webhooks_total",
        "Deliveries in the name of a platform that were refused for their signature.";
    LIMITED_REQUESTS: Counter<OfShop> = "livetill_limited_requests_total",
        "Requests refused because the shop posts more orders a second than it may.";
    FIELDS: Counter<OfFields> = "livetill_fields_total",
        "Values that count, under names that bodies may have used before Livetill knew them.";
    IGNORED_FIELDS: Counter<OfFields> = "livetill_ignored_fields_total",
        "Values under these names that have the wrong type, and are ignored.";
    BUFFER_ORDERS: Gauge<OfShop> = "livetill_buffer_orders",
        "Orders waiting in the intake buffer.";
    BUFFER_BYTES: Gauge<OfShop> = "livetill_buffer_bytes",
        "Bytes in the intake buffer.";
    BUFFER_OLDEST: Gauge<OfShop> = "livetill_buffer_oldest_timestamp_seconds",
        "When the oldest order in the intake buffer came, in seconds since 1970; 0 if none is waiting.", least_is_worst;
    BUFFER_TAKEN: Counter<OfShop> = "livetill_buffer_taken_total",
        "Orders put into the intake buffer.";
    BUFFER_DRAINED: Counter<OfShop> = "livetill_buffer_drained_total",
        "Orders from the intake buffer that the store now has.";
    BUFFER_REFUSES: Gauge<OfShop> = "livetill_buffer_refuses",
        "1 while the intake buffer takes no orders of the shop: it is full, or its disk cannot be written.";
    STORE_REFUSES: Gauge<OfWay> = "livetill_store_refuses",
        "1 while the store refuses the shop's orders from this source until somebody fixes it.";
    COMMIT_SECONDS: Histogram<()> = "livetill_commit_seconds", SECONDS,
        "How long a commit took, including its conflicts.";
    COMMIT_ORDERS: Histogram<()> = "livetill_commit_orders", BATCHES,
        "Orders in a commit.";
    ARCHIVED_DAYS: Counter<OfShop> = "livetill_archived_days_total",
        "Days that were written to the archive.";
    ARCHIVE_FAILURES: Counter<OfShop> = "livetill_archive_failures_total",
        "Times that the archive could not be written; all are retried.";
    ARCHIVE_DIFFERENCES: Counter<OfShop> = "livetill_archive_differences_total",
        "Days that left the kept ones with orders that their files lack.";
    HTTP_REQUESTS: Counter<OfAnswers> = "livetill_http_requests_total",
        "Answered HTTP requests.";
    HTTP_SECONDS: Histogram<OfRoute> = "livetill_http_request_seconds", SECONDS,
        "From the head of a request to the head of its answer.";
    FAULTS: Counter<()> = "livetill_faults_total",
        "Mistakes in the server that ended a piece of its work, which then began anew; the log has each.";
    CONNECTIONS_REFUSED: Counter<()> = "livetill_connections_refused_total",
        "Connections closed at once because there were too many.";
    REFUSALS: Counter<OfRefusals> = "livetill_refusals_total",
        "Requests that were refused access.";
    SCREEN_AGE: Histogram<OfShop> = "livetill_order_to_screen_seconds", SECONDS,
        "From an order's commit to the live message that shows it.";
    VIEWERS: Gauge<OfShop> = "livetill_viewers",
        "Open live connections.";
    LIVE_MESSAGES: Counter<OfShop> = "livetill_live_messages_total",
        "Live messages made, each shared by all viewers.";
    LIVE_SKIPS: Counter<OfShop> = "livetill_live_skips_total",
        "Times that a slow viewer skipped to the newest state.";
    KNOWN_ITEMS: Gauge<OfShop> = "livetill_known_items",
        "Distinct items that the store knows, as last read.";
    MAX_ITEMS: Gauge<OfShop> = "livetill_max_items",
        "The most distinct items that orders may bring; 0: any number.";
    BOARD_READS: Counter<OfShop> = "livetill_board_reads_total",
        "Boards read from the store.";
    OVERVIEW_READS: Counter<()> = "livetill_overview_reads_total",
        "Shops read from the store for viewers of all shops.";
    OVERVIEW_VIEWERS: Gauge<()> = "livetill_overview_viewers",
        "Open live connections that show all shops.";
    SOURCE_LAG: Gauge<OfShopSource> = "livetill_source_lag_seconds",
        "How far a shard or a stream is read behind its end.";
    SOURCE_READ: Gauge<OfShopSource> = "livetill_source_read_timestamp_seconds",
        "When it was last read without an error, or when reading began, in seconds since 1970.", least_is_worst;
    SOURCE_RECORDS: Counter<OfSource> = "livetill_source_records_total",
        "Records that were read and committed.";
    SOURCE_ERRORS: Counter<OfSourceErrors> = "livetill_source_errors_total",
        "Failures of sources; all are retried.";
    SOURCE_MOVED: Counter<OfSource> = "livetill_source_moved_total",
        "Times that the store had another position than the reader.";
    SOURCE_LOST: Counter<OfSource> = "livetill_source_lost_total",
        "Times that the source removed records before they were read, or that those in the intake buffer were damaged.";
    SOURCE_SHARDS: Gauge<OfSource> = "livetill_source_shards",
        "Shards that this process reads.";
    SOURCE_FILLED: Gauge<OfShopSource> = "livetill_source_filled_ratio",
        "How much of the past is read from a platform's API, from 0 to 1.", least_is_worst;
    SOURCE_REFUSED: Gauge<OfSourceRefusals> = "livetill_source_refused",
        "1 while a platform's API refuses until somebody changes something, such as credentials.";
    STORE_UP: Gauge<()> = "livetill_store_up",
        "1 while the store answers and takes writes, 0 while it does not.";
    STORE_PING: Gauge<()> = "livetill_store_ping_seconds",
        "How long a ping to the store took.";
    STORE_CPU: Gauge<()> = "livetill_store_cpu_ratio",
        "Processor time of the store's processes: 1 is one core.";
    STORE_ENGINE_CPU: Gauge<()> = "livetill_store_engine_cpu_ratio",
        "Processor time of the busiest thread that executes commands: at 1, the store is at its limit.";
    STORE_COMMANDS: Gauge<()> = "livetill_store_commands_per_second",
        "Commands that the store executes.";
    STORE_NETWORK_IN: Gauge<()> = "livetill_store_network_in_bytes_per_second",
        "Bytes that the store receives.";
    STORE_NETWORK_OUT: Gauge<()> = "livetill_store_network_out_bytes_per_second",
        "Bytes that the store sends.";
    STORE_BYTES_USED: Gauge<OfNode> = "livetill_store_used_bytes",
        "Size of the data: in memory on Redis, on disk in the embedded store.";
    STORE_BYTES_LIMIT: Gauge<OfNode> = "livetill_store_limit_bytes",
        "The most that the data may use: maxmemory, or the memory of the store's machine.";
    STORE_CONNECTIONS: Gauge<OfNode> = "livetill_store_connections",
        "Open client connections of the store.";
    STORE_EVICTED_KEYS: Gauge<OfNode> = "livetill_store_evicted_keys",
        "Keys that the store evicted for lack of memory. Anything but 0 means wrong figures.";
    STORE_REPLICAS: Gauge<OfNode> = "livetill_store_replicas",
        "Connected replicas.";
    SERVERS: Gauge<()> = "livetill_servers",
        "Livetill servers on the store.";
    HOST_CPU: Gauge<()> = "livetill_host_cpu_ratio",
        "Processor time of the whole machine: 1 is all cores.";
    HOST_MEMORY: Gauge<()> = "livetill_host_memory_bytes",
        "Memory of the machine, or the limit of the container.";
    HOST_MEMORY_FREE: Gauge<()> = "livetill_host_memory_available_bytes",
        "Memory that programs could still get.";
    HOST_SWAP: Gauge<()> = "livetill_host_swap_used_bytes",
        "Swap in use.";
    HOST_DISK_FREE: Gauge<()> = "livetill_host_disk_free_bytes",
        "Free space on the disk with the embedded store.";
    PROCESS_CPU: Gauge<()> = "livetill_process_cpu_ratio",
        "Processor time of this server's process: 1 is one core.";
    PROCESS_MEMORY: Gauge<()> = "livetill_process_memory_bytes",
        "Memory of this server's process.";
    BUILD_INFO: Gauge<OfBuild> = "livetill_build_info",
        "1; the label has the version.";
}
