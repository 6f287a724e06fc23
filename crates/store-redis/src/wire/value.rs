//! Reading Redis's answers.

use ports::StoreError;
use redis::Value;

use crate::wire::error::corrupt;

/// What an answer should be, and the error when it is not.
pub(crate) trait Answer {
    /// A list.
    fn list(&self) -> Result<&[Value], StoreError>;
    /// Bytes; `None` when nothing is stored.
    fn bytes(&self) -> Option<&[u8]>;
    /// Text; `None` when nothing, or no text, is stored.
    fn text(&self) -> Option<&str>;
    /// A whole number; 0 when nothing is stored.
    fn number(&self) -> i64;
}

impl Answer for Value {
    fn list(&self) -> Result<&[Value], StoreError> {
        match self {
            Value::Array(list) | Value::Set(list) => Ok(list),
            other => Err(corrupt(format!(
                "redis answered {} instead of a list",
                kind(other)
            ))),
        }
    }

    fn bytes(&self) -> Option<&[u8]> {
        match self {
            Value::BulkString(bytes) => Some(bytes),
            Value::SimpleString(text) => Some(text.as_bytes()),
            _ => None,
        }
    }

    fn text(&self) -> Option<&str> {
        self.bytes()
            .and_then(|bytes| std::str::from_utf8(bytes).ok())
    }

    fn number(&self) -> i64 {
        match self {
            Value::Int(number) => *number,
            // Scores come as text, of a double: "3", "1e+17".
            other => other
                .text()
                .and_then(|text| {
                    text.parse()
                        .ok()
                        .or_else(|| text.parse::<f64>().ok().map(|it| it as i64))
                })
                .unwrap_or_default(),
        }
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Nil => "nothing",
        Value::Int(_) => "a number",
        Value::BulkString(_) | Value::SimpleString(_) => "text",
        _ => "something else",
    }
}

/// Pairs of a flat list: fields and values, members and scores.
pub(crate) fn pairs(list: &[Value]) -> impl Iterator<Item = (&Value, &Value)> {
    list.chunks_exact(2).map(|pair| (&pair[0], &pair[1]))
}

/// SKUs are text when Livetill wrote them. A foreign program may have stored anything.
pub(crate) fn lossy(value: &Value) -> String {
    String::from_utf8_lossy(value.bytes().unwrap_or_default()).into_owned()
}
