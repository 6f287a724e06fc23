//! Kinesis as the driver sees it: shards, with a reader for each.

use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_kinesis::Client;
use aws_sdk_kinesis::types::Record;
use domain::{Shop, Timestamp};

use super::call::{self, CallError, Fault as Called};
use super::kept::Kept;
use super::{KinesisUrl, Pace, Position, StreamRecord, decode_record, source_name};
use crate::driver::{
    Batch, Commits, Connector, Failure, Fault, Lag, Partitions, Place, Polled, Reader, Remedy,
};
use crate::start::Start;

/// A stream of Kinesis.
pub struct KinesisConnector {
    url: KinesisUrl,
    client: Client,
}

impl KinesisConnector {
    /// The stream of a URL, over a connection.
    pub fn new(url: KinesisUrl, client: Client) -> KinesisConnector {
        KinesisConnector { url, client }
    }
}

impl From<CallError> for Fault {
    fn from(error: CallError) -> Fault {
        let remedy = match error.fault {
            Called::Throttled => Remedy::Slower,
            // Iterators expire after five minutes; needing a new one is not a failure.
            Called::Expired => Remedy::Reopen,
            Called::NotFound => Remedy::Leave,
            Called::Other => Remedy::Wait,
        };
        Fault::new(remedy, error.kind(), error)
    }
}

#[async_trait]
impl Connector for KinesisConnector {
    type Reader = ShardReader;

    fn name(&self) -> String {
        self.url.source()
    }

    fn lease(&self) -> Duration {
        self.url.lease
    }

    fn position_name(&self, shard: &str) -> String {
        source_name(&self.url.stream, shard)
    }

    fn begin(&self, stored: Option<&str>, now: Timestamp) -> Option<String> {
        // Unreadable text was written by a newer version; treat it as missing.
        let stored = stored.and_then(|text| text.parse::<Start>().ok());
        Some(stored.unwrap_or_else(|| self.url.start.at(now)).to_string())
    }

    fn is_end(&self, position: &str) -> bool {
        Position::from(position) == Position::End
    }

    async fn partitions(&self) -> Result<Partitions, Fault> {
        let shards = call::list_shards(&self.client, &self.url.stream).await?;
        Ok(Partitions::Each(shards))
    }

    async fn open(&self, place: Place<'_>) -> Result<Option<ShardReader>, Fault> {
        let stream = &self.url.stream;
        let begin = place.begin.and_then(|text| text.parse().ok());
        let from = match place.position {
            Some(sequence_number) => call::At::Record(sequence_number),
            None => call::At::Start(begin.unwrap_or(Start::TrimHorizon)),
        };
        let iterator = call::iterator(&self.client, stream, place.partition, from).await?;
        Ok(iterator.map(|iterator| ShardReader {
            client: self.client.clone(),
            stream: stream.clone(),
            shard: place.partition.to_owned(),
            iterator,
            pace: Pace::new(self.url.batch),
            kept: Kept::behind(place.position),
        }))
    }
}

/// Reads one shard.
pub struct ShardReader {
    client: Client,
    stream: String,
    shard: String,
    iterator: String,
    pace: Pace,
    kept: Kept,
}

#[async_trait]
impl Reader for ShardReader {
    type Record = Record;

    const IS_READ_DROPPABLE: bool = true;

    async fn read(&mut self) -> Result<Polled<Record>, Fault> {
        let read = call::get_records(&self.client, &self.iterator, self.pace.limit()).await;
        if let Err(CallError {
            fault: Called::Throttled,
            ..
        }) = read
        {
            self.pace.throttled();
        }
        let read = read?;
        let behind = read.millis_behind_latest.unwrap_or_default();
        let (mut records, next) = (read.records, read.next_shard_iterator);
        let is_tip = behind <= 0 || next.is_none();
        if self.kept.is_position(&records, is_tip) {
            records.remove(0);
        }
        let lost = match self.kept.is_in_doubt() {
            true => {
                let hours = call::retention_hours(&self.client, &self.stream).await;
                self.kept.lost(hours)
            }
            false => None,
        };
        let end = match next {
            Some(next) => {
                self.iterator = next;
                None
            }
            None => Some(Position::End.to_string()),
        };
        Ok(Polled {
            lag: Lag::Seconds(behind as f64 / 1_000.0),
            pause: self.pace.read(records.len(), behind),
            bytes: records.iter().map(|it| it.data().as_ref().len()).sum(),
            records,
            end,
            lost,
        })
    }

    fn decode(&self, shop: &Shop, record: &Record, into: &mut Batch) {
        let record = StreamRecord {
            shard: &self.shard,
            sequence_number: record.sequence_number(),
            data: record.data().as_ref(),
        };
        decode_record(shop, &record, into.shared());
    }

    async fn position(
        &mut self,
        _: Option<&str>,
        records: &[Record],
    ) -> Result<Option<String>, Fault> {
        let last = records.last().map(Record::sequence_number);
        Ok(last.map(|last| Position::After(last.to_owned()).to_string()))
    }

    async fn look_after(&mut self, commits: &mut Commits) -> Result<(), Failure> {
        let mark = Kept::mark_name(&self.shard);
        let stored = commits.position_of(&mark).await?;
        let position = commits.position().map(str::to_owned);
        let (position, now) = (position.as_deref(), commits.now());
        if let Some(after) = self.kept.look(position, stored.as_deref(), now) {
            commits
                .commit(&*self, &[], &mark, stored, |_| after)
                .await?;
        }
        Ok(())
    }
}
