//! A message of SQS.

use std::borrow::Cow;

use serde::Deserialize;

use super::{Record, damaged};

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
    let body = match raw.body {
        Cow::Borrowed(body) => Cow::Borrowed(body.as_bytes()),
        Cow::Owned(body) => Cow::Owned(body.into_bytes()),
    };
    Record {
        receipt: raw.message_id.into_owned(),
        shard: None,
        body: Ok(body),
    }
}
