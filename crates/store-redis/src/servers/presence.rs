//! What the servers report about themselves through `INFO` and `LATENCY`, and which of our servers use them.

use std::time::Instant;

use async_trait::async_trait;
use domain::Shop;
use ports::{
    Lease, LeaseRequest, Presence, SERVER_EXPIRES_SECONDS, ServerRecord, StoreError, StoreFigures,
};
use redis::Value;

use super::concerns;
use super::info::Info;
use crate::layout::keys::Keys;
use crate::layout::sizes::FORMATS;
use crate::scripts::{ANNOUNCE, ANNOUNCE_TEXT, Call, NOTE, NOTE_TEXT};
use crate::store::RedisStore;
use crate::wire::error::corrupt;
use crate::wire::value::{Answer, by_node, pairs};

#[async_trait]
impl Presence for RedisStore {
    async fn lease(
        &self,
        shop: &Shop,
        request: &LeaseRequest<'_>,
    ) -> Result<Vec<Lease>, StoreError> {
        self.core.lease(&self.core.keys(shop), request).await
    }

    async fn ready(&self) -> Result<(), StoreError> {
        // A write without effect: a replica, a full disk or full memory refuses it as it would refuse a commit.
        let mut command = redis::cmd("HSET");
        let keys = Keys::new(self.core.url.default_prefix());
        command.arg(keys.own("ready")).arg("format").arg(FORMATS[0]);
        self.core.writer.command("reach redis", &command).await?;
        // Each connection pauses by itself after failures, so check reading too before reporting that the store is
        // there.
        self.core.answers().await
    }

    async fn health(&self) -> Result<StoreFigures, StoreError> {
        let asked = Instant::now();
        self.ask("ping redis", redis::cmd("PING")).await?;
        let ping_seconds = Some(asked.elapsed().as_secs_f64());
        let mut command = redis::cmd("INFO");
        command.arg("all");
        let info = by_node(&self.ask("read figures from redis", command).await?);
        let mut command = redis::cmd("LATENCY");
        command.arg("LATEST");
        // Many managed services do not allow it: then one figure is missing.
        let events = self.ask("read latencies from redis", command).await.ok();
        let events = events.as_ref().map(longest_event);
        let mut figures = StoreFigures {
            ping_seconds,
            ..StoreFigures::default()
        };
        for (address, text) in info {
            let info = Info::parse(&text);
            if figures.version.is_empty() {
                (figures.kind, figures.version) = info.server();
            }
            let address = address.unwrap_or_else(|| self.core.url.topology.name());
            let concerns = concerns::of_node(&self.core.url, &address, &info);
            figures.concerns.extend(concerns);
            let mut node = info.node(address);
            node.latency_event_seconds = events.flatten();
            figures.nodes.push(node);
        }
        figures.concerns.extend(self.notices.losses());
        figures
            .nodes
            .sort_by(|one, other| one.address.cmp(&other.address));
        Ok(figures)
    }

    async fn announce(&self, server: &ServerRecord) -> Result<Vec<ServerRecord>, StoreError> {
        let (line, expires) = (server.to_line(), SERVER_EXPIRES_SECONDS.to_string());
        let servers = self.shared("servers");
        let call = Call {
            script: &ANNOUNCE,
            source: ANNOUNCE_TEXT,
            keys: &[&servers],
            args: &[server.id.as_bytes(), line.as_bytes(), expires.as_bytes()],
        };
        let answer = self.core.reader.script("announce a server", &call).await?;
        let lines = answer.list()?.iter().filter_map(|line| line.text());
        let mut servers: Vec<ServerRecord> = lines.filter_map(ServerRecord::from_line).collect();
        ServerRecord::sort(&mut servers);
        Ok(servers)
    }

    async fn servers(&self) -> Result<Vec<ServerRecord>, StoreError> {
        const DOING: &str = "read the servers from redis";
        let mut reads = redis::pipe();
        reads.cmd("HGETALL").arg(self.shared("servers"));
        reads.cmd("TIME");
        let answers = self.core.reader.moment(DOING, &reads).await?;
        let [servers, time] = &answers[..] else {
            return Err(corrupt(DOING));
        };
        let now = time.list()?.first().map_or(0, Answer::number);
        // In the form that announce.lua writes and expires them.
        let heard = pairs(servers.list()?).filter_map(|(_, line)| {
            let (heard, line) = line.text()?.split_once('\t')?;
            let age = now - heard.parse::<i64>().ok()?;
            (age < SERVER_EXPIRES_SECONDS as i64).then(|| ServerRecord::from_line(line))?
        });
        let mut servers: Vec<ServerRecord> = heard.collect();
        ServerRecord::sort(&mut servers);
        Ok(servers)
    }

    async fn notes(&self) -> Result<Vec<(String, String)>, StoreError> {
        let mut command = redis::cmd("HGETALL");
        command.arg(self.shared("notes"));
        let notes = self.ask("read notes from redis", command).await?;
        let text = |value: &Value| value.text().unwrap_or_default().to_owned();
        Ok(match &notes {
            Value::Map(notes) => notes
                .iter()
                .map(|(name, note)| (text(name), text(note)))
                .collect(),
            list => pairs(list.list()?)
                .map(|(name, note)| (text(name), text(note)))
                .collect(),
        })
    }

    async fn set_note(&self, name: &str, text: Option<&str>) -> Result<(), StoreError> {
        let mut command = redis::cmd(if text.is_some() { "HSET" } else { "HDEL" });
        command.arg(self.shared("notes")).arg(name).arg(text);
        self.ask("write a note to redis", command).await.map(drop)
    }

    async fn document(&self, name: &str) -> Result<Vec<u8>, StoreError> {
        let mut command = redis::cmd("HGET");
        command.arg(self.shared("documents")).arg(name);
        let found = self.ask("read a document from redis", command).await?;
        Ok(match found {
            Value::BulkString(bytes) => bytes,
            _ => Vec::new(),
        })
    }

    async fn replace_document(
        &self,
        name: &str,
        known: &[u8],
        new: &[u8],
    ) -> Result<bool, StoreError> {
        let documents = self.shared("documents");
        let call = Call {
            script: &NOTE,
            source: NOTE_TEXT,
            keys: &[&documents],
            args: &[name.as_bytes(), known, new],
        };
        const DOING: &str = "write a document to redis";
        Ok(self.core.writer.script(DOING, &call).await?.number() == 1)
    }
}

impl RedisStore {
    async fn ask(&self, doing: &str, command: redis::Cmd) -> Result<Value, StoreError> {
        self.core.reader.command(doing, &command).await
    }

    /// A key shared by all shops: on the default shop's node.
    fn shared(&self, name: &str) -> String {
        Keys::new(self.core.url.default_prefix()).own(name)
    }
}

/// The longest of the newest events of `LATENCY LATEST`: name, time, its milliseconds, and the longest ever.
fn longest_event(answer: &Value) -> Option<f64> {
    let events: Vec<&Value> = match answer {
        Value::Map(nodes) => nodes.iter().map(|(_, events)| events).collect(),
        events => vec![events],
    };
    let events = events.into_iter().filter_map(|events| events.list().ok());
    let millis = events
        .flatten()
        .filter_map(|event| event.list().ok()?.get(2))
        .map(Answer::number);
    millis.max().map(|millis| millis as f64 / 1_000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn valkey_is_not_taken_for_the_redis_that_it_says_it_is() {
        let info = Info::parse("redis_version:7.2.4\r\nvalkey_version:8.0.1\r\nmaxmemory:0\r\n");
        assert_eq!(info.server(), ("valkey".to_owned(), "8.0.1".to_owned()));
        let info = Info::parse("# Server\r\nredis_version:6.2.7\r\n");
        assert_eq!(info.server(), ("redis".to_owned(), "6.2.7".to_owned()));
    }

    #[test]
    fn without_a_limit_of_its_own_the_machines_memory_is_the_limit() {
        let limit = |text| Info::parse(text).node("a".to_owned()).bytes_limit;
        assert_eq!(limit("maxmemory:5\ntotal_system_memory:9"), Some(5));
        assert_eq!(limit("maxmemory:0\ntotal_system_memory:9"), Some(9));
        assert_eq!(limit("used_memory:1"), None);
    }

    #[test]
    fn the_longest_latency_event_of_any_node_is_told() {
        let event = |millis| {
            Value::Array(vec![
                Value::BulkString(b"command".to_vec()),
                Value::Int(1_700_000_000),
                Value::Int(millis),
                Value::Int(900),
            ])
        };
        let one = Value::Array(vec![event(12), event(30)]);
        assert_eq!(longest_event(&one), Some(0.03));
        let node = |address: &str, events| (Value::BulkString(address.into()), events);
        let both = Value::Map(vec![
            node("a", one),
            node("b", Value::Array(vec![event(45)])),
        ]);
        assert_eq!(longest_event(&both), Some(0.045));
        assert_eq!(longest_event(&Value::Array(vec![])), None);
    }
}
