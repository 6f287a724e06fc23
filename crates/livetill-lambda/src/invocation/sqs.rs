//! A message of SQS.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::{Place, Record, damaged, foreign};

#[derive(Deserialize)]
struct Raw<'a> {
    #[serde(rename = "messageId", borrow)]
    message_id: Cow<'a, str>,
    #[serde(borrow)]
    body: Cow<'a, str>,
}

pub(super) fn read(message: &str) -> Record<'_> {
    let Ok(raw) = serde_json::from_str::<Raw<'_>>(message) else {
        return damaged("not an SQS message", message);
    };
    // A surrounding notification is opened: its content is the message.
    let (body, id) = match sources::sqs::opened(&raw.body) {
        Some((message, id)) => (Cow::Owned(message.into_owned()), id.into_owned()),
        None => (raw.body, raw.message_id.clone().into_owned()),
    };
    // A body that is not JSON is kept as a reject, and need not come again.
    let is_json = serde_json::from_str::<&RawValue>(&body).is_ok();
    let holds = body.trim_ascii_start().as_bytes().first();
    let is_kept = !is_json || !matches!(holds, Some(b'{' | b'['));
    let foreign = if is_kept { None } else { foreign::name(&body) };
    let body = match body {
        Cow::Borrowed(body) => Cow::Borrowed(body.as_bytes()),
        Cow::Owned(body) => Cow::Owned(body.into_bytes()),
    };
    Record {
        receipt: raw.message_id.into_owned(),
        place: Place::Message(id),
        body: Ok(body),
        foreign,
    }
}
