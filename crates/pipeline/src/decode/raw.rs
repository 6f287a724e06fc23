//! The JSON shape of an order event, with every value left as raw text: a wrong value is then a
//! reason with a field's name, not a parse error, and no number passes through a float.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use sonic_rs::LazyValue;

use super::kept::Fallback;

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
pub(super) struct RawOrder<'a> {
    pub id: Option<LazyValue<'a>>,
    pub timestamp: Option<LazyValue<'a>>,
    pub currency: Option<LazyValue<'a>>,
    pub version: Option<LazyValue<'a>>,
    pub status: Option<LazyValue<'a>>,
    pub items: RawItems<'a>,
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
pub(super) struct RawItem<'a> {
    pub sku: Option<LazyValue<'a>>,
    pub name: Option<LazyValue<'a>>,
    pub price: Option<LazyValue<'a>>,
    pub quantity: Option<LazyValue<'a>>,
}

/// The list of items, or the fact that `items` is something else.
#[derive(Debug, Default)]
pub(super) struct RawItems<'a> {
    /// No more than an order may have, and one: a body of millions of `{}` shall not take a hundred
    /// times its size.
    pub list: Vec<RawItem<'a>>,
    /// How many there were.
    pub count: usize,
    pub is_list: bool,
}

impl<'de: 'a, 'a> Deserialize<'de> for RawItems<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<RawItems<'a>, D::Error> {
        deserializer.deserialize_any(ItemsVisitor(PhantomData))
    }
}

struct ItemsVisitor<'a>(PhantomData<&'a ()>);

impl<'de: 'a, 'a> Visitor<'de> for ItemsVisitor<'a> {
    type Value = RawItems<'a>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of items")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<RawItems<'a>, A::Error> {
        let mut list = Vec::with_capacity(4);
        while list.len() <= domain::MAX_LINES {
            let Some(Object(item)) = seq.next_element()? else {
                break;
            };
            list.push(item);
        }
        let mut count = list.len();
        while seq.next_element::<IgnoredAny>()?.is_some() {
            count += 1;
        }
        Ok(RawItems {
            list,
            count,
            is_list: true,
        })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<RawItems<'a>, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(RawItems::default())
    }

    fn visit_unit<E>(self) -> Result<RawItems<'a>, E> {
        Ok(RawItems::default())
    }

    fn visit_bool<E>(self, _: bool) -> Result<RawItems<'a>, E> {
        Ok(RawItems::default())
    }

    fn visit_i64<E>(self, _: i64) -> Result<RawItems<'a>, E> {
        Ok(RawItems::default())
    }

    fn visit_u64<E>(self, _: u64) -> Result<RawItems<'a>, E> {
        Ok(RawItems::default())
    }

    fn visit_f64<E>(self, _: f64) -> Result<RawItems<'a>, E> {
        Ok(RawItems::default())
    }

    fn visit_str<E>(self, _: &str) -> Result<RawItems<'a>, E> {
        Ok(RawItems::default())
    }
}

/// What may only be read from an object: a derived struct alone would also take a list.
struct Object<T>(T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Object<T>, D::Error> {
        deserializer.deserialize_map(ObjectVisitor(PhantomData))
    }
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ObjectVisitor<T> {
    type Value = Object<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Object<T>, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(Object)
    }
}

impl RawOrder<'_> {
    /// The event with our fields only, as JSON text, and with the time that its source said of it. An id
    /// that its source gave it stands beside it, in the reject: here it would look like its own.
    pub(super) fn known_fields(&self, fallback: Fallback<'_>) -> Vec<u8> {
        let placed_at = fallback.placed_at;
        let placed_at = placed_at.map(|at| serde_json::Value::from(at.rfc3339_utc()).to_string());
        let mut items = String::from("[");
        for (index, item) in self.items.list.iter().enumerate() {
            if index > 0 {
                items.push(',');
            }
            items.push_str(&object(&[
                ("sku", raw(item.sku.as_ref())),
                ("name", raw(item.name.as_ref())),
                ("price", raw(item.price.as_ref())),
                ("quantity", raw(item.quantity.as_ref())),
            ]));
        }
        items.push(']');
        object(&[
            ("id", raw(self.id.as_ref())),
            (
                "timestamp",
                raw(self.timestamp.as_ref()).or(placed_at.as_deref()),
            ),
            ("currency", raw(self.currency.as_ref())),
            ("version", raw(self.version.as_ref())),
            ("status", raw(self.status.as_ref())),
            ("items", self.items.is_list.then_some(items.as_str())),
        ])
        .into_bytes()
    }
}

fn raw<'v>(value: Option<&'v LazyValue<'_>>) -> Option<&'v str> {
    value.map(LazyValue::as_raw_str)
}

pub(super) fn object(fields: &[(&str, Option<&str>)]) -> String {
    let fields: Vec<String> = fields
        .iter()
        .filter_map(|(name, value)| value.map(|value| format!("\"{name}\":{value}")))
        .collect();
    format!("{{{}}}", fields.join(","))
}
