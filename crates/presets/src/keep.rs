//! Which parts of a body may be stored: a list, by place, of everything that reading may need.

use sonic_rs::{JsonContainerTrait, JsonType, JsonValueTrait, Value};

/// What may be stored from a place of a body.
#[derive(Debug)]
pub enum Keep {
    /// A number, a text, true, false or null; not a list or an object.
    Value,
    /// These keys of an object, or of each object in a list.
    Object(&'static [(&'static str, Keep)]),
}

/// A body, as JSON, without the parts that must not be stored. Numbers keep their digits.
pub(crate) fn kept(keep: &Keep, body: &Value) -> Vec<u8> {
    let mut text = String::new();
    write(keep, body, &mut text);
    text.into_bytes()
}

fn write(keep: &Keep, value: &Value, into: &mut String) {
    match (keep, value.get_type()) {
        (Keep::Value, JsonType::Object | JsonType::Array) => into.push_str("null"),
        (Keep::Value, _) => match sonic_rs::to_string(value) {
            Ok(text) => into.push_str(&text),
            Err(_) => into.push_str("null"),
        },
        (Keep::Object(_), JsonType::Array) => {
            into.push('[');
            let list = value.as_array().into_iter().flat_map(|list| list.iter());
            for (index, entry) in list.enumerate() {
                if index > 0 {
                    into.push(',');
                }
                write(keep, entry, into);
            }
            into.push(']');
        }
        (Keep::Object(keys), JsonType::Object) => {
            into.push('{');
            let mut is_first = true;
            for (key, keep) in *keys {
                let Some(found) = value.get(key) else {
                    continue;
                };
                if !std::mem::take(&mut is_first) {
                    into.push(',');
                }
                into.push('"');
                into.push_str(key);
                into.push_str("\":");
                write(keep, found, into);
            }
            into.push('}');
        }
        (Keep::Object(_), _) => into.push_str("null"),
    }
}
