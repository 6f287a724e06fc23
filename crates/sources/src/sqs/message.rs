//! A message's events and their identities.

use std::borrow::Cow;

use domain::Shop;
use pipeline::{BodyFormat, Decoded, decode_into};
use serde::Deserialize;

/// The needed parts of an SNS notification, which a subscription without raw delivery puts into a queue.
#[derive(Deserialize)]
struct Notification<'a> {
    #[serde(rename = "Type", borrow)]
    kind: Cow<'a, str>,
    #[serde(rename = "MessageId", borrow)]
    id: Cow<'a, str>,
    #[serde(rename = "TopicArn", borrow)]
    _topic: Cow<'a, str>,
    #[serde(rename = "Message", borrow)]
    message: Cow<'a, str>,
}

/// The content of an SNS notification and its id, which is the same in every subscribed queue and every delivery;
/// `None` for any other body.
pub fn opened(body: &str) -> Option<(Cow<'_, str>, Cow<'_, str>)> {
    // Orders do not contain this word, so they need not be parsed twice.
    if !body.contains("\"TopicArn\"") {
        return None;
    }
    let found: Notification<'_> = serde_json::from_str(body).ok()?;
    (found.kind == "Notification").then_some((found.message, found.id))
}

/// Decodes and validates a message's events into a batch, identified by the message's id: JSON as in any other record,
/// bare, in envelopes, or in an SNS notification. This never fails: anything else is a reject.
pub fn decode_message(shop: &Shop, id: &str, body: &str, into: &mut Decoded) {
    let (body, id) = opened(body).unwrap_or((body.into(), id.into()));
    let body = body.as_bytes();
    decode_into(shop, BodyFormat::of(body), Some(&id), body, into);
}
