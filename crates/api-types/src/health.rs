//! How the server, its store and its machine are.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Said;

/// How the server, its store and its machine are doing, as last measured. They are measured on a
/// timer, every two seconds, not by the request. What is unknown is null.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Health {
    /// When they were last measured, in UTC.
    #[schema(format = DateTime, example = "2018-03-11T14:23:45.123Z")]
    pub as_of: String,
    /// How many seconds before `as_of` rates and percentiles cover: about 10.
    pub window_seconds: f64,
    /// The server that answers.
    pub server: HealthServer,
    /// Every server on the store, the one that started first at the front.
    pub servers: Vec<HealthServer>,
    /// The store.
    pub store: HealthStore,
    /// The machine and the process of the server that answers.
    pub host: HealthHost,
    /// Orders on their way in, on the server that answers.
    pub intake: HealthIntake,
    /// Figures on their way to the screens, on the server that answers.
    pub screen: HealthScreen,
    /// Shops, sorted by name: up to 100 of them; of more, the twenty that are worst off: first those whose orders
    /// are refused, then by rejected events, then by orders. `?shop=` gives any other.
    pub shops: Vec<HealthShop>,
    /// How many shops the server has.
    #[serde(default)]
    #[schema(required = true)]
    pub shop_count: u64,
    /// The sources and shards that the servers read, sorted by shop: up to 100 of them; of more, the twenty that are worst
    /// off: first those that do not answer, then those whose past is being read, then by how late they are. `?shop=`
    /// gives those of one shop.
    pub sources: Vec<HealthSource>,
    /// The last hour; absent with `history=false`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub history: Option<HealthHistory>,
}

/// A server on the store.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HealthServer {
    /// New at each start.
    pub id: String,
    /// Its version.
    #[schema(example = "0.1.0")]
    pub version: String,
    /// The machine it runs on.
    pub host: String,
    /// When it started, in UTC.
    #[schema(format = DateTime)]
    pub started_at: String,
}

/// The store.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct HealthStore {
    /// `embedded`, `redis` or `valkey`; empty if it never answered.
    #[schema(example = "redis")]
    pub kind: String,
    /// Its version; for the embedded store, the version of its format.
    pub version: String,
    /// Whether it answered last time. If not, the other figures are the last known ones.
    pub available: bool,
    /// Since when it has not answered, in UTC.
    #[schema(required = true, format = DateTime)]
    pub away_since: Option<String>,
    /// Why it takes no writes although it answers, for example because its memory is full. Null if it
    /// takes them, or does not answer.
    #[schema(required = true)]
    pub refuses: Option<String>,
    /// Since when it has answered but taken no writes, in UTC.
    #[schema(required = true, format = DateTime)]
    pub refuses_since: Option<String>,
    /// How long a ping took.
    #[schema(required = true)]
    pub ping_seconds: Option<f64>,
    /// The longest event that its latency monitor noted lately (Redis: `LATENCY LATEST`).
    #[schema(required = true)]
    pub latency_event_seconds: Option<f64>,
    /// Of its processes together: 100 is one core. For the embedded store, of the server's process.
    #[schema(required = true)]
    pub cpu_percent: Option<f64>,
    /// Of the busiest thread that executes commands: at 100, the store is at its limit.
    #[schema(required = true)]
    pub engine_cpu_percent: Option<f64>,
    /// Size of the data: in memory on Redis, on disk in the embedded store.
    #[schema(required = true)]
    pub bytes_used: Option<u64>,
    /// The most that the data may use.
    #[schema(required = true)]
    pub bytes_limit: Option<u64>,
    /// What is left on the node that has the least left.
    #[schema(required = true)]
    pub freeable_memory_bytes: Option<u64>,
    /// Bytes per second.
    #[schema(required = true)]
    pub network_in_bytes_per_second: Option<f64>,
    /// Bytes per second.
    #[schema(required = true)]
    pub network_out_bytes_per_second: Option<f64>,
    /// Open client connections.
    #[schema(required = true)]
    pub connections: Option<u64>,
    /// Commands per second.
    #[schema(required = true)]
    pub commands_per_second: Option<f64>,
    /// Keys evicted for lack of memory. Anything but 0 means that figures are wrong.
    #[schema(required = true)]
    pub evicted_keys: Option<u64>,
    /// Orders in the ledger, if the store knows without counting.
    #[schema(required = true)]
    pub orders: Option<u64>,
    /// Its servers.
    pub nodes: Vec<HealthNode>,
}

/// A server of the store.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct HealthNode {
    /// Its address, or the folder of the embedded store.
    pub address: String,
    /// See `HealthStore`.
    #[schema(required = true)]
    pub bytes_used: Option<u64>,
    /// See `HealthStore`.
    #[schema(required = true)]
    pub bytes_limit: Option<u64>,
    /// See `HealthStore`.
    #[schema(required = true)]
    pub engine_cpu_percent: Option<f64>,
    /// See `HealthStore`.
    #[schema(required = true)]
    pub connections: Option<u64>,
    /// Connected replicas.
    #[schema(required = true)]
    pub replicas: Option<u64>,
}

/// The machine and the process.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct HealthHost {
    /// Cores.
    pub cores: u64,
    /// Of the whole machine: 100 is all cores.
    #[schema(required = true)]
    pub cpu_percent: Option<f64>,
    /// Memory that programs could still get; in a container, of its limit.
    pub freeable_memory_bytes: u64,
    /// All memory; in a container, its limit.
    pub memory_bytes: u64,
    /// Swap in use.
    pub swap_used_bytes: u64,
    /// Bytes per second, all interfaces except loopback.
    #[schema(required = true)]
    pub network_in_bytes_per_second: Option<f64>,
    /// Bytes per second, all interfaces except loopback.
    #[schema(required = true)]
    pub network_out_bytes_per_second: Option<f64>,
    /// Free space on the disk with the embedded store.
    #[schema(required = true)]
    pub disk_free_bytes: Option<u64>,
    /// Of the server's process: 100 is one core.
    #[schema(required = true)]
    pub process_cpu_percent: Option<f64>,
    /// Memory of the server's process.
    pub process_memory_bytes: u64,
}

/// Orders on their way in.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct HealthIntake {
    /// Orders per second, including duplicates and updates.
    #[schema(required = true)]
    pub orders_per_second: Option<f64>,
    /// Rejected events per second.
    #[schema(required = true)]
    pub rejects_per_second: Option<f64>,
    /// Half of the commits took at most this long. Null if there were none.
    #[schema(required = true)]
    pub commit_p50_seconds: Option<f64>,
    /// 99 of 100 commits took at most this long.
    #[schema(required = true)]
    pub commit_p99_seconds: Option<f64>,
    /// Orders in a commit, on average.
    #[schema(required = true)]
    pub batch_orders: Option<f64>,
    /// Commits per second.
    #[schema(required = true)]
    pub commits_per_second: Option<f64>,
    /// Orders waiting in the intake buffer, of all shops; null without a buffer.
    #[schema(required = true)]
    pub buffer_orders: Option<u64>,
    /// Their size on disk.
    #[schema(required = true)]
    pub buffer_bytes: Option<u64>,
    /// How long the oldest of them has waited; null if there are none.
    #[schema(required = true)]
    pub buffer_oldest_seconds: Option<f64>,
    /// Why the intake buffer takes no orders, of some shop at least: it is full, or its disk cannot
    /// be written; null if it does.
    #[serde(default)]
    #[schema(required = true)]
    pub buffer_refuses: Option<String>,
}

/// Figures on their way to the screens.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct HealthScreen {
    /// From an order's commit to the message that shows it: half were no older.
    #[schema(required = true)]
    pub age_p50_seconds: Option<f64>,
    /// 99 of 100 were no older.
    #[schema(required = true)]
    pub age_p99_seconds: Option<f64>,
    /// Open live connections.
    pub viewers: u64,
    /// Live messages per second, each shared by all viewers of a shop.
    #[schema(required = true)]
    pub messages_per_second: Option<f64>,
    /// How often per second a slow viewer skipped to the newest state.
    #[schema(required = true)]
    pub skips_per_second: Option<f64>,
}

/// One shop, on the server that answers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct HealthShop {
    /// Its name.
    pub shop: String,
    /// Open live connections.
    pub viewers: u64,
    /// Orders per second, including duplicates and updates.
    #[schema(required = true)]
    pub orders_per_second: Option<f64>,
    /// Rejected events since the server's start, by reason.
    pub rejects: BTreeMap<String, u64>,
    /// Test orders since the server's start. They are remembered but count nothing.
    #[serde(default)]
    #[schema(required = true)]
    pub test_orders: u64,
}

/// A shard of a source, on the server that reads it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct HealthSource {
    /// The shop whose orders it brings.
    pub shop: String,
    /// The source.
    #[schema(example = "kinesis:orders")]
    pub source: String,
    /// The shard; empty for a stream as a whole.
    pub shard: String,
    /// How far it is read behind its end, in seconds; null if unknown.
    #[schema(required = true)]
    pub lag_seconds: Option<f64>,
    /// Seconds since it was last read without an error, or since reading began; null if it is no
    /// longer read.
    #[schema(required = true)]
    pub silent_seconds: Option<f64>,
    /// For a platform's API: how much of the past is read, from 0 to 1; absent if no past is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filled: Option<f64>,
    /// For a platform's API: how many orders and refunds were read so far; absent if no past is being read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read: Option<u64>,
    /// For a platform's API: why it does not answer, and what to do, for people; absent if it does, or if no past is
    /// being read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trouble: Option<String>,
    /// The trouble as a word and its values; absent if there is none, or no word for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trouble_said: Option<Said>,
    /// Why a platform's API refuses until somebody changes something: `unauthorized`, `missing_scope` or `refused`;
    /// absent if it does not refuse.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
}

/// The last hour: for each figure, one number every ten seconds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct HealthHistory {
    /// Seconds from one number to the next.
    pub interval_seconds: u32,
    /// The time of the last numbers, in UTC.
    #[schema(format = DateTime)]
    pub until: String,
    /// By figure, oldest first, all of the same length, at most 360; null where it was unknown. A
    /// figure is named by its object and its own name, such as `store.cpu_percent` or
    /// `intake.commit_p99_seconds`; `sources.lag_seconds` is the largest of all sources.
    pub series: BTreeMap<String, Vec<Option<f64>>>,
}
