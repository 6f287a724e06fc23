//! A message's events, and who they are.

use std::borrow::Cow;

use domain::Shop;
use pipeline::{BodyFormat, Decoded, decode_into};
use serde::Deserialize;

/// What is needed of a notification of SNS, as a subscription without raw delivery puts it into a queue.
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

/// What a notification of SNS holds, and its id, which is the same in every queue that is subscribed and
/// in every delivery; `None` for any other body.
pub fn opened(body: &str) -> Option<(Cow<'_, str>, Cow<'_, str>)> {
    // An order does not mention it, and is not looked through twice.
    if !body.contains("\"TopicArn\"") {
        return None;
    }
    let found: Notification<'_> = serde_json::from_str(body).ok()?;
    (found.kind == "Notification").then_some((found.message, found.id))
}

/// Decodes and checks a message's events into a batch, by its id: JSON as in any other record, bare, in
/// envelopes, or in a notification of SNS. It never fails: what is none of these is a reject.
pub fn decode_message(shop: &Shop, id: &str, body: &str, into: &mut Decoded) {
    let (body, id) = opened(body).unwrap_or((body.into(), id.into()));
    let body = body.as_bytes();
    decode_into(shop, BodyFormat::of(body), Some(&id), body, into);
}
