//! A record of Kinesis, as the event source mapping delivers it.

use std::borrow::Cow;

use serde::Deserialize;

use super::{Record, damaged, decoded};

#[derive(Deserialize)]
struct Raw<'a> {
    #[serde(rename = "eventID", borrow)]
    event_id: Option<Cow<'a, str>>,
    #[serde(borrow)]
    kinesis: RawKinesis<'a>,
}

#[derive(Deserialize)]
struct RawKinesis<'a> {
    #[serde(rename = "sequenceNumber", borrow)]
    sequence_number: Cow<'a, str>,
    #[serde(borrow)]
    data: Option<Cow<'a, str>>,
}

pub(super) fn read(record: &str) -> Record<'_> {
    let Ok(raw) = serde_json::from_str::<Raw<'_>>(record) else {
        return damaged("not a record of Kinesis", record);
    };
    // `shardId-000000000000:49545115243490985018280067714973144582180062593244200961`
    let event_id = raw.event_id.unwrap_or_default();
    let shard = event_id.split(':').next().unwrap_or_default();
    Record {
        receipt: raw.kinesis.sequence_number.into_owned(),
        shard: Some(shard.to_owned()),
        body: decoded(raw.kinesis.data),
        foreign: None,
    }
}
