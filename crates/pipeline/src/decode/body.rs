//! A body of one or many events.

use std::fmt::Display;

use domain::{Reason, Reject, Rejection, Shop, Timestamp};

use super::envelope::{self, Envelope, EventHeaders, Sealed};
use super::event::decode_event;
use super::kept::{Fallback, Identity, cut};
use super::reader::Reader;
use super::scan::{Broken, Elements, end_of_first};
use crate::{Decoded, Origin};

/// Some programs write this at the start of their files. It means nothing.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// How a body contains its events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyFormat {
    /// One object, or an array of them.
    Json,
    /// One object per line. Empty lines are skipped.
    Ndjson,
    /// CloudEvents 1.0, each with one order event: a single one, or an array.
    CloudEvents,
}

/// How deeply envelopes may be nested: a shop's inside a bus's inside a queue's. More levels are not legitimate.
const MAX_ENVELOPES: u8 = 3;

impl BodyFormat {
    /// Guesses the format of a body. It is NDJSON if the first object ends before the body does and a line break
    /// follows it. A single object that spans lines is one event. If the first object never ends, the body is read line
    /// by line, so that a bad line does not spoil the good ones.
    pub fn of(body: &[u8]) -> BodyFormat {
        let body = without_mark(body);
        let Some(line) = memchr::memchr(b'\n', body) else {
            return BodyFormat::Json;
        };
        match (body.first(), end_of_first(body)) {
            (Some(b'['), _) => BodyFormat::Json,
            (_, Some(end)) if end > line => BodyFormat::Json,
            _ => BodyFormat::Ndjson,
        }
    }
}

/// Decodes and checks a body. It never fails: whatever is wrong becomes a reject, and the valid events are still
/// accepted.
///
/// `idempotency_key` identifies events without an id, together with their position in the body.
pub fn decode_body(
    shop: &Shop,
    now: Timestamp,
    source: &str,
    format: BodyFormat,
    idempotency_key: Option<&str>,
    body: &[u8],
) -> Decoded {
    let mut decoded = Decoded::new(Origin { source, now });
    let envelopes = match format {
        BodyFormat::CloudEvents => MAX_ENVELOPES,
        BodyFormat::Json | BodyFormat::Ndjson => 0,
    };
    let key = Key::new(displayed(&idempotency_key), envelopes, &decoded);
    decode_as(shop, format, key, body, &mut decoded);
    decoded
}

/// Decodes and checks the body of a reject, to try it again. If its source gave it its id, it gets the same id again,
/// so that it is compared as before.
pub(super) fn decode_kept(shop: &Shop, now: Timestamp, reject: &Reject) -> Decoded {
    let source = &reject.source;
    let mut decoded = Decoded::new(Origin { source, now });
    let id = match reject.rejection.reason {
        // An invalid id may have been truncated when it was stored, and a reused key belongs to another order.
        Reason::InvalidId | Reason::IdempotencyKeyReused => None,
        _ => reject.id.as_deref(),
    };
    let key = Key {
        numbered: false,
        ..Key::new(displayed(&id), 0, &decoded)
    };
    decode_as(shop, BodyFormat::Json, key, &reject.body, &mut decoded);
    decoded
}

/// Decodes and checks one of several bodies in a batch, such as a record of a stream. It holds events directly, or in
/// envelopes of CloudEvents 1.0 or EventBridge.
///
/// `key` identifies events without an id, together with their position in this body. An envelope's source and id
/// replace it.
pub fn decode_into(
    shop: &Shop,
    format: BodyFormat,
    key: Option<&dyn Display>,
    body: &[u8],
    into: &mut Decoded,
) {
    let key = Key::new(key, MAX_ENVELOPES, into);
    decode_as(shop, format, key, body, into);
}

/// Decodes and checks a body whose envelope is in the headers of its message.
pub fn decode_headed(shop: &Shop, headers: &EventHeaders<'_>, body: &[u8], into: &mut Decoded) {
    match headers.open(body) {
        Ok(opened) => decode_opened(shop, &opened, None, MAX_ENVELOPES - 1, into),
        // Keep nothing of a payload that was not read: it may be personal data.
        Err(rejection) => into.reject(rejection, headers.id.map(str::to_owned), Vec::new()),
    }
}

/// Decodes and checks our own events from a platform's envelope.
pub(crate) fn decode_own(shop: &Shop, key: Option<&str>, body: &[u8], into: &mut Decoded) {
    let key = Key::new(displayed(&key), 0, into);
    decode_as(shop, BodyFormat::Json, key, body, into);
}

/// Decodes and checks lines of JSON into a batch.
pub fn decode_lines(shop: &Shop, idempotency_key: Option<&str>, body: &[u8], into: &mut Decoded) {
    let key = Key::new(displayed(&idempotency_key), 0, into);
    decode_as(shop, BodyFormat::Ndjson, key, body, into);
}

fn decode_as(shop: &Shop, format: BodyFormat, key: Key<'_>, body: &[u8], into: &mut Decoded) {
    match format {
        BodyFormat::Ndjson => decode_ndjson(shop, key, body, into),
        BodyFormat::Json | BodyFormat::CloudEvents => decode_json(shop, key, body, into),
    }
}

fn decode_ndjson(shop: &Shop, key: Key<'_>, body: &[u8], into: &mut Decoded) {
    let mut reader = Reader::new();
    // Check the whole body for UTF-8 at once, and only if that fails, line by line.
    match simdutf8::basic::from_utf8(body) {
        Ok(text) => {
            // Lines are long enough for this to be several times quicker than `split`.
            let mut start = 0;
            for end in memchr::memchr_iter(b'\n', body).chain([body.len()]) {
                decode_line(shop, key, &mut reader, &text[start..end], into);
                start = end + 1;
            }
        }
        Err(_) => {
            for line in body.split(|&byte| byte == b'\n') {
                match std::str::from_utf8(line) {
                    Ok(line) => decode_line(shop, key, &mut reader, line, into),
                    Err(_) => into.reject(not_utf8(), None, cut(line)),
                }
            }
        }
    }
}

fn decode_line<'a>(
    shop: &Shop,
    key: Key<'_>,
    reader: &mut Reader<'a>,
    line: &'a str,
    into: &mut Decoded,
) {
    let line = line
        .strip_prefix(BYTE_ORDER_MARK)
        .unwrap_or(line)
        .trim_ascii();
    if !line.is_empty() {
        decode_next(shop, key, reader, line, into);
    }
}

fn without_mark(body: &[u8]) -> &[u8] {
    let unmarked = body.strip_prefix(BYTE_ORDER_MARK.as_bytes());
    unmarked.unwrap_or(body).trim_ascii()
}

fn decode_json(shop: &Shop, key: Key<'_>, body: &[u8], into: &mut Decoded) {
    let (body, mut reader) = (without_mark(body), Reader::new());
    if !body.starts_with(b"[") {
        return decode_bytes(shop, key, &mut reader, body, into);
    }
    for element in Elements::of(body) {
        match element {
            Ok(element) => decode_bytes(shop, key, &mut reader, element, into),
            Err(Broken { offset }) => {
                // It is unknown where the element ends, so the rest becomes one reject.
                let detail = format!("the array is not valid JSON after byte {offset}");
                let rejection = Rejection::new(Reason::MalformedJson, detail);
                into.reject(rejection, None, cut(&body[offset..]));
            }
        }
    }
}

fn decode_bytes<'a>(
    shop: &Shop,
    key: Key<'_>,
    reader: &mut Reader<'a>,
    event: &'a [u8],
    into: &mut Decoded,
) {
    match simdutf8::basic::from_utf8(event) {
        Ok(text) => decode_next(shop, key, reader, text, into),
        Err(_) => into.reject(not_utf8(), None, cut(event)),
    }
}

fn displayed<'k>(key: &'k Option<&str>) -> Option<&'k dyn Display> {
    key.as_ref().map(|key| key as &dyn Display)
}

/// What a body provides for events that lack it.
#[derive(Clone, Copy)]
struct Key<'k> {
    /// The identity of its events.
    text: Option<&'k dyn Display>,
    /// Whether their position is appended to the identity. An envelope around a single event does not need it.
    numbered: bool,
    /// When they were placed.
    placed_at: Option<Timestamp>,
    /// How many more envelopes may be opened.
    envelopes: u8,
    /// How many events the batch had before this body.
    first: usize,
}

impl<'k> Key<'k> {
    fn new(text: Option<&'k dyn Display>, envelopes: u8, into: &Decoded) -> Key<'k> {
        Key {
            text,
            numbered: true,
            placed_at: None,
            envelopes,
            first: into.events(),
        }
    }
}

fn decode_next<'a>(
    shop: &Shop,
    key: Key<'_>,
    reader: &mut Reader<'a>,
    text: &'a str,
    into: &mut Decoded,
) {
    if key.envelopes > 0
        && let Some(envelope) = envelope::open(text)
    {
        return match envelope {
            Err(Sealed {
                rejection,
                id,
                known,
            }) => into.reject(rejection, id, known),
            Ok(opened) => decode_opened(shop, &opened, key.placed_at, key.envelopes - 1, into),
        };
    }
    let place = key.numbered.then(|| into.events() - key.first);
    let fallback = Fallback {
        id: key.text.map(|text| Identity { text, place }),
        placed_at: key.placed_at,
    };
    decode_event(shop, reader, text, fallback, into);
}

/// Decodes the contents of an envelope. `placed_at` is the time of an event that has none itself.
fn decode_opened(
    shop: &Shop,
    opened: &Envelope<'_>,
    placed_at: Option<Timestamp>,
    envelopes: u8,
    into: &mut Decoded,
) {
    let format = BodyFormat::of(&opened.data);
    let is_array = without_mark(&opened.data).starts_with(b"[");
    let key = Key {
        text: Some(&opened.identity),
        numbered: is_array || format == BodyFormat::Ndjson,
        placed_at: opened.time.or(placed_at),
        envelopes,
        first: into.events(),
    };
    decode_as(shop, format, key, &opened.data, into);
}

fn not_utf8() -> Rejection {
    Rejection::new(Reason::MalformedJson, "not valid UTF-8")
}
