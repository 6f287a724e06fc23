//! Puts records into a stream, in batches as large as Kinesis accepts, and retries only those that failed.

use std::time::Duration;

use aws_sdk_kinesis::Client;
use aws_sdk_kinesis::primitives::Blob;
use aws_sdk_kinesis::types::PutRecordsRequestEntry;

use super::call;
use crate::pause;

/// The limits of one request.
const MOST_RECORDS: usize = 500;
const MOST_BYTES: usize = 5 * 1024 * 1024;
/// After this many failed requests in a row, give up.
const MOST_FAILURES: u32 = 10;

/// The records could not all be put.
#[derive(Debug, thiserror::Error)]
#[error("{left} records could not be put into the stream {stream}: {reason}")]
pub struct PutError {
    stream: String,
    left: usize,
    reason: String,
}

/// Puts records into a stream.
#[derive(Debug)]
pub struct Producer {
    client: Client,
    stream: String,
    batch: Vec<PutRecordsRequestEntry>,
    bytes: usize,
    put: u64,
    retried: u64,
}

impl Producer {
    /// A producer over a connection.
    pub fn new(client: Client, stream: impl Into<String>) -> Producer {
        Producer {
            client,
            stream: stream.into(),
            batch: Vec::with_capacity(MOST_RECORDS),
            bytes: 0,
            put: 0,
            retried: 0,
        }
    }

    /// How many records have been put.
    pub fn put_count(&self) -> u64 {
        self.put
    }

    /// How many were refused at first because a shard was busy.
    pub fn retried_count(&self) -> u64 {
        self.retried
    }

    /// Puts a record; its partition key decides the shard. It is sent when the batch is full, or by
    /// [`flush`](Producer::flush).
    ///
    /// # Errors
    /// [`PutError`] when Kinesis refuses for a minute.
    pub async fn put(&mut self, partition_key: &str, data: &[u8]) -> Result<(), PutError> {
        let bytes = partition_key.len() + data.len();
        if self.batch.len() == MOST_RECORDS || self.bytes + bytes > MOST_BYTES {
            self.flush().await?;
        }
        let entry = PutRecordsRequestEntry::builder()
            .partition_key(partition_key)
            .data(Blob::new(data))
            .build();
        let entry = entry.map_err(|error| self.gave_up(&error.to_string()))?;
        self.batch.push(entry);
        self.bytes += bytes;
        Ok(())
    }

    /// Sends what is waiting.
    ///
    /// # Errors
    /// As [`put`](Producer::put).
    pub async fn flush(&mut self) -> Result<(), PutError> {
        let mut failures = 0;
        while !self.batch.is_empty() {
            let request = self.client.put_records().stream_name(&self.stream);
            let answer = request.set_records(Some(self.batch.clone())).send().await;
            let reason = match answer {
                Ok(answer) => {
                    let before = self.batch.len();
                    let reason = self.keep_failed(answer.records());
                    if self.batch.len() < before {
                        failures = 0;
                    }
                    reason
                }
                Err(error) => {
                    let error = call::failed("put records", &error);
                    if failures == 0 {
                        tracing::warn!(stream = %self.stream, %error, "trying again");
                    }
                    Some(error.to_string())
                }
            };
            let Some(reason) = reason else { break };
            if failures == MOST_FAILURES {
                return Err(self.gave_up(&reason));
            }
            self.retried += self.batch.len() as u64;
            tracing::debug!(stream = %self.stream, reason, left = self.batch.len(), "again");
            tokio::time::sleep(pause(failures).min(Duration::from_secs(5))).await;
            failures += 1;
        }
        self.bytes = 0;
        Ok(())
    }

    /// Keeps the refused records in the batch. Returns why, if there are any.
    fn keep_failed(
        &mut self,
        results: &[aws_sdk_kinesis::types::PutRecordsResultEntry],
    ) -> Option<String> {
        let failed = results.iter().find_map(|result| {
            let code = result.error_code()?;
            Some(format!(
                "{code}: {}",
                result.error_message().unwrap_or_default()
            ))
        });
        let before = self.batch.len();
        let mut results = results.iter();
        self.batch.retain(|_| {
            results
                .next()
                .is_none_or(|result| result.error_code().is_some())
        });
        self.put += (before - self.batch.len()) as u64;
        failed
    }

    fn gave_up(&self, reason: &str) -> PutError {
        PutError {
            stream: self.stream.clone(),
            left: self.batch.len(),
            reason: reason.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use aws_sdk_kinesis::config::{BehaviorVersion, Config};
    use aws_sdk_kinesis::types::PutRecordsResultEntry;

    use super::*;

    fn keys(producer: &Producer) -> Vec<&str> {
        let keys = producer
            .batch
            .iter()
            .filter_map(PutRecordsRequestEntry::partition_key);
        keys.collect()
    }

    #[tokio::test]
    async fn only_what_was_refused_is_put_again() {
        let config = Config::builder().behavior_version(BehaviorVersion::latest());
        let mut producer = Producer::new(Client::from_conf(config.build()), "orders");
        for key in ["a", "b", "c"] {
            producer.put(key, b"{}").await.unwrap();
        }
        let put = PutRecordsResultEntry::builder()
            .sequence_number("1")
            .build();
        let refused = PutRecordsResultEntry::builder()
            .error_code("ProvisionedThroughputExceededException")
            .error_message("rate exceeded")
            .build();
        let reason = producer.keep_failed(&[put.clone(), refused.clone(), put.clone()]);
        assert!(reason.unwrap().contains("rate exceeded"));
        assert_eq!((keys(&producer), producer.put_count()), (vec!["b"], 2));
        assert_eq!(producer.keep_failed(&[put]), None);
        assert_eq!((keys(&producer), producer.put_count()), (vec![], 3));
    }
}
