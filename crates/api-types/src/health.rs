//! How the server, its store and its machine are.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How the server, its store and its machine are, as of the last look. Looks are taken on a timer,
/// every two seconds; asking causes none. What cannot be known is null.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Health {
    /// When the last look was taken, in UTC.
    #[schema(format = DateTime, example = "2018-03-11T14:23:45.123Z")]
    pub as_of: String,
    /// Rates and percentiles are of so many seconds before `as_of`: about 10.
    pub window_seconds: f64,
    /// The server that answers.
    pub server: HealthServer,
    /// Every server at work on the store, the one that started first at the front.
    pub servers: Vec<HealthServer>,
    /// The store.
    pub store: HealthStore,
    /// The machine and the process of the server that answers.
    pub host: HealthHost,
    /// Orders on their way in, at the server that answers.
    pub intake: HealthIntake,
    /// Figures on their way to the screens, at the server that answers.
    pub screen: HealthScreen,
    /// By shop, in the order of their names: of at most 100 shops each; of more the twenty that are worst off, those
    /// whose orders are refused first, then by refused events, then by orders. `?shop=` gives any other.
    pub shops: Vec<HealthShop>,
    /// How many shops the server has.
    #[serde(default)]
    #[schema(required = true)]
    pub shop_count: u64,
    /// Every source and shard that the server reads.
    pub sources: Vec<HealthSource>,
    /// The last hour; absent with `history=false`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub history: Option<HealthHistory>,
}

/// A server at work on the store.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HealthServer {
    /// Made anew at each start.
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
    /// `embedded`, `redis` or `valkey`; empty when it never answered.
    #[schema(example = "redis")]
    pub kind: String,
    /// Its version; of the embedded store that of its format.
    pub version: String,
    /// Whether it answered at the last look. If not, the other figures are the last known ones.
    pub available: bool,
    /// Since when it does not answer, in UTC.
    #[schema(required = true, format = DateTime)]
    pub away_since: Option<String>,
    /// Why it takes no writes, though it answers: its memory is full, say. Null when it takes them, or
    /// does not answer.
    #[schema(required = true)]
    pub refuses: Option<String>,
    /// Since when it answers and takes no writes, in UTC.
    #[schema(required = true, format = DateTime)]
    pub refuses_since: Option<String>,
    /// How long an empty question took to be answered.
    #[schema(required = true)]
    pub ping_seconds: Option<f64>,
    /// The longest event that its latency monitor noted lately (Redis: `LATENCY LATEST`).
    #[schema(required = true)]
    pub latency_event_seconds: Option<f64>,
    /// Of its processes together: 100 = one core. Of the embedded store: the server's process.
    #[schema(required = true)]
    pub cpu_percent: Option<f64>,
    /// Of the busiest thread that executes commands: at 100 the store can do no more.
    #[schema(required = true)]
    pub engine_cpu_percent: Option<f64>,
    /// What the data take: memory on Redis, disk for the embedded store.
    #[schema(required = true)]
    pub bytes_used: Option<u64>,
    /// The most that they may take.
    #[schema(required = true)]
    pub bytes_limit: Option<u64>,
    /// Limit less use of the node that has the least left.
    #[schema(required = true)]
    pub freeable_memory_bytes: Option<u64>,
    /// Bytes a second.
    #[schema(required = true)]
    pub network_in_bytes_per_second: Option<f64>,
    /// Bytes a second.
    #[schema(required = true)]
    pub network_out_bytes_per_second: Option<f64>,
    /// Open client connections.
    #[schema(required = true)]
    pub connections: Option<u64>,
    /// Commands a second.
    #[schema(required = true)]
    pub commands_per_second: Option<f64>,
    /// Keys thrown away for want of memory. Anything but 0 means that figures are wrong.
    #[schema(required = true)]
    pub evicted_keys: Option<u64>,
    /// Orders in the ledger, where the store knows without counting.
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
    /// Of the whole machine: 100 = all cores busy.
    #[schema(required = true)]
    pub cpu_percent: Option<f64>,
    /// Memory that programs could still get; within a container, of its limit.
    pub freeable_memory_bytes: u64,
    /// All memory; within a container, its limit.
    pub memory_bytes: u64,
    /// Swap in use.
    pub swap_used_bytes: u64,
    /// Bytes a second, all interfaces but loopback.
    #[schema(required = true)]
    pub network_in_bytes_per_second: Option<f64>,
    /// Bytes a second, all interfaces but loopback.
    #[schema(required = true)]
    pub network_out_bytes_per_second: Option<f64>,
    /// Free space of the disk with the embedded store.
    #[schema(required = true)]
    pub disk_free_bytes: Option<u64>,
    /// Of the server's process: 100 = one core.
    #[schema(required = true)]
    pub process_cpu_percent: Option<f64>,
    /// Memory of the server's process.
    pub process_memory_bytes: u64,
}

/// Orders on their way in.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct HealthIntake {
    /// Orders a second, duplicates and updates included.
    #[schema(required = true)]
    pub orders_per_second: Option<f64>,
    /// Refused events a second.
    #[schema(required = true)]
    pub rejects_per_second: Option<f64>,
    /// Half of the commits took no longer than this. Null when there were none.
    #[schema(required = true)]
    pub commit_p50_seconds: Option<f64>,
    /// 99 of 100 commits took no longer than this.
    #[schema(required = true)]
    pub commit_p99_seconds: Option<f64>,
    /// Orders of a commit, on average.
    #[schema(required = true)]
    pub batch_orders: Option<f64>,
    /// Commits a second.
    #[schema(required = true)]
    pub commits_per_second: Option<f64>,
    /// Orders that wait in the intake buffer, of all shops; null without a buffer.
    #[schema(required = true)]
    pub buffer_orders: Option<u64>,
    /// What they take on the disk.
    #[schema(required = true)]
    pub buffer_bytes: Option<u64>,
    /// For how long the oldest of them waits; null when none does.
    #[schema(required = true)]
    pub buffer_oldest_seconds: Option<f64>,
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
    /// Live messages a second, each shared by all viewers of a shop.
    #[schema(required = true)]
    pub messages_per_second: Option<f64>,
    /// Times a second that a slow viewer was brought to the newest state.
    #[schema(required = true)]
    pub skips_per_second: Option<f64>,
}

/// One shop, at the server that answers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct HealthShop {
    /// Its name.
    pub shop: String,
    /// Open live connections.
    pub viewers: u64,
    /// Orders a second, duplicates and updates included.
    #[schema(required = true)]
    pub orders_per_second: Option<f64>,
    /// Refused events since the server's start, by reason.
    pub rejects: BTreeMap<String, u64>,
    /// Test orders since the server's start: they are remembered and count nothing.
    #[serde(default)]
    #[schema(required = true)]
    pub test_orders: u64,
}

/// A shard of a source, at the server that reads it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct HealthSource {
    /// The shop whose orders it brings.
    pub shop: String,
    /// The source.
    #[schema(example = "kinesis:orders")]
    pub source: String,
    /// The shard; empty for a stream as a whole.
    pub shard: String,
    /// How far behind its end it is read, in seconds; null when that is not known.
    #[schema(required = true)]
    pub lag_seconds: Option<f64>,
    /// Seconds since it was read last without an error, or since reading began; null when it is
    /// read no more.
    #[schema(required = true)]
    pub silent_seconds: Option<f64>,
    /// Of a platform's API: how much of the past that it is asked for is read, from 0 to 1; absent where there is no such past.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filled: Option<f64>,
    /// Why a platform's API refuses until somebody changes something: `unauthorized`, `missing_scope` or `refused`; absent while it
    /// does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
}

/// The last hour: for each figure one number every ten seconds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct HealthHistory {
    /// Seconds from one number to the next.
    pub interval_seconds: u32,
    /// When the last numbers are of, in UTC.
    #[schema(format = DateTime)]
    pub until: String,
    /// By figure, oldest first, all of the same length, at most 360; null where it was not known.
    /// A figure has the name of its object and its own, such as `store.cpu_percent` or
    /// `intake.commit_p99_seconds`; `sources.lag_seconds` is the largest of all sources.
    pub series: BTreeMap<String, Vec<Option<f64>>>,
}
