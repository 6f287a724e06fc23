//! Server settings that decide whether figures last.

use std::collections::HashMap;

use domain::{BusinessDay, Shop};
use ports::StoreError;
use redis::Value;

use crate::servers::missing::MissingKeys;
use crate::store::RedisStore;
use crate::wire::value::{Answer as _, by_node, plain_text};

/// A server's settings and condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeSettings {
    /// Its address.
    pub address: String,
    /// `redis` or `valkey`.
    pub kind: String,
    /// Its version.
    pub version: String,
    /// What it does when its memory is full.
    pub maxmemory_policy: String,
    /// The most memory it may use, or has; bytes.
    pub memory_limit: Option<u64>,
    /// Memory in use, in bytes.
    pub memory_used: u64,
    /// Keys that it evicted for lack of memory since its start.
    pub evicted_keys: u64,
    /// Whether it keeps an append-only file.
    pub append_only: bool,
    /// Whether it keeps snapshots, as far as it says.
    pub snapshots: bool,
    /// Which of its last writes to disk failed.
    pub failed_persistence: Option<String>,
    /// Replicas that are connected.
    pub replicas: u64,
    /// Its clock, milliseconds since 1970.
    pub time_millis: i64,
}

/// A day in the original design's keys that cannot exist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImpossibleDay {
    /// Its name in the keys, such as `501940919`.
    pub name: String,
    /// The day's keys, as far as they exist.
    pub keys: [String; 3],
    /// The sorted set that lists it.
    pub list: String,
}

/// 1995-01-01: nobody sold over the web before that.
const FIRST_DAY: BusinessDay = BusinessDay::from_epoch_days(9_131);

impl RedisStore {
    /// Asks the server, or every primary of a cluster, for its settings.
    ///
    /// # Errors
    /// Any kind; also if the user lacks the right.
    pub async fn node_settings(&self) -> Result<Vec<NodeSettings>, StoreError> {
        let link = &self.core.reader;
        let mut info = redis::cmd("INFO");
        info.arg("all");
        let info = link.command("read the settings of redis", &info).await?;
        let mut save = redis::cmd("CONFIG");
        save.arg("GET").arg("save");
        // Managed services do not allow it, and have snapshots of their own.
        let save = link.command("read the settings of redis", &save).await;
        let has_snapshots = save
            .as_ref()
            .map_or(true, |answer| texts(answer).any(|text| is_schedule(&text)));
        let time = redis::cmd("TIME");
        let time = link.command("ask redis for the time", &time).await?;
        let time_millis = millis(&time);
        let nodes = by_node(&info).into_iter().map(|(address, text)| {
            let address = address.unwrap_or_else(|| self.core.url.topology.name());
            settings(address, &text, has_snapshots, time_millis)
        });
        Ok(nodes.collect())
    }

    /// How many replicas a commit waits for, if the URL says so.
    pub fn waits(&self) -> Option<u32> {
        self.core.url.wait
    }

    /// Whether a shop is stored here. Unlike opening it, asking does not create it.
    ///
    /// # Errors
    /// Any kind.
    pub async fn knows(&self, shop: &Shop) -> Result<bool, StoreError> {
        let mut exists = redis::cmd("EXISTS");
        exists.arg(self.core.keys(shop).state());
        let answer = self.core.reader.command("look for a shop", &exists).await?;
        Ok(answer.number() > 0)
    }

    /// Keys that must exist according to a shop's own records, but do not: they were evicted or deleted.
    ///
    /// # Errors
    /// Any kind.
    pub async fn missing_keys(&self, shop: &Shop) -> Result<Option<MissingKeys>, StoreError> {
        self.core.missing(shop, &self.core.keys(shop)).await
    }

    /// Days in the original design's list that cannot be business days of a shop: they are before 1995 or after
    /// `latest`, or not days at all, as when milliseconds were taken for seconds. Livetill neither shows nor changes
    /// them.
    ///
    /// # Errors
    /// Any kind.
    pub async fn impossible_days(
        &self,
        shop: &Shop,
        latest: BusinessDay,
    ) -> Result<Vec<ImpossibleDay>, StoreError> {
        const DOING: &str = "look for days that cannot be";
        let keys = self.core.keys(shop);
        let list = keys.article("sales:revenue:days");
        let mut command = redis::cmd("ZRANGE");
        command.arg(&list).arg(0).arg(-1);
        let answer = self.core.reader.command(DOING, &command).await?;
        let mut found = Vec::new();
        for name in answer.list()?.iter().filter_map(|name| name.text()) {
            let day = BusinessDay::parse_compact(name);
            if day.is_some_and(|day| (FIRST_DAY..=latest).contains(&day)) {
                continue;
            }
            let mut exists = redis::cmd("EXISTS");
            exists.arg(keys.own(&format!("day:{name}")));
            if self.core.reader.command(DOING, &exists).await?.number() == 0 {
                let of_day = ["orders", "orders:items", "sales:revenue"];
                let of_day = of_day.map(|of| keys.article(&format!("{of}:{name}")));
                found.push(ImpossibleDay {
                    name: name.to_owned(),
                    keys: of_day,
                    list: list.clone(),
                });
            }
        }
        Ok(found)
    }
}

/// All texts within an answer.
fn texts(answer: &Value) -> Box<dyn Iterator<Item = String> + '_> {
    match answer {
        Value::Map(pairs) => Box::new(pairs.iter().flat_map(|(_, value)| texts(value))),
        Value::Array(list) => Box::new(list.iter().flat_map(texts)),
        value => Box::new(std::iter::once(plain_text(value))),
    }
}

/// Such as `3600 1 300 100`: after this many seconds if this many keys changed.
fn is_schedule(text: &str) -> bool {
    text.starts_with(|sign: char| sign.is_ascii_digit())
}

/// Seconds and microseconds, from the first server that answered.
fn millis(time: &Value) -> i64 {
    let numbers: Vec<i64> = match time {
        Value::Map(nodes) => nodes.first().map(|(_, time)| numbers(time)),
        time => Some(numbers(time)),
    }
    .unwrap_or_default();
    match numbers[..] {
        [seconds, micros, ..] => seconds * 1_000 + micros / 1_000,
        _ => 0,
    }
}

fn numbers(list: &Value) -> Vec<i64> {
    texts(list).filter_map(|text| text.parse().ok()).collect()
}

fn settings(address: String, info: &str, snapshots: bool, time_millis: i64) -> NodeSettings {
    let fields = info.lines().filter_map(|line| line.trim().split_once(':'));
    let fields: HashMap<&str, &str> = fields.collect();
    let of = |name: &str| fields.get(name).copied().unwrap_or_default();
    let number = |name: &str| of(name).parse::<u64>().ok();
    // For compatibility, Valkey also reports an old version of Redis.
    let (kind, version) = match fields.get("valkey_version") {
        Some(version) => ("valkey", *version),
        None => ("redis", of("redis_version")),
    };
    let written = [
        "rdb_last_bgsave_status",
        "aof_last_write_status",
        "aof_last_bgrewrite_status",
    ];
    let failed = written.into_iter().find(|name| of(name) == "err");
    let limit = number("maxmemory").filter(|&limit| limit > 0);
    NodeSettings {
        address,
        kind: kind.to_owned(),
        version: version.to_owned(),
        maxmemory_policy: of("maxmemory_policy").to_owned(),
        memory_limit: limit.or_else(|| number("total_system_memory")),
        memory_used: number("used_memory").unwrap_or_default(),
        evicted_keys: number("evicted_keys").unwrap_or_default(),
        append_only: of("aof_enabled") == "1",
        snapshots,
        failed_persistence: failed.map(|name| format!("{name} is err")),
        replicas: number("connected_slaves").unwrap_or_default(),
        time_millis,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_found_in_what_a_server_says() {
        let info = "# Server\r\nredis_version:7.2.4\r\nvalkey_version:8.0.1\r\n\r\n# Memory\r\n\
                    used_memory:5\r\nmaxmemory:0\r\ntotal_system_memory:9\r\n\
                    maxmemory_policy:allkeys-lru\r\nrdb_last_bgsave_status:err\r\naof_enabled:1\r\n";
        let found = settings("a:1".to_owned(), info, true, 7);
        assert_eq!(
            (found.kind.as_str(), found.version.as_str()),
            ("valkey", "8.0.1")
        );
        assert_eq!((found.memory_used, found.memory_limit), (5, Some(9)));
        assert_eq!(found.maxmemory_policy, "allkeys-lru");
        assert!(found.append_only);
        let failed = found.failed_persistence.unwrap();
        assert_eq!(failed, "rdb_last_bgsave_status is err");
    }

    #[test]
    fn the_time_of_a_server_or_of_the_first_of_a_cluster_is_read() {
        let bulk = |text: &str| Value::BulkString(text.into());
        let time = Value::Array(vec![bulk("1700000000"), bulk("123456")]);
        assert_eq!(millis(&time), 1_700_000_000_123);
        assert_eq!(
            millis(&Value::Map(vec![(bulk("a"), time)])),
            1_700_000_000_123
        );
        assert!(is_schedule("3600 1") && !is_schedule(""));
    }
}
