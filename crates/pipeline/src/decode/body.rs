//! A body of one or many events.

use domain::{Reason, Rejection, Shop, Timestamp};

use super::event::decode_event;
use crate::{Decoded, Origin};

/// How a body holds its events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyFormat {
    /// One object, or an array of them.
    Json,
    /// One object a line; empty lines are passed over.
    Ndjson,
}

/// Decodes and checks a body. It never fails: what is wrong becomes a reject beside the good ones.
///
/// `idempotency_key` identifies events without an id, together with their place in the body.
pub fn decode_body(
    shop: &Shop,
    now: Timestamp,
    source: &str,
    format: BodyFormat,
    idempotency_key: Option<&str>,
    body: &[u8],
) -> Decoded {
    let mut decoded = Decoded::new(Origin { source, now });
    match format {
        BodyFormat::Ndjson => decode_lines(shop, idempotency_key, body, &mut decoded),
        BodyFormat::Json => match std::str::from_utf8(body) {
            Ok(text) => decode_json(shop, idempotency_key, text.trim_ascii(), &mut decoded),
            Err(_) => decoded.reject(not_utf8(), None, body.to_vec()),
        },
    }
    decoded
}

/// Decodes and checks lines of JSON into a batch.
pub fn decode_lines(shop: &Shop, idempotency_key: Option<&str>, body: &[u8], into: &mut Decoded) {
    // The whole body is checked for UTF-8 at once; only if something is wrong, line by line.
    match std::str::from_utf8(body) {
        Ok(text) => {
            for line in text.split('\n') {
                decode_line(shop, idempotency_key, line, into);
            }
        }
        Err(_) => {
            for line in body.split(|&byte| byte == b'\n') {
                match std::str::from_utf8(line) {
                    Ok(line) => decode_line(shop, idempotency_key, line, into),
                    Err(_) => into.reject(not_utf8(), None, line.to_vec()),
                }
            }
        }
    }
}

fn decode_line(shop: &Shop, idempotency_key: Option<&str>, line: &str, into: &mut Decoded) {
    let line = line.trim_ascii();
    if !line.is_empty() {
        decode_next(shop, idempotency_key, line, into);
    }
}

fn decode_json(shop: &Shop, idempotency_key: Option<&str>, text: &str, into: &mut Decoded) {
    if !text.starts_with('[') {
        return decode_next(shop, idempotency_key, text, into);
    }
    for element in sonic_rs::to_array_iter(text) {
        match element {
            Ok(value) => {
                decode_next(shop, idempotency_key, value.as_raw_str().trim_ascii(), into);
            }
            Err(error) => {
                // Where an element ends is unknown from here on: the rest is one reject.
                let offset = error.offset().min(text.len());
                let detail = format!("the array is not valid JSON from byte {offset} on");
                let rest = text.as_bytes()[offset..].to_vec();
                return into.reject(Rejection::new(Reason::MalformedJson, detail), None, rest);
            }
        }
    }
}

fn decode_next(shop: &Shop, idempotency_key: Option<&str>, text: &str, into: &mut Decoded) {
    match idempotency_key {
        None => decode_event(shop, text, None, into),
        Some(key) => {
            let id = format!("{key}/{}", into.events());
            decode_event(shop, text, Some(&id), into);
        }
    }
}

fn not_utf8() -> Rejection {
    Rejection::new(Reason::MalformedJson, "not valid UTF-8")
}
