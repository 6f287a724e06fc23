//! Reads any body.

use bumpalo::Bump;
use domain::Rejection;
use serde::Deserialize as _;
use sonic_rs::{JsonContainerTrait as _, JsonType, JsonValueTrait as _};

use super::value::{Member, Object, Value};
use super::{is_too_deep, malformed};
use crate::keep::{Keep, Members};

/// Reads a body.
///
/// # Errors
/// [`Reason::MalformedJson`](domain::Reason::MalformedJson) if it is not JSON, or too deeply nested.
pub(super) fn read<'a>(room: &'a Bump, text: &str, keep: &Keep) -> Result<Value<'a>, Rejection> {
    if is_too_deep(text.as_bytes()) {
        return Err(malformed("the body is nested too deeply"));
    }
    let mut reader = sonic_rs::Deserializer::from_str(text).use_rawnumber();
    let value = sonic_rs::Value::deserialize(&mut reader).map_err(|error| {
        // The error's own text quotes the input, which may be personal data.
        malformed(&format!("not valid JSON at byte {}", error.offset()))
    })?;
    match reader.end() {
        Ok(()) => Ok(kept(room, &value, keep)),
        Err(_) => Err(malformed("there is something after the JSON of the body")),
    }
}

fn kept<'a>(room: &'a Bump, value: &sonic_rs::Value, keep: &Keep) -> Value<'a> {
    let read = match (value.get_type(), keep.members()) {
        (JsonType::Object, Some(members)) => {
            return Value::Object(object(room, value, members));
        }
        (JsonType::Array, Some(_)) => {
            let list = value.as_array().into_iter().flat_map(|list| list.iter());
            let entries: Vec<Value<'a>> = list.map(|entry| kept(room, entry, keep)).collect();
            return Value::List(room.alloc_slice_copy(&entries));
        }
        (JsonType::Null, _) => return Value::Null,
        (JsonType::Boolean, _) => Value::Bool(value.is_true()),
        (JsonType::String, _) => Value::Text(room.alloc_str(value.as_str().unwrap_or_default())),
        (JsonType::Number, _) => {
            let number = value.as_raw_number();
            number.map_or(Value::Other, |digits| {
                Value::Number(room.alloc_str(digits.as_str()))
            })
        }
        (JsonType::Object | JsonType::Array, None) => return Value::Other,
    };
    read.filter(keep.has_values())
}

fn object<'a>(room: &'a Bump, value: &sonic_rs::Value, keep: &Members) -> Object<'a> {
    let (mut members, mut read) = (0, Vec::<Member<'a>>::new());
    for (name, value) in value.as_object().into_iter().flat_map(|it| it.iter()) {
        members += 1;
        // Of two of a name the first one holds.
        let is_new = |name: &str| read.iter().all(|(kept, _)| *kept != name);
        if let Some((_, name, keep)) = keep
            .find(name.as_bytes())
            .filter(|(_, name, _)| is_new(name))
        {
            read.push((name, kept(room, value, keep)));
        }
    }
    let kept = room.alloc_slice_copy(&read);
    Object { kept, members }
}
