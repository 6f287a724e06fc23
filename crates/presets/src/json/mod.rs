//! JSON as platforms write it.

mod cursor;
mod fast;
mod general;
mod room;
#[cfg(test)]
mod tests;
mod value;

use bumpalo::Bump;
use domain::{Reason, Rejection, Timestamp};

pub use self::cursor::Cursor;
pub(crate) use self::room::room;
pub(crate) use self::value::Value;
use crate::keep::Keep;
use crate::money::Money;
use crate::text::Text;

/// The deepest nesting that is parsed. Our own events have three levels and platforms' bodies about eight; extensions
/// add a few more.
const MAX_DEPTH: usize = 64;

/// Reads what is kept of a body. Numbers stay text: no amount or id becomes a float.
///
/// # Errors
/// [`Reason::MalformedJson`] if it is not a JSON object, or too deeply nested.
pub(crate) fn parse<'a>(
    room: &'a Bump,
    body: &'a [u8],
    keep: &Keep,
) -> Result<Value<'a>, Rejection> {
    let text = simdutf8::basic::from_utf8(body);
    let text = text.map_err(|_| malformed("the body is not UTF-8"))?;
    let value = match fast::read(room, text, keep) {
        Some(value) => value,
        None => general::read(room, text, keep)?,
    };
    match value.is_object() {
        true => Ok(value),
        false => Err(malformed("the body is not a JSON object")),
    }
}

/// What was read of a body as JSON. A body with one member has one again, and one with more has more: a deletion is
/// known by that, and nothing else may be taken for one when it is read again.
pub(crate) fn written(value: &Value<'_>) -> Vec<u8> {
    let mut text = String::new();
    value.write(&mut text);
    for name in ["", " "].iter().take(value.unread_members()) {
        text.pop();
        text.push_str(if text.len() > 1 { ",\"" } else { "\"" });
        text.extend([*name, "\":null}"]);
    }
    text.into_bytes()
}

/// The rejection of a body that is not JSON, or not of the expected form.
pub(crate) fn malformed(detail: &str) -> Rejection {
    Rejection::new(Reason::MalformedJson, detail)
}

/// Whether brackets are nested deeper than is parsed. Checked first because the parser is recursive: a body of nothing
/// but brackets would overflow the stack and end the process.
pub fn is_too_deep(text: &[u8]) -> bool {
    // Most texts have too few brackets to be too deep, and counting them is quick.
    let opening = text.iter().filter(|byte| matches!(byte, b'[' | b'{'));
    if opening.count() <= MAX_DEPTH {
        return false;
    }
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for byte in text {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            _ if in_string => {}
            b'[' | b'{' => {
                depth += 1;
                if depth > MAX_DEPTH {
                    return true;
                }
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    false
}

/// The id under a key, as text: platforms' ids exceed 2^53.
///
/// # Errors
/// [`Reason::MissingId`] if there is none.
pub(crate) fn id(object: &Value<'_>, key: &str) -> Result<Text, Rejection> {
    let found = object.owned_text(key);
    found.ok_or_else(|| Rejection::new(Reason::MissingId, format!("the body has no {key}")))
}

/// The amount under a key, 0 if there is none.
///
/// # Errors
/// [`Reason::InvalidAmount`] if it is not a decimal number.
pub(crate) fn money(object: &Value<'_>, key: &str) -> Result<Money, Rejection> {
    Ok(some_money(object, key)?.unwrap_or_default())
}

/// The amount under a key, if there is one.
///
/// # Errors
/// [`Reason::InvalidAmount`] if it is not a decimal number.
pub(crate) fn some_money(object: &Value<'_>, key: &str) -> Result<Option<Money>, Rejection> {
    let parsed = object.at(key).map(|value| {
        let text = value.scalar();
        let text = text.ok_or_else(|| invalid(key, "is not a decimal number"))?;
        Money::parse(text).map_err(|what| invalid(key, &what))
    });
    parsed.transpose()
}

/// The amount under a key without which nothing is known: 0 in its place would be an invention.
///
/// # Errors
/// [`Reason::InvalidAmount`] if it is missing, or not a decimal number.
pub(crate) fn needed_money(object: &Value<'_>, key: &str) -> Result<Money, Rejection> {
    some_money(object, key)?.ok_or_else(|| missing(key))
}

/// The largest whole number that is read: a millionth of what fits, so that any unit of it can be written.
const LARGEST: i64 = i64::MAX / 1_000_000;

/// The whole number under a key, 0 if there is none.
///
/// # Errors
/// [`Reason::InvalidAmount`] if it is not a whole number, or too large for any amount or time.
pub(crate) fn whole(object: &Value<'_>, key: &str) -> Result<i64, Rejection> {
    let Some(text) = object.text(key) else {
        return Ok(0);
    };
    let number = text.parse::<i64>();
    let number = number.map_err(|_| invalid(key, "is not a whole number"))?;
    match (-LARGEST..=LARGEST).contains(&number) {
        true => Ok(number),
        false => Err(invalid(key, "is too large")),
    }
}

/// The whole number under a key without which nothing is known.
///
/// # Errors
/// [`Reason::InvalidAmount`] if it is missing, or not a whole number.
pub(crate) fn needed_whole(object: &Value<'_>, key: &str) -> Result<i64, Rejection> {
    match object.text(key) {
        None => Err(missing(key)),
        Some(_) => whole(object, key),
    }
}

/// The rejection of a body without a required amount or number.
pub(crate) fn missing(key: &str) -> Rejection {
    invalid(key, "is missing")
}

pub(crate) fn invalid(key: &str, what: &str) -> Rejection {
    Rejection::new(Reason::InvalidAmount, format!("{key} {what}"))
}

/// The RFC 3339 time under a key, in seconds since 1970.
///
/// # Errors
/// [`Reason::InvalidTimestamp`] for other text.
pub(crate) fn time(object: &Value<'_>, key: &str) -> Result<Option<i64>, Rejection> {
    object.text(key).map(|text| seconds(text, key)).transpose()
}

/// Like [`time()`], for a time without offset, which is UTC.
///
/// # Errors
/// [`Reason::InvalidTimestamp`] for other text.
pub(crate) fn utc(object: &Value<'_>, key: &str) -> Result<Option<i64>, Rejection> {
    let text = object.text(key);
    text.map(|text| match text.ends_with('Z') {
        true => seconds(text, key),
        false => seconds(&format!("{text}Z"), key),
    })
    .transpose()
}

/// The rejection of a body without a required time.
pub(crate) fn no_time(key: &str) -> Rejection {
    Rejection::new(Reason::InvalidTimestamp, format!("the body has no {key}"))
}

fn seconds(text: &str, key: &str) -> Result<i64, Rejection> {
    let parsed = Timestamp::parse_rfc3339(text);
    let parsed = parsed.map_err(|_| {
        Rejection::new(
            Reason::InvalidTimestamp,
            format!("{key} is not a time with an offset"),
        )
    });
    Ok(parsed?.millis().div_euclid(1_000))
}
