//! What the function is invoked with: a batch of Kinesis or SQS, or one event.
//!
//! The shapes are read here and not with typed structs of a library, because those are read as a
//! whole: one record with a damaged field would fail the batch, and with it the shard.

mod foreign;
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
    /// How the answer names what failed.
    pub kind: Kind,
    /// Where it came from: `kinesis:orders`, `sqs:orders`, `event`.
    pub source: String,
    /// In the order in which they were delivered.
    pub records: Vec<Record<'a>>,
}

/// Who delivers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A shard: records are stored in order, and the answer names the first that was not.
    Stream,
    /// A queue: the answer names each message that was not stored.
    Queue,
    /// One event without a mapping in between: it is an error when it was not stored.
    Direct,
}

/// A record, message or event.
#[derive(Debug)]
pub(crate) struct Record<'a> {
    /// What the answer calls it: a sequence number, a message's id. It is the same in every
    /// delivery, and so identifies orders that have no id of their own.
    pub receipt: String,
    /// The shard that the sequence number counts in.
    pub shard: Option<String>,
    /// Its content, or why it cannot be had with what is there instead.
    pub body: Result<Cow<'a, [u8]>, Damaged<'a>>,
    /// What a message of a queue is if no order can be recognised in it: it comes again.
    pub foreign: Option<String>,
}

/// A record whose content cannot be had.
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

/// What says which kind of records they are; it is the same for all of a batch.
#[derive(Deserialize)]
struct Origin<'a> {
    #[serde(rename = "eventSource", borrow)]
    event_source: Cow<'a, str>,
    #[serde(rename = "eventSourceARN", default, borrow)]
    arn: Cow<'a, str>,
}

impl<'a> Invocation<'a> {
    /// Reads the payload; `request_id` names a single event, and is the same when Lambda tries an
    /// invocation again.
    ///
    /// # Errors
    /// For anything else: storing nothing of it and calling it done would lose it. It says what has
    /// come.
    pub(crate) fn read(payload: &'a str, request_id: &str) -> anyhow::Result<Invocation<'a>> {
        let batch = serde_json::from_str(payload).unwrap_or(Batch { records: None });
        let Some(raw) = batch.records else {
            if let Some(what) = foreign::name(payload) {
                return Err(not_read(&what));
            }
            return Ok(Invocation {
                kind: Kind::Direct,
                source: "event".to_owned(),
                records: vec![Record {
                    receipt: request_id.to_owned(),
                    shard: None,
                    body: Ok(Cow::Borrowed(payload.as_bytes())),
                    foreign: None,
                }],
            });
        };
        let origin = |record: &&'a RawValue| serde_json::from_str::<Origin<'a>>(record.get()).ok();
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
        // A mapping delivers records of one source. Of a mixture, what is not read would be gone.
        if let Some(other) = origins.find(|other| other.event_source != origin.event_source) {
            let (one, other) = (&origin.event_source, &other.event_source);
            return Err(not_read(&format!(
                "a batch with records of both `{one}` and `{other}`"
            )));
        }
        let (kind, name, read): (_, _, fn(&'a str) -> Record<'a>) = match &*origin.event_source {
            "aws:kinesis" => (Kind::Stream, "kinesis", kinesis::read),
            "aws:sqs" => (Kind::Queue, "sqs", sqs::read),
            other => return Err(not_read(&format!("a batch with an event of `{other}`"))),
        };
        Ok(Invocation {
            kind,
            source: format!("{name}:{}", name_of(&origin.arn)),
            records: raw.into_iter().map(|record| read(record.get())).collect(),
        })
    }
}

fn not_read(what: &str) -> anyhow::Error {
    anyhow!(
        "the function does not understand what it was invoked with, {what}; it reads batches of \
         aws:kinesis and aws:sqs, events of EventBridge, CloudEvents, and orders by themselves"
    )
}

/// The last part of an ARN: the stream's or the queue's name.
fn name_of(arn: &str) -> &str {
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
        shard: None,
        body: Err(Damaged {
            detail,
            text: Cow::Borrowed(record),
        }),
        foreign: None,
    }
}

#[cfg(test)]
mod tests;
