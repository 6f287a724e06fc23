//! A value as written in a body.

use domain::{Reason, Rejection};

/// A JSON value as text. `null` counts as absent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value<'a> {
    Bool(bool),
    /// As written.
    Number(&'a str),
    /// Text without escapes, and without its quotes.
    Text(&'a str),
    /// Text with escapes.
    Escaped(Box<Escaped>),
    /// A list or an object, as written.
    Other(&'a str),
}

/// Text with escapes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Escaped {
    /// As written, with its quotes.
    pub(super) raw: String,
    /// The unescaped text, if the escapes are valid.
    pub(super) text: Option<String>,
}

impl<'a> Value<'a> {
    /// Wraps raw JSON. If it is text, it must not contain escapes.
    pub(super) fn of_raw(raw: &'a str) -> Value<'a> {
        match raw.as_bytes() {
            [b'"', .., b'"'] => Value::Text(&raw[1..raw.len() - 1]),
            [b'-' | b'0'..=b'9', ..] => Value::Number(raw),
            b"true" => Value::Bool(true),
            b"false" => Value::Bool(false),
            _ => Value::Other(raw),
        }
    }

    pub(super) fn is_text(&self) -> bool {
        matches!(self, Value::Text(_) | Value::Escaped(_))
    }

    pub(super) fn as_bool(&self) -> Option<bool> {
        match self {
            Value::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// The text, if the value is valid text.
    pub(super) fn as_str(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            Value::Escaped(escaped) => escaped.text.as_deref(),
            _ => None,
        }
    }

    /// The text of a number, or a text that should hold one: in many languages, programs send numbers as text.
    pub(super) fn digits(&self) -> Option<&str> {
        match self {
            Value::Number(digits) => Some(digits),
            Value::Text(text) => Some(text),
            Value::Escaped(escaped) => Some(escaped.text.as_deref().unwrap_or_default()),
            Value::Bool(_) | Value::Other(_) => None,
        }
    }

    /// Whether the value means the same as an absent one. Many shops send zeros and `false` for things they do not
    /// have.
    pub(super) fn says_nothing(&self) -> bool {
        match self {
            Value::Bool(value) => !value,
            Value::Number(digits) | Value::Text(digits) => matches!(*digits, "0" | "0.0" | "0.00"),
            _ => false,
        }
    }

    /// Writes the value as JSON.
    pub(super) fn write(&self, out: &mut String) {
        match self {
            Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            Value::Number(raw) | Value::Other(raw) => out.push_str(raw),
            Value::Escaped(escaped) => out.push_str(&escaped.raw),
            Value::Text(text) => {
                out.push('"');
                out.push_str(text);
                out.push('"');
            }
        }
    }
}

/// Text unchanged, or an integer by its digits: ids and SKUs beyond 2^53 occur in practice. `1001.0`, as languages with
/// float numbers write it, becomes 1001 if a float represents it exactly.
pub(super) fn text_or_integer<'v>(
    value: &'v Value<'_>,
    reason: Reason,
    detail: impl FnOnce() -> String,
) -> Result<&'v str, Rejection> {
    let said = match value {
        Value::Number(digits) => integer(digits),
        value => value.as_str(),
    };
    said.ok_or_else(|| Rejection::new(reason, detail()))
}

fn integer(digits: &str) -> Option<&str> {
    let magnitude = digits.strip_prefix('-').unwrap_or(digits);
    if magnitude.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(digits);
    }
    let (whole, fraction) = digits.split_once('.')?;
    let is_exact = whole
        .parse::<i64>()
        .is_ok_and(|it| it.unsigned_abs() < 1 << 53);
    let is_zero = !fraction.is_empty() && fraction.bytes().all(|digit| digit == b'0');
    (is_exact && is_zero && whole != "-0").then_some(whole)
}
