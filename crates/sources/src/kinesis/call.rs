//! Requests to Kinesis, and how to react to their failures.

use aws_sdk_kinesis::Client;
use aws_sdk_kinesis::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_kinesis::operation::get_records::GetRecordsOutput;
use aws_sdk_kinesis::primitives::DateTime;
use aws_sdk_kinesis::types::ShardIteratorType;
use telemetry::labels::SourceError;

use crate::aws::said;
use crate::driver::Partition;
use crate::start::Start;

/// The reaction that a failed request needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Ask for less, and later.
    Throttled,
    /// Get a new iterator: they expire after five minutes.
    Expired,
    /// The stream or shard does not exist (any more).
    NotFound,
    /// Retry later; somebody may have to look into it.
    Other,
}

/// A failed request.
#[derive(Debug, thiserror::Error)]
#[error("{doing}: {message}")]
pub(crate) struct CallError {
    pub(crate) fault: Fault,
    /// AWS's error code; `None` without an answer.
    pub(crate) code: Option<String>,
    doing: &'static str,
    message: String,
}

impl CallError {
    fn new<E, R>(doing: &'static str, error: &SdkError<E, R>) -> CallError
    where
        E: ProvideErrorMetadata + std::error::Error + 'static,
        R: std::fmt::Debug + 'static,
    {
        let fault = match error.code() {
            Some(
                "ProvisionedThroughputExceededException"
                | "LimitExceededException"
                | "KMSThrottlingException"
                | "ThrottlingException",
            ) => Fault::Throttled,
            Some("ExpiredIteratorException") => Fault::Expired,
            Some("ResourceNotFoundException") => Fault::NotFound,
            _ => Fault::Other,
        };
        let message = said(error);
        CallError {
            fault,
            code: error.code().map(str::to_owned),
            doing,
            message,
        }
    }

    /// The kind of failure, for metrics.
    pub(crate) fn kind(&self) -> SourceError {
        match self.fault {
            Fault::Throttled => SourceError::Throttled,
            Fault::Expired => SourceError::ExpiredIterator,
            Fault::NotFound => SourceError::NotFound,
            Fault::Other => SourceError::CallFailed,
        }
    }
}

/// All shards that can still be read, including closed ones.
pub(crate) async fn list_shards(
    client: &Client,
    stream: &str,
) -> Result<Vec<Partition>, CallError> {
    let mut shards = Vec::new();
    let mut next: Option<String> = None;
    loop {
        let request = client.list_shards();
        let request = match next.take() {
            // With the token, the stream must not be named again.
            Some(token) => request.next_token(token),
            None => request.stream_name(stream),
        };
        let page = request.send().await;
        let page = page.map_err(|error| CallError::new("list the shards", &error))?;
        shards.extend(page.shards().iter().map(|shard| {
            Partition {
                name: shard.shard_id().to_owned(),
                after: [shard.parent_shard_id(), shard.adjacent_parent_shard_id()]
                    .into_iter()
                    .flatten()
                    .map(str::to_owned)
                    .collect(),
            }
        }));
        match page.next_token() {
            Some(token) => next = Some(token.to_owned()),
            None => return Ok(shards),
        }
    }
}

/// Where an iterator begins.
#[derive(Clone, Copy, Debug)]
pub(crate) enum At<'a> {
    /// At the record with this sequence number, including that record.
    Record(&'a str),
    /// Where the stream begins.
    Start(Start),
}

/// An iterator.
pub(crate) async fn iterator(
    client: &Client,
    stream: &str,
    shard: &str,
    at: At<'_>,
) -> Result<Option<String>, CallError> {
    let request = client
        .get_shard_iterator()
        .stream_name(stream)
        .shard_id(shard);
    let request = match at {
        At::Record(sequence_number) => request
            .shard_iterator_type(ShardIteratorType::AtSequenceNumber)
            .starting_sequence_number(sequence_number),
        At::Start(Start::TrimHorizon) => {
            request.shard_iterator_type(ShardIteratorType::TrimHorizon)
        }
        At::Start(Start::At(time)) => request
            .shard_iterator_type(ShardIteratorType::AtTimestamp)
            .timestamp(DateTime::from_millis(time.millis())),
    };
    let answer = request.send().await;
    let answer = answer.map_err(|error| CallError::new("find the place in the shard", &error))?;
    Ok(answer.shard_iterator().map(str::to_owned))
}

/// The next records.
pub(crate) async fn get_records(
    client: &Client,
    iterator: &str,
    limit: i32,
) -> Result<GetRecordsOutput, CallError> {
    let answer = client
        .get_records()
        .shard_iterator(iterator)
        .limit(limit)
        .send()
        .await;
    answer.map_err(|error| CallError::new("read records", &error))
}

/// How many hours the stream keeps its records; `None` if the request fails or is not allowed, because reading does not
/// need it.
pub(crate) async fn retention_hours(client: &Client, stream: &str) -> Option<i32> {
    let request = client.describe_stream_summary().stream_name(stream);
    let answer = request.send().await.ok()?;
    let summary = answer.stream_description_summary()?;
    Some(summary.retention_period_hours())
}

/// The error of a request made elsewhere.
pub(crate) fn failed<E, R>(doing: &'static str, error: &SdkError<E, R>) -> CallError
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
    R: std::fmt::Debug + 'static,
{
    CallError::new(doing, error)
}
