//! A record of Kinesis, as the event source mapping delivers it.

use std::borrow::Cow;

use serde::Deserialize;

use super::{Place, Record, damaged, decoded};

/// A mapping puts Kinesis's data into an object of its own, Pipes next to the other fields.
#[derive(Deserialize)]
struct Raw<'a> {
    #[serde(rename = "eventID", borrow)]
    event_id: Option<Cow<'a, str>>,
    #[serde(borrow)]
    kinesis: Option<RawKinesis<'a>>,
}

#[derive(Deserialize)]
struct RawKinesis<'a> {
    #[serde(rename = "sequenceNumber", borrow)]
    sequence_number: Cow<'a, str>,
    #[serde(borrow)]
    data: Option<Cow<'a, str>>,
}

pub(super) fn read(record: &str) -> Record<'_> {
    let none = || damaged("not a record of Kinesis", record);
    let Ok(raw) = serde_json::from_str::<Raw<'_>>(record) else {
        return none();
    };
    let of_pipes = || serde_json::from_str(record).ok();
    let Some(kinesis) = raw.kinesis.or_else(of_pipes) else {
        return none();
    };
    // `shardId-000000000000:49545115243490985018280067714973144582180062593244200961`
    let event_id = raw.event_id.unwrap_or_default();
    let shard = event_id.split(':').next().unwrap_or_default();
    Record {
        receipt: kinesis.sequence_number.into_owned(),
        place: Place::Shard(shard.to_owned()),
        body: decoded(kinesis.data),
        foreign: None,
    }
}
