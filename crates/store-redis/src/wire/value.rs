//! Reads Redis's answers.

use ports::StoreError;
use redis::Value;

use crate::wire::error::corrupt;

/// Converts an answer to the expected type, or fails.
pub(crate) trait Answer {
    /// A list.
    fn list(&self) -> Result<&[Value], StoreError>;
    /// Bytes; `None` when nothing is stored.
    fn bytes(&self) -> Option<&[u8]>;
    /// Text; `None` if nothing is stored, or something that is not text.
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
            // Scores arrive as the text of a double: "3", "1e+17".
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

/// Text, including the newer protocol's marked text (`INFO`); empty if there is none.
pub(crate) fn plain_text(value: &Value) -> String {
    match value {
        Value::VerbatimString { text, .. } => text.clone(),
        other => other.text().unwrap_or_default().to_owned(),
    }
}

/// The answer of each server, with its address: of every primary of a cluster, or of the single server, which does not
/// report its address.
pub(crate) fn by_node(answer: &Value) -> Vec<(Option<String>, String)> {
    match answer {
        Value::Map(nodes) => nodes
            .iter()
            .map(|(address, told)| (Some(plain_text(address)), plain_text(told)))
            .collect(),
        told => vec![(None, plain_text(told))],
    }
}

/// Pairs of a flat list: fields and values, members and scores.
pub(crate) fn pairs(list: &[Value]) -> impl Iterator<Item = (&Value, &Value)> {
    list.chunks_exact(2).map(|pair| (&pair[0], &pair[1]))
}

/// SKUs are text if Livetill wrote them. A foreign program may have stored anything.
pub(crate) fn lossy(value: &Value) -> String {
    String::from_utf8_lossy(value.bytes().unwrap_or_default()).into_owned()
}

#[cfg(test)]
mod tests {
    use redis::VerbatimFormat;

    use super::*;

    #[test]
    fn one_server_or_each_of_a_cluster_tells_in_either_protocol() {
        let (format, text) = (VerbatimFormat::Text, "redis_version:8".to_owned());
        let marked = Value::VerbatimString { format, text };
        let plain = Value::BulkString(b"redis_version:7".to_vec());
        assert_eq!(by_node(&plain), [(None, "redis_version:7".to_owned())]);
        assert_eq!(by_node(&marked), [(None, "redis_version:8".to_owned())]);
        let address = |text: &str| Value::BulkString(text.into());
        let nodes = Value::Map(vec![(address("a:1"), plain), (address("b:2"), marked)]);
        let expected = [("a:1", "redis_version:7"), ("b:2", "redis_version:8")];
        let expected = expected.map(|(at, told)| (Some(at.to_owned()), told.to_owned()));
        assert_eq!(by_node(&nodes), expected);
    }
}
