//! Orders as lines of JSON.

use std::borrow::Cow;

use anyhow::Context;
use domain::Timestamp;
use serde_json::{Map, Value};

use super::moments::Moments;

/// An order built from its rows. Values that cannot be parsed remain text, so that the checks for all orders report
/// what is wrong with them.
pub(super) struct CsvOrder<'t> {
    pub(super) id: Option<&'t str>,
    pub(super) timestamp: Time<'t>,
    pub(super) currency: Option<&'t str>,
    pub(super) version: Option<Number<'t>>,
    pub(super) status: Option<&'t str>,
    pub(super) items: Vec<CsvLine<'t>>,
    /// Fields that few files have.
    pub(super) rare: Map<String, Value>,
}

/// Absent values are empty.
pub(super) struct CsvLine<'t> {
    pub(super) sku: &'t str,
    pub(super) name: &'t str,
    pub(super) price: Option<Cow<'t, str>>,
    pub(super) quantity: Option<Number<'t>>,
    pub(super) rare: Map<String, Value>,
}

pub(super) enum Time<'t> {
    Known(Timestamp),
    Unread(&'t str),
}

/// An integer, or text that should have been one.
pub(super) enum Number<'t> {
    Integer(i64),
    Text(Cow<'t, str>),
}

impl CsvOrder<'_> {
    /// Writes it as JSON, without the end of the line.
    pub(super) fn write(&self, moments: &Moments<'_>, out: &mut Vec<u8>) -> anyhow::Result<()> {
        out.push(b'{');
        if let Some(id) = self.id {
            named("id", id, out)?;
            out.push(b',');
        }
        match self.timestamp {
            Time::Known(at) => {
                out.extend_from_slice(b"\"timestamp\":\"");
                moments.write(at, out);
                out.push(b'"');
            }
            Time::Unread(text) => named("timestamp", text, out)?,
        }
        if let Some(currency) = self.currency {
            out.push(b',');
            named("currency", currency, out)?;
        }
        if let Some(version) = &self.version {
            out.extend_from_slice(b",\"version\":");
            version.write(out)?;
        }
        if let Some(status) = self.status {
            out.push(b',');
            named("status", status, out)?;
        }
        out.extend_from_slice(b",\"items\":[");
        for (index, line) in self.items.iter().enumerate() {
            if index > 0 {
                out.push(b',');
            }
            line.write(out)?;
        }
        out.push(b']');
        rare(&self.rare, true, out)?;
        out.push(b'}');
        Ok(())
    }
}

impl CsvLine<'_> {
    fn write(&self, out: &mut Vec<u8>) -> anyhow::Result<()> {
        out.push(b'{');
        let start = out.len();
        let price = self.price.as_deref();
        let texts = [
            ("sku", Some(self.sku).filter(|sku| !sku.is_empty())),
            ("name", Some(self.name).filter(|name| !name.is_empty())),
            ("price", price),
        ];
        for (name, text) in texts {
            if let Some(text) = text {
                if out.len() > start {
                    out.push(b',');
                }
                named(name, text, out)?;
            }
        }
        if let Some(quantity) = &self.quantity {
            if out.len() > start {
                out.push(b',');
            }
            out.extend_from_slice(b"\"quantity\":");
            quantity.write(out)?;
        }
        rare(&self.rare, out.len() > start, out)?;
        out.push(b'}');
        Ok(())
    }
}

impl Number<'_> {
    fn write(&self, out: &mut Vec<u8>) -> anyhow::Result<()> {
        match self {
            Number::Integer(number) => {
                serde_json::to_writer(out, number).context("a number as JSON")
            }
            Number::Text(text) => string(text, out),
        }
    }
}

fn rare(fields: &Map<String, Value>, has_others: bool, out: &mut Vec<u8>) -> anyhow::Result<()> {
    for (index, (name, value)) in fields.iter().enumerate() {
        if has_others || index > 0 {
            out.push(b',');
        }
        string(name, out)?;
        out.push(b':');
        serde_json::to_writer(&mut *out, value).context("a field as JSON")?;
    }
    Ok(())
}

fn named(name: &str, text: &str, out: &mut Vec<u8>) -> anyhow::Result<()> {
    out.push(b'"');
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b"\":");
    string(text, out)
}

fn string(text: &str, out: &mut Vec<u8>) -> anyhow::Result<()> {
    let is_plain = |byte: u8| byte >= b' ' && byte != b'"' && byte != b'\\';
    if text.bytes().all(is_plain) {
        out.push(b'"');
        out.extend_from_slice(text.as_bytes());
        out.push(b'"');
        return Ok(());
    }
    serde_json::to_writer(out, text).context("a text as JSON")
}

#[cfg(test)]
mod tests {
    use domain::ShopClock;
    use serde_json::json;

    use super::*;

    fn written(order: &CsvOrder<'_>) -> String {
        let mut out = Vec::new();
        let clock = ShopClock::new("Europe/Berlin").unwrap();
        order.write(&Moments::of(&clock), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn map(value: Value) -> Map<String, Value> {
        match value {
            Value::Object(map) => map,
            other => panic!("{other}"),
        }
    }

    #[test]
    fn orders_are_json_whatever_they_say() {
        let line = CsvLine {
            sku: "a\"b\\",
            name: "",
            price: Some(Cow::Borrowed("1.50")),
            quantity: Some(Number::Integer(-2)),
            rare: map(json!({"tax": "0.10", "discount": "1"})),
        };
        let lump = CsvLine {
            sku: "",
            name: "",
            price: None,
            quantity: None,
            rare: map(json!({"amount": "5", "kind": "tip"})),
        };
        let mut order = CsvOrder {
            id: Some("é\n"),
            timestamp: Time::Known(Timestamp::from_millis(1_772_355_600_007)),
            currency: Some("EUR"),
            version: Some(Number::Text(Cow::Borrowed("x"))),
            status: Some("placed"),
            items: vec![line, lump],
            rare: map(json!({"test": true, "channel": "web"})),
        };
        assert_eq!(
            written(&order),
            "{\"id\":\"é\\n\",\"timestamp\":\"2026-03-01T10:00:00.007+01:00\",\"currency\":\"EUR\",\"version\":\"x\",\
             \"status\":\"placed\",\"items\":[{\"sku\":\"a\\\"b\\\\\",\"price\":\"1.50\",\"quantity\":-2,\"discount\":\"1\",\"tax\":\"0.10\"},\
             {\"amount\":\"5\",\"kind\":\"tip\"}],\"channel\":\"web\",\"test\":true}"
        );
        (order.id, order.timestamp) = (None, Time::Unread("noon"));
        order.items.clear();
        order.rare.clear();
        (order.currency, order.version, order.status) = (None, None, None);
        assert_eq!(written(&order), "{\"timestamp\":\"noon\",\"items\":[]}");
    }
}
