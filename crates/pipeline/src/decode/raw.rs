//! The JSON shape of an order event, with every value left as raw text: a wrong value is then a
//! reason with a field's name, not a parse error, and no number passes through a float.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess,
    Visitor,
};
use sonic_rs::LazyValue;

use super::fields::{self, Names};
use super::kept::Fallback;

#[derive(Debug, Default)]
pub(super) struct RawOrder<'a> {
    pub id: Option<LazyValue<'a>>,
    pub timestamp: Option<LazyValue<'a>>,
    pub currency: Option<LazyValue<'a>>,
    pub version: Option<LazyValue<'a>>,
    pub status: Option<LazyValue<'a>>,
    pub items: RawItems<'a>,
    pub rare: Rare<'a>,
}

#[derive(Debug, Default)]
pub(super) struct RawItem<'a> {
    pub sku: Option<LazyValue<'a>>,
    pub name: Option<LazyValue<'a>>,
    pub price: Option<LazyValue<'a>>,
    pub quantity: Option<LazyValue<'a>>,
    pub rare: Rare<'a>,
}

/// What few events say, by name. Most have none of it, and take no memory for it.
#[derive(Debug, Default)]
pub(super) struct Rare<'a>(Vec<(&'static str, LazyValue<'a>)>);

impl<'a> Rare<'a> {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn get(&self, name: &str) -> Option<&LazyValue<'a>> {
        let mut values = self.0.iter();
        values
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value)
    }

    /// Of two values of one name the last one holds: before it meant anything, such a body was taken.
    fn set(&mut self, name: &'static str, value: LazyValue<'a>) {
        match self.0.iter_mut().find(|(known, _)| *known == name) {
            Some((_, known)) => *known = value,
            None => self.0.push((name, value)),
        }
    }

    /// Those that may be kept.
    fn kept(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let values = self
            .0
            .iter()
            .filter(|(name, value)| fields::is_of_kind(name, value));
        values.map(|(name, value)| (*name, value.as_raw_str()))
    }
}

/// The list of items, or the fact that `items` is something else.
#[derive(Debug, Default)]
pub(super) struct RawItems<'a> {
    /// No more than an order may have, and one: a body of millions of `{}` shall not take a hundred
    /// times its size.
    pub list: Vec<RawItem<'a>>,
    /// How many there were.
    pub count: usize,
    pub form: Form,
}

/// What `items` is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Form {
    #[default]
    Absent,
    List,
    Other,
}

/// Puts a value where it belongs.
trait Fields<'a>: Default {
    const NAMES: Names;
    const EXPECTED: &'static str;

    /// The value of a name that nearly every event has.
    fn common<'de: 'a, A: MapAccess<'de>>(
        &mut self,
        place: usize,
        map: &mut A,
    ) -> Result<(), A::Error>;

    fn rare(&mut self) -> &mut Rare<'a>;
}

/// Fills a slot, which two values of one name cannot share.
fn fill<'de: 'a, 'a, A: MapAccess<'de>>(
    slot: &mut Option<LazyValue<'a>>,
    name: &'static str,
    map: &mut A,
) -> Result<(), A::Error> {
    if slot.is_some() {
        return Err(A::Error::duplicate_field(name));
    }
    *slot = map.next_value()?;
    Ok(())
}

impl<'a> Fields<'a> for RawOrder<'a> {
    const NAMES: Names = fields::ORDER;
    const EXPECTED: &'static str = "an order";

    fn common<'de: 'a, A: MapAccess<'de>>(
        &mut self,
        place: usize,
        map: &mut A,
    ) -> Result<(), A::Error> {
        let name = Self::NAMES.all[place];
        match name {
            "id" => fill(&mut self.id, name, map),
            "timestamp" => fill(&mut self.timestamp, name, map),
            "currency" => fill(&mut self.currency, name, map),
            "version" => fill(&mut self.version, name, map),
            "status" => fill(&mut self.status, name, map),
            _ if self.items.form != Form::Absent => Err(A::Error::duplicate_field(name)),
            _ => {
                self.items = map.next_value()?;
                Ok(())
            }
        }
    }

    fn rare(&mut self) -> &mut Rare<'a> {
        &mut self.rare
    }
}

impl<'a> Fields<'a> for RawItem<'a> {
    const NAMES: Names = fields::ITEM;
    const EXPECTED: &'static str = "an item";

    fn common<'de: 'a, A: MapAccess<'de>>(
        &mut self,
        place: usize,
        map: &mut A,
    ) -> Result<(), A::Error> {
        let name = Self::NAMES.all[place];
        match place {
            0 => fill(&mut self.sku, name, map),
            1 => fill(&mut self.name, name, map),
            2 => fill(&mut self.price, name, map),
            _ => fill(&mut self.quantity, name, map),
        }
    }

    fn rare(&mut self) -> &mut Rare<'a> {
        &mut self.rare
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for RawOrder<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<RawOrder<'a>, D::Error> {
        deserializer.deserialize_map(FieldsVisitor(PhantomData))
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for RawItem<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<RawItem<'a>, D::Error> {
        deserializer.deserialize_map(FieldsVisitor(PhantomData))
    }
}

/// Reads an object, and nothing else.
struct FieldsVisitor<'a, T>(PhantomData<(&'a (), T)>);

impl<'de: 'a, 'a, T: Fields<'a>> Visitor<'de> for FieldsVisitor<'a, T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::EXPECTED)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        let mut fields = T::default();
        while let Some(place) = map.next_key_seed(Place(T::NAMES.all))? {
            match place {
                None => drop(map.next_value::<IgnoredAny>()?),
                Some(place) if place < T::NAMES.common => fields.common(place, &mut map)?,
                Some(place) => {
                    if let Some(value) = map.next_value()? {
                        fields.rare().set(T::NAMES.all[place], value);
                    }
                }
            }
        }
        Ok(fields)
    }
}

/// A name's place in a list, `None` for one that is unknown.
struct Place(&'static [&'static str]);

impl<'de> DeserializeSeed<'de> for Place {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<usize>, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Place {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E>(self, name: &str) -> Result<Option<usize>, E> {
        Ok(self.0.iter().position(|known| *known == name))
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for RawItems<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<RawItems<'a>, D::Error> {
        deserializer.deserialize_any(ItemsVisitor(PhantomData))
    }
}

struct ItemsVisitor<'a>(PhantomData<&'a ()>);

impl ItemsVisitor<'_> {
    fn other<'a, E>() -> Result<RawItems<'a>, E> {
        Ok(RawItems {
            form: Form::Other,
            ..RawItems::default()
        })
    }
}

impl<'de: 'a, 'a> Visitor<'de> for ItemsVisitor<'a> {
    type Value = RawItems<'a>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of items")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<RawItems<'a>, A::Error> {
        let mut list = Vec::with_capacity(4);
        while list.len() <= domain::MAX_LINES {
            let Some(item) = seq.next_element()? else {
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
            form: Form::List,
        })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<RawItems<'a>, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Self::other()
    }

    fn visit_unit<E>(self) -> Result<RawItems<'a>, E> {
        Ok(RawItems::default())
    }

    fn visit_bool<E>(self, _: bool) -> Result<RawItems<'a>, E> {
        Self::other()
    }

    fn visit_i64<E>(self, _: i64) -> Result<RawItems<'a>, E> {
        Self::other()
    }

    fn visit_u64<E>(self, _: u64) -> Result<RawItems<'a>, E> {
        Self::other()
    }

    fn visit_f64<E>(self, _: f64) -> Result<RawItems<'a>, E> {
        Self::other()
    }

    fn visit_str<E>(self, _: &str) -> Result<RawItems<'a>, E> {
        Self::other()
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
            items.push_str(&item.known_fields());
        }
        items.push(']');
        let is_list = self.items.form == Form::List;
        let common = [
            ("id", raw(self.id.as_ref())),
            (
                "timestamp",
                raw(self.timestamp.as_ref()).or(placed_at.as_deref()),
            ),
            ("currency", raw(self.currency.as_ref())),
            ("version", raw(self.version.as_ref())),
            ("status", raw(self.status.as_ref())),
            ("items", is_list.then_some(items.as_str())),
        ];
        with_rare(&common, &self.rare).into_bytes()
    }
}

impl RawItem<'_> {
    fn known_fields(&self) -> String {
        let common = [
            ("sku", raw(self.sku.as_ref())),
            ("name", raw(self.name.as_ref())),
            ("price", raw(self.price.as_ref())),
            ("quantity", raw(self.quantity.as_ref())),
        ];
        with_rare(&common, &self.rare)
    }
}

fn with_rare(common: &[(&str, Option<&str>)], rare: &Rare<'_>) -> String {
    let all = common
        .iter()
        .copied()
        .chain(rare.kept().map(|(name, text)| (name, Some(text))));
    object(&all.collect::<Vec<_>>())
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
