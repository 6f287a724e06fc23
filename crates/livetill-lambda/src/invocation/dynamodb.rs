//! A change of a DynamoDB table whose items are orders: the item's new state.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Number, Value};

use super::{Place, Record, damaged};

#[derive(Deserialize)]
struct Raw<'a> {
    #[serde(borrow)]
    dynamodb: RawChange<'a>,
}

#[derive(Deserialize)]
struct RawChange<'a> {
    #[serde(rename = "SequenceNumber", borrow)]
    sequence_number: Cow<'a, str>,
    #[serde(rename = "NewImage", borrow)]
    new_image: Option<&'a RawValue>,
}

pub(super) fn read(record: &str) -> Record<'_> {
    let Ok(raw) = serde_json::from_str::<Raw<'_>>(record) else {
        return damaged("not a change of DynamoDB", record);
    };
    let receipt = raw.dynamodb.sequence_number.into_owned();
    let nothing = Record {
        receipt: receipt.clone(),
        place: Place::Nowhere,
        body: Ok(Cow::Borrowed(b"")),
        foreign: None,
    };
    // A removed item is not a cancelled order: tables also expire items by time.
    let Some(image) = raw.dynamodb.new_image else {
        return nothing;
    };
    let image = serde_json::from_str::<Map<String, Value>>(image.get()).ok();
    let mut order = String::new();
    if image.and_then(|image| object(&image, &mut order)).is_none() {
        let unread = damaged(
            "an item of DynamoDB that cannot be read, or keys alone",
            record,
        );
        return Record { receipt, ..unread };
    }
    Record {
        place: Place::Message(format!("dynamodb {receipt}")),
        body: Ok(Cow::Owned(order.into_bytes())),
        ..nothing
    }
}

/// Writes an item's attributes as JSON. Numbers stay text: none becomes a float.
fn object(attributes: &Map<String, Value>, into: &mut String) -> Option<()> {
    let mut before = '{';
    for (name, value) in attributes {
        into.push(before);
        into.push_str(&Value::from(name.as_str()).to_string());
        into.push(':');
        plain(value, into)?;
        before = ',';
    }
    into.push_str(if attributes.is_empty() { "{}" } else { "}" });
    Some(())
}

/// An attribute has a type and a value.
fn plain(attribute: &Value, into: &mut String) -> Option<()> {
    let attribute = attribute.as_object().filter(|it| it.len() == 1)?;
    let (kind, value) = attribute.iter().next()?;
    match (kind.as_str(), value) {
        ("M", Value::Object(attributes)) => return object(attributes, into),
        ("L", Value::Array(elements)) => {
            into.push('[');
            for (place, element) in elements.iter().enumerate() {
                into.push_str(if place > 0 { "," } else { "" });
                plain(element, into)?;
            }
            into.push(']');
        }
        ("N", Value::String(number)) if serde_json::from_str::<Number>(number).is_ok() => {
            into.push_str(number);
        }
        ("S" | "N", Value::String(_)) | ("BOOL", Value::Bool(_)) => {
            into.push_str(&value.to_string());
        }
        // No field of an order holds bytes or a set.
        ("NULL" | "B" | "BS" | "SS" | "NS", _) => into.push_str("null"),
        _ => return None,
    }
    Some(())
}
