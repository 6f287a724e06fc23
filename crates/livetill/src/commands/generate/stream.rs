//! Puts sample orders into a Kinesis stream.

use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

use anyhow::Context;
use serde::Deserialize;
use serde_json::Value;
use sources::kinesis::{KinesisUrl, Producer, connect};
use tokio::runtime::Runtime;

use crate::terminal;

/// A stream that takes each order as one record.
pub(super) struct StreamSink {
    runtime: Runtime,
    producer: Producer,
    stream: String,
}

/// The part of an event that is read here.
#[derive(Deserialize)]
struct Identified {
    id: Value,
}

impl StreamSink {
    /// Connects to the stream of a URL such as `kinesis:orders?region=eu-west-1`.
    pub(super) fn open(url: &str) -> anyhow::Result<StreamSink> {
        let url = KinesisUrl::parse(url).context("to")?;
        let runtime = super::super::runtime()?;
        let client = runtime.block_on(connect(&url))?;
        Ok(StreamSink {
            runtime,
            producer: Producer::new(client, &*url.stream),
            stream: url.stream,
        })
    }

    /// Puts lines into the stream, and returns when all are there.
    pub(super) fn write(&mut self, lines: &[u8]) -> anyhow::Result<()> {
        let lines = lines
            .split(|&byte| byte == b'\n')
            .filter(|line| !line.is_empty());
        let producer = &mut self.producer;
        self.runtime.block_on(async {
            for line in lines {
                producer.put(&partition_key(line), line).await?;
            }
            producer.flush().await
        })?;
        Ok(())
    }

    pub(super) fn finish(&self) -> anyhow::Result<()> {
        let (put, retried) = (self.producer.put_count(), self.producer.retried_count());
        let again = match retried {
            0 => String::new(),
            retried => format!(", {retried} of them after a retry"),
        };
        terminal::print(&format!(
            "put {put} events into the stream {}{again}",
            self.stream
        ))
    }
}

/// The order's id, so that orders spread over the shards and all versions of an order go to the same shard. Events
/// without an id are spread by their content.
fn partition_key(line: &[u8]) -> String {
    let id = match serde_json::from_slice(line) {
        Ok(Identified {
            id: Value::String(id),
        }) => id,
        Ok(Identified { id }) if id.is_number() => id.to_string(),
        _ => String::new(),
    };
    if (1..=128).contains(&id.len()) {
        return id;
    }
    let hash = BuildHasherDefault::<DefaultHasher>::default().hash_one(line);
    format!("{hash:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_and_its_corrections_have_one_key() {
        assert_eq!(partition_key(br#"{"id":"L1-7","version":1}"#), "L1-7");
        assert_eq!(partition_key(br#"{"version":2,"id":"L1-7"}"#), "L1-7");
        assert_eq!(partition_key(br#"{"id":7}"#), "7");
        assert_ne!(partition_key(b"no JSON"), partition_key(b"no JSON either"));
        assert_eq!(partition_key(br#"{"id":""}"#).len(), 16);
    }
}
