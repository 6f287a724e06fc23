//! Records of Kafka: grouped by partition from a mapping, or one by one from Pipes.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::{Place, Record, damaged, decoded};

/// A mapping's payload; the records are by topic and partition, `orders-0`.
#[derive(Deserialize)]
pub(super) struct Event<'a> {
    #[serde(rename = "eventSource", borrow)]
    pub(super) source: Cow<'a, str>,
    #[serde(borrow)]
    records: BTreeMap<Cow<'a, str>, Vec<&'a RawValue>>,
}

impl<'a> Event<'a> {
    /// All of its records, in order within each partition.
    pub(super) fn records(self) -> Vec<&'a RawValue> {
        self.records.into_values().flatten().collect()
    }
}

#[derive(Deserialize)]
struct Raw<'a> {
    #[serde(borrow)]
    topic: Cow<'a, str>,
    #[serde(borrow)]
    partition: Count<'a>,
    #[serde(borrow)]
    offset: Count<'a>,
    #[serde(borrow)]
    value: Option<Cow<'a, str>>,
    /// Each with one name and the bytes of its text; Java's bytes are signed.
    #[serde(default)]
    headers: Vec<BTreeMap<String, Vec<i16>>>,
}

/// A number, which Pipes may write as text.
#[derive(Deserialize)]
#[serde(untagged)]
enum Count<'a> {
    Number(i64),
    #[serde(borrow)]
    Text(Cow<'a, str>),
}

impl Count<'_> {
    fn value(&self) -> Option<i64> {
        match self {
            Count::Number(number) => Some(*number),
            Count::Text(text) => text.parse().ok(),
        }
    }
}

pub(super) fn read(record: &str) -> Record<'_> {
    let none = || damaged("not a record of Kafka", record);
    let Ok(raw) = serde_json::from_str::<Raw<'_>>(record) else {
        return none();
    };
    let partition = raw.partition.value().and_then(|it| i32::try_from(it).ok());
    let (Some(partition), Some(offset)) = (partition, raw.offset.value()) else {
        return none();
    };
    let headers = raw.headers.into_iter().flatten().map(|(name, bytes)| {
        let bytes = bytes.into_iter().map(|byte| byte as u8).collect();
        (name, bytes)
    });
    let body = match raw.value {
        None => Ok(None),
        value => decoded(value).map(Some),
    };
    Record {
        receipt: format!("{}-{partition}:{offset}", raw.topic),
        place: Place::Log {
            topic: raw.topic.into_owned(),
            partition,
            offset,
            headers: headers.collect(),
            is_tombstone: matches!(body, Ok(None)),
        },
        body: body.map(Option::unwrap_or_default),
        foreign: None,
    }
}

/// The topic of a record, which names the batch.
pub(super) fn topic(record: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Topic<'a> {
        #[serde(borrow)]
        topic: Cow<'a, str>,
    }
    let raw = serde_json::from_str::<Topic<'_>>(record).ok()?;
    Some(raw.topic.into_owned())
}
