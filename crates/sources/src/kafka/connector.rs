//! Kafka as the driver sees it: partitions, with a reader for each.

use std::ops::RangeInclusive;
use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use domain::{Rejection, Shop, Timestamp};
use kafka_protocol::ResponseError;
use kafka_protocol::messages::FetchRequest;
use kafka_protocol::messages::fetch_request::{FetchPartition, FetchTopic};
use telemetry::labels::SourceError;

use super::batch::{Batches, Content, Fetched, MOST_BYTES, Record};
use super::cluster::{At, CONSUMER, READ_COMMITTED};
use super::connection::{Connection, Sent};
use super::fetch::Answer;
use super::{CallError, Cluster, StreamRecord, Trouble, decode_record, source_name};
use crate::driver::{
    Batch, Commits, Connector, Failure, Fault, Lag, Partition, Partitions, Place, Polled, Reader,
    Remedy,
};
use crate::start::Start;

const FETCH: RangeInclusive<i16> = 4..=11;
/// How long a broker waits for new records, in milliseconds.
const WAIT: i32 = 1_000;
/// Room for the parts of an answer around its batches, in bytes.
const AROUND: usize = 1024 * 1024;

/// A topic of Kafka.
pub struct KafkaConnector {
    cluster: Arc<Cluster>,
}

impl KafkaConnector {
    /// The topic of a cluster.
    pub fn new(cluster: Cluster) -> KafkaConnector {
        KafkaConnector {
            cluster: Arc::new(cluster),
        }
    }
}

#[async_trait]
impl Connector for KafkaConnector {
    type Reader = PartitionReader;

    fn name(&self) -> String {
        self.cluster.url.source()
    }

    fn lease(&self) -> Duration {
        self.cluster.url.lease
    }

    fn position_name(&self, partition: &str) -> String {
        source_name(&self.cluster.url.topic, partition)
    }

    fn begin(&self, stored: Option<&str>, now: Timestamp) -> Option<String> {
        // Unreadable text was written by a newer version; treat it as missing.
        let stored = stored.and_then(|text| text.parse::<Start>().ok());
        Some(
            stored
                .unwrap_or_else(|| self.cluster.url.start.at(now))
                .to_string(),
        )
    }

    async fn partitions(&self) -> Result<Partitions, Fault> {
        let partitions = self.cluster.partitions().await?.into_iter();
        let each = partitions.map(|number| Partition {
            name: number.to_string(),
            after: Vec::new(),
        });
        Ok(Partitions::Each(each.collect()))
    }

    async fn open(&self, place: Place<'_>) -> Result<Option<PartitionReader>, Fault> {
        let unreadable = || {
            CallError::new(
                Trouble::Refused,
                "the position in the store is not an offset",
            )
        };
        let number = place.partition.parse().map_err(|_| unreadable())?;
        let mut leader = leader(&self.cluster, number).await?;
        let next = match place.position {
            Some(position) => position.parse().map_err(|_| unreadable())?,
            None => {
                let start = place.begin.and_then(|text| text.parse().ok());
                let start = start.unwrap_or(Start::TrimHorizon);
                first(&self.cluster, &mut leader, number, start).await?
            }
        };
        Ok(Some(PartitionReader {
            cluster: Arc::clone(&self.cluster),
            leader,
            number,
            next,
            asked: None,
            put_at: None,
            held_up: None,
        }))
    }
}

/// A connection to a partition's leader.
async fn leader(cluster: &Cluster, number: i32) -> Result<Connection, Fault> {
    cluster.leader(number).await?.ok_or_else(|| {
        let gone = CallError::new(Trouble::NoTopic, "the topic has no such partition any more");
        Fault::new(Remedy::Leave, SourceError::NotFound, gone)
    })
}

/// Where to begin a partition without a position.
async fn first(
    cluster: &Cluster,
    leader: &mut Connection,
    number: i32,
    start: Start,
) -> Result<i64, CallError> {
    let at = match start {
        Start::TrimHorizon => At::Earliest,
        Start::At(time) => At::Time(time),
    };
    // Requested first, so that anything that arrives meanwhile comes after it.
    let end = cluster.offset(leader, number, At::Latest).await?;
    let found = cluster.offset(leader, number, at).await?;
    Ok(found.or(end).unwrap_or_default())
}

/// Reads one partition.
pub struct PartitionReader {
    cluster: Arc<Cluster>,
    leader: Connection,
    number: i32,
    /// The next offset to request.
    next: i64,
    /// The running fetch: while records are committed, the broker looks for the next ones.
    asked: Option<Sent>,
    /// When the last record read entered the topic.
    put_at: Option<Timestamp>,
    /// Since when only records of an open transaction are left.
    held_up: Option<Instant>,
}

impl PartitionReader {
    async fn ask(&mut self) -> Result<Sent, CallError> {
        let batch = self.cluster.url.batch;
        let partition = FetchPartition::default()
            .with_partition(self.number)
            .with_fetch_offset(self.next)
            .with_partition_max_bytes(batch);
        let topic = FetchTopic::default()
            .with_topic(self.cluster.topic_name())
            .with_partitions(vec![partition]);
        let request = FetchRequest::default()
            .with_replica_id(CONSUMER)
            .with_max_wait_ms(WAIT)
            .with_min_bytes(1)
            .with_max_bytes(batch)
            .with_isolation_level(READ_COMMITTED)
            .with_session_epoch(-1)
            .with_topics(vec![topic]);
        self.leader.send(&request, FETCH).await
    }

    /// Called when the partition no longer has the position: continues with the oldest record, and reports what is
    /// missing.
    async fn begin_anew(&mut self) -> Result<Polled<Record>, CallError> {
        let earliest = self
            .cluster
            .offset(&mut self.leader, self.number, At::Earliest);
        let earliest = earliest.await?.unwrap_or_default();
        let latest = self
            .cluster
            .offset(&mut self.leader, self.number, At::Latest);
        let latest = latest.await?.unwrap_or(earliest);
        let stood = self.next;
        let lost = match stood < earliest {
            true => format!(
                "offsets {stood} to {} were removed from the topic before they were read",
                earliest - 1
            ),
            false => format!(
                "the partition ends at offset {latest}, and was read up to {stood}: the topic was made anew, or lost its newest records; \
                 it is read from its beginning"
            ),
        };
        self.next = earliest;
        Ok(Polled {
            records: vec![Record {
                offset: earliest - 1,
                next: earliest,
                content: Content::Nothing,
            }],
            lag: Lag::Unknown,
            lost: Some(lost),
            ..Polled::default()
        })
    }

    /// How far reading is behind the end.
    fn lag(&mut self, answer: &Answer) -> Lag {
        let is_read = self.next >= answer.stable;
        if !is_read {
            self.held_up = None;
            return self.put_at.map_or(Lag::Unknown, Lag::Since);
        }
        if self.next >= answer.end {
            self.held_up = None;
            return Lag::Seconds(0.0);
        }
        // A transaction that is never finished blocks everything after it, and this must be visible.
        let since = self.held_up.get_or_insert_with(Instant::now);
        Lag::Seconds(since.elapsed().as_secs_f64())
    }
}

#[async_trait]
impl Reader for PartitionReader {
    type Record = Record;

    const IS_READ_DROPPABLE: bool = true;

    async fn read(&mut self) -> Result<Polled<Record>, Fault> {
        let sent = match self.asked.take() {
            Some(sent) => sent,
            None => {
                if self.leader.is_ending() {
                    self.leader = leader(&self.cluster, self.number).await?;
                }
                self.ask().await?
            }
        };
        let (length, data) = self.leader.receive(sent, MOST_BYTES + AROUND).await?;
        let is_cut = length > data.len();
        let answer = Answer::read(sent.version, data).ok_or_else(|| {
            CallError::new(
                Trouble::NotKafka,
                "the broker's answer to a fetch makes no sense",
            )
        })?;
        if answer.error == ResponseError::OffsetOutOfRange.code() {
            return Ok(self.begin_anew().await?);
        }
        CallError::check("read records", answer.error)?;
        let fetched = Fetched::read(Batches {
            data: &answer.batches,
            from: self.next,
            end: answer.end,
            aborted: &answer.aborted,
            is_cut,
        });
        if fetched.next == self.next && !answer.batches.is_empty() {
            let message =
                "the broker cuts batches in their middle: ask it for more at once, batch=BYTES";
            return Err(CallError::new(Trouble::Refused, message).into());
        }
        self.next = fetched.next;
        self.put_at = fetched.put_at.or(self.put_at);
        if !self.leader.is_ending() {
            self.asked = Some(self.ask().await?);
        }
        Ok(Polled {
            lag: self.lag(&answer),
            records: fetched.records,
            bytes: answer.batches.len(),
            ..Polled::default()
        })
    }

    fn decode(&self, shop: &Shop, record: &Record, into: &mut Batch) {
        match &record.content {
            Content::Event { value, headers } => {
                let stream = StreamRecord {
                    topic: &self.cluster.url.topic,
                    partition: self.number,
                    offset: record.offset,
                    value: Some(value),
                };
                let headers = headers.iter().map(|(name, text)| (&name[..], &text[..]));
                decode_record(shop, &stream, headers, into.shared());
            }
            Content::Nothing => {}
            Content::Unreadable {
                reason,
                detail,
                beginning,
            } => {
                let rejection = Rejection::new(*reason, detail.clone());
                let beginning = &beginning[..beginning.len().min(domain::Reject::MAX_BODY)];
                into.shared().reject(rejection, None, beginning.to_vec());
            }
        }
    }

    async fn position(
        &mut self,
        _: Option<&str>,
        records: &[Record],
    ) -> Result<Option<String>, Fault> {
        Ok(records.last().map(|last| last.next.to_string()))
    }

    async fn look_after(&mut self, commits: &mut Commits) -> Result<(), Failure> {
        // Otherwise records removed before the first read would not be noticed.
        if commits.position().is_none() {
            let (number, next) = (self.number.to_string(), self.next.to_string());
            commits.commit(&*self, &[], &number, None, |_| next).await?;
        }
        Ok(())
    }
}
