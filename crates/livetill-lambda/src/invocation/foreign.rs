//! Recognises what is not an order: other payloads and messages, by their shape.
//!
//! A wrong order becomes a reject, which keeps what is known of it. A payload without any recognisable order would
//! leave nothing to keep, so it is described in an error, and comes again.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::value::RawValue;

/// The deepest nesting of envelopes that is opened.
const MAX_ENVELOPES: u8 = 3;
/// How many fields of an unknown payload to name, and how much of a name.
const NAMED: usize = 8;
const NAME_CHARS: usize = 40;

type Fields<'a> = BTreeMap<String, &'a RawValue>;

/// Describes a JSON text; `None` for an order event, an envelope around one, or an array of these.
pub(super) fn name(text: &str) -> Option<String> {
    name_any(text, MAX_ENVELOPES)
}

fn name_any(text: &str, envelopes: u8) -> Option<String> {
    let text = text.trim_ascii();
    if !text.starts_with('[') {
        return name_one(text, envelopes);
    }
    let Ok(elements) = serde_json::from_str::<Vec<&RawValue>>(text) else {
        return Some("an array that cannot be read".to_owned());
    };
    if elements.is_empty() {
        return Some("an empty array".to_owned());
    }
    let foreign = |element: &&RawValue| name_one(element.get(), envelopes);
    let first = elements.iter().find_map(foreign)?;
    Some(format!("an array of {} with {first}", elements.len()))
}

fn name_one(text: &str, envelopes: u8) -> Option<String> {
    let Ok(fields) = serde_json::from_str::<Fields<'_>>(text) else {
        return Some("JSON that is not an object".to_owned());
    };
    let has = |name: &str| fields.contains_key(name);
    let payload = match (has("specversion"), has("detail-type")) {
        (true, _) => ("a CloudEvent", fields.get("data")),
        (false, true) => ("an EventBridge event", fields.get("detail")),
        (false, false) => {
            let is_order = has("items") || (has("id") && (has("timestamp") || has("status")));
            return (!is_order).then(|| describe(&fields));
        }
    };
    let (kind, data) = payload;
    if envelopes == 0 || !is_sealed_well(&fields) {
        return Some(describe(&fields));
    }
    // Base64 content is checked when it is decoded.
    let inside = name_any(data?.get(), envelopes - 1)?;
    let source = value(&fields, "source").unwrap_or_default();
    let detail_type = value(&fields, "detail-type").or_else(|| value(&fields, "type"));
    let detail_type = detail_type.unwrap_or_default();
    Some(format!(
        "{kind}, `{detail_type}` of `{source}`, that holds {inside}"
    ))
}

/// Whether decoding can open this envelope. If it could not, it would keep nothing of the content.
fn is_sealed_well(fields: &Fields<'_>) -> bool {
    let is_known = match fields.get("specversion") {
        Some(_) => value(fields, "specversion").is_some_and(|version| version.starts_with("1.")),
        None => true,
    };
    let has_content = ["data", "data_base64", "detail"]
        .iter()
        .any(|it| fields.contains_key(*it));
    is_known
        && has_content
        && ["id", "source"]
            .iter()
            .all(|it| value(fields, it).is_some())
}

/// A field's text, shortened for display; `None` if it is empty or not text.
fn value(fields: &Fields<'_>, name: &str) -> Option<String> {
    let text: Cow<'_, str> = serde_json::from_str(fields.get(name)?.get()).ok()?;
    let shown: String = text.chars().take(NAME_CHARS).collect();
    (!shown.is_empty()).then_some(shown)
}

/// What an object seems to be. Names its fields, and of their values only the sender.
fn describe(fields: &Fields<'_>) -> String {
    if fields.contains_key("TopicArn") && fields.contains_key("Message") {
        return "a notification of SNS that is not in a queue".to_owned();
    }
    for name in ["eventSource", "EventSource"] {
        if let Some(source) = value(fields, name) {
            return format!("an event of `{source}`");
        }
    }
    let records = fields.get("Records").and_then(|records| {
        let records: Vec<Fields<'_>> = serde_json::from_str(records.get()).ok()?;
        Some(format!("a batch with {}", describe(records.first()?)))
    });
    records.unwrap_or_else(|| {
        let short = |name: &String| name.chars().take(NAME_CHARS).collect::<String>();
        let names: Vec<String> = fields.keys().take(NAMED).map(short).collect();
        match names.as_slice() {
            [] => "an empty object".to_owned(),
            names => format!("an object with the fields `{}`", names.join("`, `")),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::name;

    #[test]
    fn orders_and_envelopes_round_them_are_no_strangers() {
        for text in [
            r#"{"items":[]}"#,
            r#"{"id":"1","timestamp":"x"}"#,
            r#"{"id":1,"status":"cancelled","timestamp":1}"#,
            r#" [{"items":[]},{"id":"2","timestamp":0}] "#,
            r#"{"specversion":"1.0","id":"1","source":"/s","type":"t","data":{"items":[]}}"#,
            r#"{"specversion":"1.0","id":"1","source":"/s","type":"t","data_base64":"e30="}"#,
            r#"{"detail-type":"OrderPlaced","id":"1","source":"s","detail":[{"items":[]}]}"#,
        ] {
            assert_eq!(name(text), None, "{text}");
        }
    }

    #[test]
    fn everything_else_is_named_by_who_sent_it_or_by_its_fields() {
        for (text, named) in [
            (
                r#"{"eventSource":"aws:kafka","records":{"orders-0":[{"topic":"orders","value":"e30="}]}}"#,
                "an event of `aws:kafka`",
            ),
            (
                r#"{"eventSource":"SelfManagedKafka","bootstrapServers":"h","records":{}}"#,
                "an event of `SelfManagedKafka`",
            ),
            (
                r#"[{"eventSource":"aws:kinesis","data":"e30="},{"items":[]}]"#,
                "an array of 2 with an event of `aws:kinesis`",
            ),
            (
                r#"[{"items":[]},7]"#,
                "an array of 2 with JSON that is not an object",
            ),
            (
                r#"[[{"items":[]}]]"#,
                "an array of 1 with JSON that is not an object",
            ),
            ("[]", "an empty array"),
            ("{}", "an empty object"),
            ("null", "JSON that is not an object"),
            (r#""{\"items\":[]}""#, "JSON that is not an object"),
            (
                r#"{"Type":"Notification","TopicArn":"arn","Message":"{}"}"#,
                "a notification of SNS that is not in a queue",
            ),
            (
                r#"{"Records":[{"eventSource":"aws:s3"}]}"#,
                "a batch with an event of `aws:s3`",
            ),
            (
                r#"{"httpMethod":"POST","body":"{}"}"#,
                "an object with the fields `body`, `httpMethod`",
            ),
            (
                r#"{"detail-type":"Scheduled Event","source":"aws.events","id":"1","detail":{}}"#,
                "an EventBridge event, `Scheduled Event` of `aws.events`, that holds an empty object",
            ),
            (
                r#"{"specversion":"0.3","id":"1","source":"/s","data":{"items":[]}}"#,
                "an object with the fields `data`, `id`, `source`, `specversion`",
            ),
            (
                r#"{"specversion":"1.0","source":"/s","data":{"items":[]}}"#,
                "an object with the fields `data`, `source`, `specversion`",
            ),
            (
                r#"{"detail-type":"x","id":"1","source":"s"}"#,
                "an object with the fields `detail-type`, `id`, `source`",
            ),
        ] {
            assert_eq!(name(text).as_deref(), Some(named), "{text}");
        }
    }
}
