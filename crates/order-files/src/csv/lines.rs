//! Writes orders as lines of JSON.

use anyhow::Context;
use serde_json::{Map, Value};

use super::super::words::is_plain;

/// An object of JSON that is being written.
pub(super) struct Object<'o> {
    out: &'o mut Vec<u8>,
    begin: usize,
}

impl<'o> Object<'o> {
    pub(super) fn begin(out: &'o mut Vec<u8>) -> Object<'o> {
        out.push(b'{');
        let begin = out.len();
        Object { out, begin }
    }

    /// Begins a field. Its value must be written next.
    #[inline]
    pub(super) fn name(&mut self, name: &str) -> &mut Vec<u8> {
        if self.out.len() > self.begin {
            self.out.push(b',');
        }
        self.out.push(b'"');
        self.out.extend_from_slice(name.as_bytes());
        self.out.extend_from_slice(b"\":");
        self.out
    }

    /// A field with a text, if there is one.
    #[inline]
    pub(super) fn text(&mut self, name: &str, text: Option<&str>) -> anyhow::Result<()> {
        match text {
            Some(text) => string(text, self.name(name)),
            None => Ok(()),
        }
    }

    /// A field with an integer. A text that should have been one is written as it is, so that the checks for all orders
    /// report what is wrong with it.
    pub(super) fn integer(&mut self, name: &str, text: &str) -> anyhow::Result<()> {
        let out = self.name(name);
        // Nearly all are written as JSON writes them.
        let is_usual = matches!(text.as_bytes(), [b'1'..=b'9', rest @ ..] if rest.len() < 18 && rest.iter().all(u8::is_ascii_digit));
        if is_usual {
            out.extend_from_slice(text.as_bytes());
            return Ok(());
        }
        match domain::parse_whole(text) {
            Ok(number) => serde_json::to_writer(out, &number).context("a number as JSON"),
            Err(_) => string(text, out),
        }
    }

    /// Further fields.
    pub(super) fn all(&mut self, fields: &Map<String, Value>) -> anyhow::Result<()> {
        for (name, value) in fields {
            serde_json::to_writer(self.name(name), value).context("a field as JSON")?;
        }
        Ok(())
    }

    pub(super) fn end(self) {
        self.out.push(b'}');
    }
}

fn string(text: &str, out: &mut Vec<u8>) -> anyhow::Result<()> {
    if is_plain(text.as_bytes()) {
        out.push(b'"');
        out.extend_from_slice(text.as_bytes());
        out.push(b'"');
        return Ok(());
    }
    serde_json::to_writer(out, text).context("a text as JSON")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn written(write: impl FnOnce(&mut Object<'_>) -> anyhow::Result<()>) -> String {
        let mut out = b"before".to_vec();
        let mut object = Object::begin(&mut out);
        write(&mut object).unwrap();
        object.end();
        String::from_utf8(out.split_off(6)).unwrap()
    }

    #[test]
    fn objects_are_json_whatever_they_say() {
        let Value::Object(rare) = json!({"test": true, "channel": "web"}) else {
            panic!("an object")
        };
        let all = written(|object| {
            object.text("id", Some("é\n"))?;
            object.text("currency", None)?;
            object.text("sku", Some("a\"b\\"))?;
            object.integer("quantity", "x")?;
            object.all(&rare)
        });
        assert_eq!(
            all,
            "{\"id\":\"é\\n\",\"sku\":\"a\\\"b\\\\\",\"quantity\":\"x\",\"channel\":\"web\",\"test\":true}"
        );
        assert_eq!(written(|object| object.all(&Map::new())), "{}");
    }

    proptest! {
        #[test]
        fn integers_are_those_of_the_longer_way(text in "-?[0-9]{0,21}|[0-9]{1,3}[.]0{0,2}|[+0]{0,2}[0-9a]{0,3}") {
            let expected = match domain::parse_whole(&text) {
                Ok(number) => json!({"n": number}),
                Err(_) => json!({"n": text}),
            };
            prop_assert_eq!(written(|object| object.integer("n", &text)), expected.to_string());
        }
    }
}
