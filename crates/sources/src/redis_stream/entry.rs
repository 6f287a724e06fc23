//! An entry of a stream and the order in it.

use std::fmt;
use std::str::FromStr;

use domain::{Reason, Rejection, Shop, Timestamp};
use pipeline::{BodyFormat, Decoded, decode_into};

/// An entry's id: milliseconds, and a number within the same millisecond.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct EntryId {
    /// Milliseconds since 1970 by the server's clock.
    pub millis: u64,
    /// The number within the millisecond.
    pub number: u64,
}

impl EntryId {
    /// When the entry was added, if the server made its id.
    pub fn time(self) -> Option<Timestamp> {
        i64::try_from(self.millis).ok().map(Timestamp::from_millis)
    }

    /// The largest id before this one.
    #[must_use]
    pub fn before(self) -> EntryId {
        match (self.millis, self.number) {
            (0, 0) => self,
            (millis, 0) => EntryId {
                millis: millis - 1,
                number: u64::MAX,
            },
            (millis, number) => EntryId {
                millis,
                number: number - 1,
            },
        }
    }
}

impl fmt::Display for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.millis, self.number)
    }
}

/// Text that is not an entry's id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the id of a stream's entry")]
pub struct InvalidEntryId;

impl FromStr for EntryId {
    type Err = InvalidEntryId;

    fn from_str(text: &str) -> Result<EntryId, InvalidEntryId> {
        let (millis, number) = text.split_once('-').ok_or(InvalidEntryId)?;
        let part = |part: &str| part.parse().map_err(|_| InvalidEntryId);
        Ok(EntryId {
            millis: part(millis)?,
            number: part(number)?,
        })
    }
}

/// An entry. Without fields if it was deleted after its delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub id: EntryId,
    /// Names and values.
    pub fields: Vec<(Vec<u8>, Vec<u8>)>,
}

impl Entry {
    /// Decodes and validates the entry's events into a batch: one JSON object, an array, or NDJSON in the field with
    /// this name, or in the only field. Events without an id are identified by the stream's key, the entry's id and
    /// their place.
    pub fn decode(&self, shop: &Shop, key: &str, field: &str, into: &mut Decoded) {
        let identity = format_args!("{key}:{}", self.id);
        let named = self
            .fields
            .iter()
            .find(|(name, _)| name == field.as_bytes());
        match (named, self.fields.as_slice()) {
            (_, []) => {}
            (Some((_, body)), _) | (None, [(_, body)]) => {
                decode_into(shop, BodyFormat::of(body), Some(&identity), body, into);
            }
            (None, fields) => {
                let detail = format!(
                    "an entry of {} fields, none of them `{field}`",
                    fields.len()
                );
                // It is unknown what the fields hold, so nothing is kept.
                into.reject(
                    Rejection::new(Reason::MalformedJson, detail),
                    None,
                    Vec::new(),
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use pipeline::Origin;

    use super::*;

    #[test]
    fn ids_have_an_order() {
        let id = |text: &str| text.parse::<EntryId>().unwrap();
        assert!(id("9-9") < id("10-0") && id("10-2") < id("10-10"));
        assert_eq!(id("10-1").before(), id("10-0"));
        assert_eq!(id("10-0").before().to_string(), format!("9-{}", u64::MAX));
        assert_eq!(id("0-0").before(), id("0-0"));
        assert!("10".parse::<EntryId>().is_err() && "x-1".parse::<EntryId>().is_err());
    }

    #[test]
    fn the_order_is_in_its_field_or_in_the_only_one() {
        let shop = Shop::new("default", "UTC", "USD").unwrap();
        let order = r#"{"timestamp":1520776000,"items":[{"sku":"A","price":1,"quantity":1}]}"#;
        let decode = |fields: &[(&str, &str)]| {
            let mut decoded = Decoded::new(Origin {
                source: "redis-stream:orders",
                now: Timestamp::from_millis(1_520_776_000_000),
            });
            let bytes = |text: &str| text.as_bytes().to_vec();
            let entry = Entry {
                id: EntryId {
                    millis: 7,
                    number: 1,
                },
                fields: fields
                    .iter()
                    .map(|(name, value)| (bytes(name), bytes(value)))
                    .collect(),
            };
            entry.decode(&shop, "orders", "order", &mut decoded);
            let id = decoded.orders().get(0).map(|order| order.id().to_owned());
            (id, decoded.events())
        };
        let found = (Some("orders:7-1/0".to_owned()), 1);
        assert_eq!(decode(&[("v", "2"), ("order", order)]), found);
        assert_eq!(decode(&[("body", order)]), found);
        assert_eq!(decode(&[("v", "2"), ("body", order)]), (None, 1));
        assert_eq!(decode(&[("order", "no JSON")]), (None, 1));
        assert_eq!(decode(&[]), (None, 0));
    }
}
