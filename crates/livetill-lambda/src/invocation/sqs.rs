//! A message of SQS.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::{Record, damaged, foreign};

#[derive(Deserialize)]
struct Raw<'a> {
    #[serde(rename = "messageId", borrow)]
    message_id: Cow<'a, str>,
    #[serde(borrow)]
    body: Cow<'a, str>,
}

pub(super) fn read(message: &str) -> Record<'_> {
    let Ok(raw) = serde_json::from_str::<Raw<'_>>(message) else {
        return damaged("not a message of SQS", message);
    };
    // What is no JSON is kept among the rejects as it came, and need not come again.
    let is_json = serde_json::from_str::<&RawValue>(&raw.body).is_ok();
    let holds = raw.body.trim_ascii_start().as_bytes().first();
    let is_kept = !is_json || !matches!(holds, Some(b'{' | b'['));
    let foreign = if is_kept {
        None
    } else {
        foreign::name(&raw.body)
    };
    let body = match raw.body {
        Cow::Borrowed(body) => Cow::Borrowed(body.as_bytes()),
        Cow::Owned(body) => Cow::Owned(body.into_bytes()),
    };
    Record {
        receipt: raw.message_id.into_owned(),
        shard: None,
        body: Ok(body),
        foreign,
    }
}
