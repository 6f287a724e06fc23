//! Reads any body.

use std::borrow::Cow;

use domain::Rejection;
use serde::Deserialize as _;
use sonic_rs::{JsonContainerTrait as _, JsonType, JsonValueTrait as _};

use super::value::{Object, Value};
use super::{is_too_deep, malformed};
use crate::keep::{Keep, Members};

/// Reads a body.
///
/// # Errors
/// [`Reason::MalformedJson`](domain::Reason::MalformedJson) if it is not JSON, or too deeply nested.
pub(super) fn read<'a>(text: &str, keep: &Keep) -> Result<Value<'a>, Rejection> {
    if is_too_deep(text.as_bytes()) {
        return Err(malformed("the body is nested too deeply"));
    }
    let mut reader = sonic_rs::Deserializer::from_str(text).use_rawnumber();
    let value = sonic_rs::Value::deserialize(&mut reader).map_err(|error| {
        // The error's own text quotes the input, which may be personal data.
        malformed(&format!("not valid JSON at byte {}", error.offset()))
    })?;
    match reader.end() {
        Ok(()) => Ok(kept(&value, keep)),
        Err(_) => Err(malformed("there is something after the JSON of the body")),
    }
}

fn kept<'a>(value: &sonic_rs::Value, keep: &Keep) -> Value<'a> {
    let read = match (value.get_type(), keep.members()) {
        (JsonType::Object, Some(members)) => {
            return Value::Object(object(value, members));
        }
        (JsonType::Array, Some(_)) => {
            let list = value.as_array();
            let entries = list.map(|list| list.iter().map(|entry| kept(entry, keep)).collect());
            return Value::List(entries.unwrap_or_default());
        }
        (JsonType::Null, _) => return Value::Null,
        (JsonType::Boolean, _) => Value::Bool(value.is_true()),
        (JsonType::String, _) => Value::Text(owned(value.as_str().unwrap_or_default())),
        (JsonType::Number, _) => {
            let number = value.as_raw_number();
            number.map_or(Value::Other, |digits| Value::Number(owned(digits.as_str())))
        }
        (JsonType::Object | JsonType::Array, None) => return Value::Other,
    };
    read.filter(keep.has_values())
}

fn object<'a>(value: &sonic_rs::Value, keep: &Members) -> Object<'a> {
    let mut object = Object::default();
    for (name, value) in value.as_object().into_iter().flat_map(|it| it.iter()) {
        object.members += 1;
        let found = keep.iter().find(|(kept, _)| *kept == name);
        // Of two of a name the first one holds.
        let is_new = |name: &str| object.kept.iter().all(|(kept, _)| *kept != name);
        if let Some((name, keep)) = found.filter(|(name, _)| is_new(name)) {
            object.kept.push((*name, kept(value, keep)));
        }
    }
    object.kept.shrink_to_fit();
    object
}

fn owned<'a>(text: &str) -> Cow<'a, str> {
    Cow::Owned(text.to_owned())
}
