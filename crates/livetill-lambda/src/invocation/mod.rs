//! The payloads of the function: a batch of Kinesis, SQS, Kafka or DynamoDB, from an event source mapping or from
//! EventBridge Pipes, or one event.
//!
//! They are parsed here and not with a library's typed structs, because those are parsed as a whole: one record with a
//! damaged field would fail the batch, and with it the shard.

mod dynamodb;
mod foreign;
mod kafka;
mod kinesis;
mod sqs;

use std::borrow::Cow;

use anyhow::anyhow;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::value::RawValue;

/// What has come in.
#[derive(Debug)]
pub(crate) struct Invocation<'a> {
    /// How the answer names failed records.
    pub kind: Kind,
    /// Where it came from: `kinesis:orders`, `sqs:orders`, `event`.
    pub source: String,
    /// In order of delivery.
    pub records: Vec<Record<'a>>,
}

/// Who delivers, and how failures are reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A shard: records are stored in order, and the answer names the first that was not stored.
    Stream,
    /// A queue: the answer names each message that was not stored.
    Queue,
    /// Kafka: the invocation is an error if not everything was stored, and all of it comes again. AWS accepts an answer
    /// that names records only from mappings in provisioned mode that are configured for it; others would take such an
    /// answer for success. Records that come twice count once.
    Whole,
    /// One event without a mapping in between: the invocation is an error if it was not stored.
    Direct,
}

/// A record, message or event.
#[derive(Debug)]
pub(crate) struct Record<'a> {
    /// Its name in the answer: a sequence number, or a message's id.
    pub receipt: String,
    /// Its place in the source.
    pub place: Place,
    /// Its content, or the reason why it has none and what is there instead.
    pub body: Result<Cow<'a, [u8]>, Damaged<'a>>,
    /// Describes a queue's message without a recognisable order: it comes again.
    pub foreign: Option<String>,
}

/// The place of a record. It is the same in every delivery, and so identifies orders without an id of their own.
#[derive(Debug)]
pub(crate) enum Place {
    /// In a shard of Kinesis, by sequence number.
    Shard(String),
    /// In a partition of Kafka.
    Log {
        topic: String,
        partition: i32,
        offset: i64,
        headers: Vec<(String, Vec<u8>)>,
        /// It has no value, which cancels its key's record.
        is_tombstone: bool,
    },
    /// Alone, with this name.
    Message(String),
    /// It concerns no order.
    Nowhere,
}

/// A record without usable content.
#[derive(Debug)]
pub(crate) struct Damaged<'a> {
    pub detail: &'static str,
    pub text: Cow<'a, str>,
}

#[derive(Deserialize)]
struct Batch<'a> {
    #[serde(rename = "Records", borrow)]
    records: Option<Vec<&'a RawValue>>,
}

/// The fields that show a record's kind, which is the same for a whole batch.
#[derive(Deserialize)]
struct Origin<'a> {
    #[serde(rename = "eventSource", borrow)]
    event_source: Cow<'a, str>,
    #[serde(rename = "eventSourceARN", alias = "eventSourceArn", default, borrow)]
    arn: Cow<'a, str>,
}

/// The records of an array from Pipes; `None` for an array of orders, which does not say where they are from.
fn of_pipes(payload: &str) -> Option<Vec<&RawValue>> {
    let elements: Vec<&RawValue> = serde_json::from_str(payload).ok()?;
    let is_of_pipes = elements.iter().any(|it| origin(it).is_some());
    is_of_pipes.then_some(elements)
}

fn origin<'a>(record: &&'a RawValue) -> Option<Origin<'a>> {
    serde_json::from_str(record.get()).ok()
}

/// MSK, or a self-managed cluster.
fn is_kafka(source: &str) -> bool {
    matches!(source, "aws:kafka" | "SelfManagedKafka")
}

impl<'a> Invocation<'a> {
    /// Parses the payload. `request_id` names a single event; it stays the same when Lambda retries an invocation.
    ///
    /// # Errors
    /// For anything else: storing nothing of it and reporting success would lose it. The error describes the payload.
    pub(crate) fn read(payload: &'a str, request_id: &str) -> anyhow::Result<Invocation<'a>> {
        let batch = serde_json::from_str(payload).unwrap_or(Batch { records: None });
        if batch.records.is_none()
            && let Ok(event) = serde_json::from_str::<kafka::Event<'_>>(payload)
            && is_kafka(&event.source)
        {
            return kafka_batch(&event.records());
        }
        let Some(raw) = batch.records.or_else(|| of_pipes(payload)) else {
            if let Some(what) = foreign::name(payload) {
                return Err(not_read(&what));
            }
            return Ok(Invocation {
                kind: Kind::Direct,
                source: "event".to_owned(),
                records: vec![Record {
                    receipt: request_id.to_owned(),
                    place: Place::Message(request_id.to_owned()),
                    body: Ok(Cow::Borrowed(payload.as_bytes())),
                    foreign: None,
                }],
            });
        };
        let mut origins = raw.iter().filter_map(origin);
        let origin = match origins.next() {
            Some(origin) => origin,
            None if raw.is_empty() => return Err(not_read("a batch without records")),
            None => {
                let what = foreign::name(payload);
                let what = what.as_deref().unwrap_or("records without an eventSource");
                return Err(not_read(what));
            }
        };
        // A mapping delivers records of one source. In a mixture, some would be lost unread.
        if let Some(other) = origins.find(|other| other.event_source != origin.event_source) {
            let (one, other) = (&origin.event_source, &other.event_source);
            return Err(not_read(&format!(
                "a batch with records of both `{one}` and `{other}`"
            )));
        }
        let (kind, name, read): (_, _, fn(&'a str) -> Record<'a>) = match &*origin.event_source {
            "aws:kinesis" => (Kind::Stream, "kinesis", kinesis::read),
            "aws:sqs" => (Kind::Queue, "sqs", sqs::read),
            "aws:dynamodb" => (Kind::Stream, "dynamodb", dynamodb::read),
            source if is_kafka(source) => return kafka_batch(&raw),
            other => return Err(not_read(&format!("a batch with an event of `{other}`"))),
        };
        Ok(Invocation {
            kind,
            source: format!("{name}:{}", name_of(&origin.arn)),
            records: raw.into_iter().map(|record| read(record.get())).collect(),
        })
    }
}

/// Records of Kafka. A mapping or a pipe reads one or several topics; the first names the batch.
fn kafka_batch<'a>(raw: &[&'a RawValue]) -> anyhow::Result<Invocation<'a>> {
    let topic = raw.iter().find_map(|record| kafka::topic(record.get()));
    let topic = topic.ok_or_else(|| not_read("a batch of Kafka without records"))?;
    Ok(Invocation {
        kind: Kind::Whole,
        source: format!("kafka:{topic}"),
        records: raw.iter().map(|record| kafka::read(record.get())).collect(),
    })
}

fn not_read(what: &str) -> anyhow::Error {
    anyhow!(
        "the function does not understand what it was invoked with, {what}; it reads batches of \
         aws:kinesis, aws:sqs, aws:kafka and aws:dynamodb, arrays of EventBridge Pipes, events of \
         EventBridge, CloudEvents, and orders by themselves"
    )
}

/// The stream's, the queue's or the table's name in an ARN.
fn name_of(arn: &str) -> &str {
    // `arn:aws:dynamodb:us-east-1:123456789012:table/orders/stream/2018-03-11T12:00:00.000`
    if let Some((_, table)) = arn.split_once(":table/") {
        return table.split('/').next().unwrap_or(table);
    }
    arn.rsplit([':', '/']).next().unwrap_or(arn)
}

fn decoded<'a>(data: Option<Cow<'a, str>>) -> Result<Cow<'a, [u8]>, Damaged<'a>> {
    let data = data.unwrap_or_default();
    match STANDARD.decode(data.as_bytes()) {
        Ok(bytes) => Ok(Cow::Owned(bytes)),
        Err(_) => Err(Damaged {
            detail: "the record's data is not base64",
            text: data,
        }),
    }
}

fn damaged<'a>(detail: &'static str, record: &'a str) -> Record<'a> {
    Record {
        receipt: String::new(),
        place: Place::Nowhere,
        body: Err(Damaged {
            detail,
            text: Cow::Borrowed(record),
        }),
        foreign: None,
    }
}

#[cfg(test)]
mod tests;
