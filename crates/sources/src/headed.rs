//! Events whose envelope is in a message's headers: CloudEvents in binary mode.

use std::fmt::Display;

use domain::Shop;
use pipeline::{BodyFormat, Decoded, EventHeaders, decode_headed, decode_into};

/// Decodes and validates a message's events into a batch: one JSON object, an array, or NDJSON, plain or in CloudEvents
/// of either mode. `prefix` precedes the names of an event's attributes in the headers. `identity` identifies events
/// without an id.
pub(crate) fn decode_with<'h>(
    shop: &Shop,
    headers: impl Iterator<Item = (&'h [u8], &'h [u8])>,
    prefix: &[u8],
    identity: &dyn Display,
    body: &[u8],
    into: &mut Decoded,
) {
    let mut said = EventHeaders::default();
    let mut is_headed = false;
    for (name, text) in headers {
        let (Some(name), Ok(text)) = (name.strip_prefix(prefix), std::str::from_utf8(text)) else {
            continue;
        };
        match name {
            b"specversion" => (said.specversion, is_headed) = (text, true),
            b"source" => said.source = Some(text),
            b"id" => said.id = Some(text),
            b"time" => said.time = Some(text),
            _ => {}
        }
    }
    match is_headed {
        true => decode_headed(shop, &said, body, into),
        false => decode_into(shop, BodyFormat::of(body), Some(identity), body, into),
    }
}
