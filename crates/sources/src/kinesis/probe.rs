//! Checks whether a stream can be read, with the requests that a worker makes. Nothing is committed.

use aws_sdk_kinesis::Client;

use super::KinesisUrl;
use super::call::{self, CallError};
use crate::start::Start;

/// A readable stream.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Probed {
    /// Shards whose records still exist, including closed ones.
    pub shards: usize,
    /// `ACTIVE` and others; `None` if the request is not allowed, because reading does not need it.
    pub status: Option<String>,
    /// How long the stream keeps its records, in hours; `None` as for `status`.
    pub retention_hours: Option<i32>,
}

/// Why a stream cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ProbeError {
    /// The failed action, by its name in permissions.
    pub action: &'static str,
    /// AWS's error code; `None` without an answer.
    pub code: Option<String>,
    /// The full message.
    pub message: String,
}

/// Reads one record of one shard, as a worker would.
///
/// # Errors
/// [`ProbeError`] of the first call that failed.
pub async fn probe(client: &Client, url: &KinesisUrl) -> Result<Probed, ProbeError> {
    let stream = &*url.stream;
    let shards = call::list_shards(client, stream).await;
    let shards = shards.map_err(|error| of("kinesis:ListShards", error))?;
    if let Some(shard) = shards.first() {
        let start = call::At::Start(Start::TrimHorizon);
        let iterator = call::iterator(client, stream, &shard.name, start).await;
        let iterator = iterator.map_err(|error| of("kinesis:GetShardIterator", error))?;
        if let Some(iterator) = iterator {
            match call::get_records(client, &iterator, 1).await {
                // Being throttled proves that reading is allowed.
                Err(error) if error.fault == call::Fault::Throttled => {}
                read => drop(read.map_err(|error| of("kinesis:GetRecords", error))?),
            }
        }
    }
    let mut probed = Probed {
        shards: shards.len(),
        ..Probed::default()
    };
    let summary = client.describe_stream_summary().stream_name(stream).send();
    if let Ok(answer) = summary.await
        && let Some(summary) = answer.stream_description_summary()
    {
        probed.status = Some(summary.stream_status().as_str().to_owned());
        probed.retention_hours = Some(summary.retention_period_hours());
    }
    Ok(probed)
}

fn of(action: &'static str, error: CallError) -> ProbeError {
    ProbeError {
        action,
        message: error.to_string(),
        code: error.code,
    }
}
