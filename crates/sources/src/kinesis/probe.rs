//! Whether a stream can be read, found out by the calls that a worker makes. Nothing is committed.

use aws_sdk_kinesis::Client;

use super::KinesisUrl;
use super::call::{self, CallError};
use crate::start::Start;

/// What there is of a stream that can be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Probed {
    /// Shards whose records are still there, closed ones included.
    pub shards: usize,
    /// `ACTIVE` and others; `None` when asking is not allowed, which reading does not need.
    pub status: Option<String>,
    /// How long the stream keeps its records, in hours; as for `status`.
    pub retention_hours: Option<i32>,
}

/// Why a stream cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ProbeError {
    /// The action that failed, by the name that permissions have for it.
    pub action: &'static str,
    /// AWS's word for the error; `None` when there was no answer.
    pub code: Option<String>,
    /// The whole of it.
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
                // Whoever reads too often may read.
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
