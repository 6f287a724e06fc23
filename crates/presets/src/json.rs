//! JSON as platforms write it: numbers keep their digits, and missing equals null.

use std::borrow::Cow;

use domain::{Reason, Rejection, Timestamp};
use serde::Deserialize;
use sonic_rs::{JsonContainerTrait, JsonType, JsonValueTrait, Value};

use crate::money::Money;

/// The deepest nesting that is parsed. Our own events have three levels and platforms' bodies about eight; extensions
/// add a few more.
const MAX_DEPTH: usize = 64;

/// Parses a body. Numbers stay text: no amount or id becomes a float.
///
/// # Errors
/// [`Reason::MalformedJson`] if it is not a JSON object, or too deeply nested.
pub(crate) fn parse(body: &[u8]) -> Result<Value, Rejection> {
    let text = std::str::from_utf8(body).map_err(|_| malformed("the body is not UTF-8"))?;
    if is_too_deep(body) {
        return Err(malformed("the body is nested too deeply"));
    }
    let mut reader = sonic_rs::Deserializer::from_str(text).use_rawnumber();
    let value = Value::deserialize(&mut reader).map_err(|error| {
        // The error's own text quotes the input, which may be personal data.
        malformed(&format!("not valid JSON at byte {}", error.offset()))
    })?;
    match reader.end() {
        Ok(()) if value.is_object() => Ok(value),
        Ok(()) => Err(malformed("the body is not a JSON object")),
        Err(_) => Err(malformed("there is something after the JSON of the body")),
    }
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

/// Access to the members of an object.
pub(crate) trait Look {
    /// The value of a key; `None` where it is missing or null.
    fn at(&self, key: &str) -> Option<&Value>;
    /// The entries of a list; empty if there is no list.
    fn each(&self, key: &str) -> &[Value];
    /// Text, or a number as its digits; `None` if empty.
    fn text(&self, key: &str) -> Option<Cow<'_, str>>;
    /// Whether it is `true`.
    fn flag(&self, key: &str) -> bool;
}

impl Look for Value {
    fn at(&self, key: &str) -> Option<&Value> {
        self.get(key).filter(|value| !value.is_null())
    }

    fn each(&self, key: &str) -> &[Value] {
        let list = self.at(key).and_then(|value| value.as_array());
        list.map_or(&[], |list| list.as_slice())
    }

    fn text(&self, key: &str) -> Option<Cow<'_, str>> {
        self.at(key)
            .and_then(scalar)
            .filter(|text| !text.is_empty())
    }

    fn flag(&self, key: &str) -> bool {
        self.at(key).and_then(JsonValueTrait::as_bool) == Some(true)
    }
}

fn scalar(value: &Value) -> Option<Cow<'_, str>> {
    match value.get_type() {
        JsonType::String => value.as_str().map(Cow::Borrowed),
        JsonType::Number => {
            let number = value.as_raw_number()?;
            Some(Cow::Owned(number.as_str().to_owned()))
        }
        _ => None,
    }
}

/// The id under a key, as text: platforms' ids exceed 2^53.
///
/// # Errors
/// [`Reason::MissingId`] if there is none.
pub(crate) fn id(object: &Value, key: &str) -> Result<String, Rejection> {
    let found = object.text(key).map(Cow::into_owned);
    found.ok_or_else(|| Rejection::new(Reason::MissingId, format!("the body has no {key}")))
}

/// The amount under a key, 0 if there is none.
///
/// # Errors
/// [`Reason::InvalidAmount`] if it is not a decimal number.
pub(crate) fn money(object: &Value, key: &str) -> Result<Money, Rejection> {
    match object.at(key) {
        None => Ok(Money::ZERO),
        Some(value) => {
            let text = scalar(value).ok_or_else(|| invalid(key, "is not a decimal number"))?;
            Money::parse(&text).map_err(|what| invalid(key, &what))
        }
    }
}

/// The whole number under a key, 0 if there is none.
///
/// # Errors
/// [`Reason::InvalidAmount`] if it is not a whole number.
pub(crate) fn whole(object: &Value, key: &str) -> Result<i64, Rejection> {
    match object.text(key) {
        None => Ok(0),
        Some(text) => text
            .parse()
            .map_err(|_| invalid(key, "is not a whole number")),
    }
}

pub(crate) fn invalid(key: &str, what: &str) -> Rejection {
    Rejection::new(Reason::InvalidAmount, format!("{key} {what}"))
}

/// The RFC 3339 time under a key, in seconds since 1970.
///
/// # Errors
/// [`Reason::InvalidTimestamp`] for other text.
pub(crate) fn time(object: &Value, key: &str) -> Result<Option<i64>, Rejection> {
    object.text(key).map(|text| seconds(&text, key)).transpose()
}

/// Like [`time()`], for a time without offset, which is UTC.
///
/// # Errors
/// [`Reason::InvalidTimestamp`] for other text.
pub(crate) fn utc(object: &Value, key: &str) -> Result<Option<i64>, Rejection> {
    let text = object.text(key);
    text.map(|text| match text.ends_with('Z') {
        true => seconds(&text, key),
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
