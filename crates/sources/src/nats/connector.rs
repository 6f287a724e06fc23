//! JetStream as the driver sees it: one partition, read by a consumer of its own.

use std::time::Duration;

use async_nats::HeaderMap;
use async_nats::datetime::DateTime;
use async_nats::jetstream::consumer::pull::{self, Batch as Messages};
use async_nats::jetstream::consumer::{AckPolicy, Consumer, DeliverPolicy};
use async_nats::jetstream::stream::{State, Stream};
use async_trait::async_trait;
use bytes::Bytes;
use domain::{Shop, Timestamp};
use futures_util::StreamExt as _;
use telemetry::labels::SourceError;

use super::Server;
use crate::driver::{
    Batch, Commits, Connector, Failure, Fault, Lag, Partition, Partitions, Place, Polled, Reader,
    Remedy,
};
use crate::headed::decode_with;
use crate::start::Start;

/// A stream is a single partition.
const PARTITION: &str = "all";
/// How long the server waits for new messages.
const WAIT: Duration = Duration::from_secs(1);
/// How long an announced message may take to arrive.
const LATE: Duration = Duration::from_secs(5);
/// How long an idle consumer lives on the server.
const FORGOTTEN_AFTER: Duration = Duration::from_secs(60);

/// A stream of JetStream.
pub struct NatsConnector {
    server: Server,
}

impl NatsConnector {
    /// The stream of a server.
    pub fn new(server: Server) -> NatsConnector {
        NatsConnector { server }
    }

    async fn stream(&self) -> Result<Stream, Fault> {
        let context = self.server.context().await.map_err(wait)?;
        let stream = context.get_stream(&self.server.url.stream).await;
        stream.map_err(|error| wait(format!("look at the stream: {error}")))
    }
}

pub(super) fn wait(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Fault {
    Fault::new(Remedy::Wait, SourceError::CallFailed, error)
}

#[async_trait]
impl Connector for NatsConnector {
    type Reader = StreamReader;

    fn name(&self) -> String {
        self.server.url.source()
    }

    fn lease(&self) -> Duration {
        self.server.url.lease
    }

    fn label(&self, _: &str) -> String {
        self.name()
    }

    fn begin(&self, stored: Option<&str>, now: Timestamp) -> Option<String> {
        // Unreadable text was written by a newer version; treat it as missing.
        let stored = stored.and_then(|text| text.parse::<Start>().ok());
        Some(
            stored
                .unwrap_or_else(|| self.server.url.start.at(now))
                .to_string(),
        )
    }

    async fn partitions(&self) -> Result<Partitions, Fault> {
        // Opening it will show whether it exists.
        Ok(Partitions::Each(vec![Partition {
            name: PARTITION.to_owned(),
            after: Vec::new(),
        }]))
    }

    async fn open(&self, place: Place<'_>) -> Result<Option<StreamReader>, Fault> {
        let stream = self.stream().await?;
        let state = &stream.cached_info().state;
        let stood: Option<u64> = match place.position {
            None => None,
            Some(text) => Some(
                text.parse()
                    .map_err(|_| wait("the position in the store is not a number"))?,
            ),
        };
        let lost = stood.and_then(|stood| missing(stood, state));
        let is_anew = stood.is_some_and(|stood| stood > state.last_sequence);
        let first = state.first_sequence.max(1);
        let behind = stood
            .filter(|_| !is_anew)
            .map(|stood| (stood + 1).max(first));
        let start = place.begin.and_then(|text| text.parse().ok());
        let (policy, next) = match (behind, start) {
            (Some(next), _) => (from(next), next),
            (None, Some(Start::At(time))) if stood.is_none() => (
                DeliverPolicy::ByStartTime {
                    start_time: moment(time)?,
                },
                0,
            ),
            (None, _) => (from(first), first),
        };
        let config = pull::Config {
            deliver_policy: policy,
            ack_policy: AckPolicy::None,
            filter_subject: self.server.url.subject.clone().unwrap_or_default(),
            inactive_threshold: FORGOTTEN_AFTER,
            memory_storage: true,
            ..pull::Config::default()
        };
        let consumer = stream.create_consumer(config).await;
        let consumer = consumer.map_err(|error| wait(format!("make a consumer: {error}")))?;
        Ok(Some(StreamReader {
            stream,
            consumer,
            batch: self.server.url.batch,
            name: self.server.url.stream.clone(),
            next,
            delivered: 0,
            is_placed: stood.is_some(),
            lost,
        }))
    }
}

fn from(start_sequence: u64) -> DeliverPolicy {
    DeliverPolicy::ByStartSequence { start_sequence }
}

/// What was removed, or no longer exists, after the position.
fn missing(stood: u64, state: &State) -> Option<String> {
    let (first, last) = (state.first_sequence, state.last_sequence);
    if stood > last {
        return Some(format!(
            "the stream ends at message {last}, and was read up to {stood}: it was made anew, or lost its newest messages; \
             it is read from its beginning"
        ));
    }
    (first > stood + 1).then(|| {
        format!(
            "messages {} to {} were removed from the stream before they were read",
            stood + 1,
            first - 1
        )
    })
}

fn moment(time: Timestamp) -> Result<DateTime, Fault> {
    let nanoseconds = i128::from(time.millis()) * 1_000_000;
    DateTime::from_unix_timestamp_nanos(nanoseconds).map_err(wait)
}

/// A message, with its number in the stream.
pub struct Message {
    number: u64,
    headers: Option<HeaderMap>,
    body: Bytes,
}

/// Reads a stream.
pub struct StreamReader {
    stream: Stream,
    consumer: Consumer<pull::Config>,
    batch: usize,
    name: String,
    /// The next number; 0 = unknown.
    next: u64,
    /// How many messages the consumer has delivered.
    delivered: u64,
    /// Whether the store has a position.
    is_placed: bool,
    lost: Option<String>,
}

impl StreamReader {
    /// The waiting messages, or the first that arrives within a while.
    async fn messages(&self) -> Result<Vec<async_nats::jetstream::Message>, Fault> {
        let there = self.consumer.fetch().max_messages(self.batch).messages();
        let messages = collected(there.await.map_err(wait)?).await?;
        if !messages.is_empty() {
            return Ok(messages);
        }
        let next = self
            .consumer
            .batch()
            .max_messages(1)
            .expires(WAIT)
            .messages();
        collected(next.await.map_err(wait)?).await
    }

    /// What the stream removed between two messages, if anything.
    async fn gap(&self, next: u64, found: u64) -> Result<Option<String>, Fault> {
        let info = self.stream.get_info().await.map_err(wait)?;
        let removed = info.state.first_sequence.min(found);
        // Others were removed one by one, or have another subject.
        Ok((removed > next).then(|| {
            format!(
                "messages {next} to {} were removed from the stream before they were read",
                removed - 1
            )
        }))
    }
}

async fn collected(mut messages: Messages) -> Result<Vec<async_nats::jetstream::Message>, Fault> {
    let mut all = Vec::new();
    loop {
        match tokio::time::timeout(WAIT + LATE, messages.next()).await {
            Ok(Some(message)) => all.push(message.map_err(wait)?),
            Ok(None) => return Ok(all),
            Err(_) => return Err(wait("the server does not answer")),
        }
    }
}

#[async_trait]
impl Reader for StreamReader {
    type Record = Message;

    const IS_READ_DROPPABLE: bool = true;

    async fn read(&mut self) -> Result<Polled<Message>, Fault> {
        let mut polled = Polled {
            lost: self.lost.take(),
            ..Polled::default()
        };
        for message in self.messages().await? {
            let info = message.info().map_err(wait)?;
            self.delivered += 1;
            if info.consumer_sequence != self.delivered {
                // Some messages did not arrive, for example because the connection broke. The position says where to
                // begin again.
                let what = "messages did not arrive";
                return Err(Fault::new(Remedy::Reopen, SourceError::CallFailed, what));
            }
            let number = info.stream_sequence;
            if self.next > 0 && number > self.next && polled.lost.is_none() {
                polled.lost = self.gap(self.next, number).await?;
            }
            self.next = number + 1;
            let published = info.published.unix_timestamp_nanos() / 1_000_000;
            polled.lag = match info.pending {
                0 => Lag::Seconds(0.0),
                _ => Lag::Since(Timestamp::from_millis(published as i64)),
            };
            polled.records.push(Message {
                number,
                headers: message.message.headers,
                body: message.message.payload,
            });
        }
        Ok(polled)
    }

    fn decode(&self, shop: &Shop, message: &Message, into: &mut Batch) {
        let headers = message.headers.iter().flat_map(HeaderMap::iter);
        let headers = headers.flat_map(|(name, values)| {
            let name: &[u8] = name.as_ref();
            values
                .iter()
                .map(move |value| (name, value.as_str().as_bytes()))
        });
        let identity = format_args!("{}:{}", self.name, message.number);
        decode_with(
            shop,
            headers,
            b"ce-",
            &identity,
            &message.body,
            into.shared(),
        );
    }

    async fn position(
        &mut self,
        _: Option<&str>,
        messages: &[Message],
    ) -> Result<Option<String>, Fault> {
        Ok(messages.last().map(|last| last.number.to_string()))
    }

    async fn look_after(&mut self, commits: &mut Commits) -> Result<(), Failure> {
        // Otherwise messages removed before the first read would not be noticed.
        if !self.is_placed && self.next > 0 && commits.position().is_none() {
            let before = (self.next - 1).to_string();
            commits
                .commit(&*self, &[], PARTITION, None, |_| before)
                .await?;
        }
        self.is_placed = true;
        Ok(())
    }
}
