//! Reads any JSON text into the shape of an order event.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess,
    Visitor,
};
use sonic_rs::{JsonValueTrait as _, LazyValue};

use super::fields::{ITEM, Names, ORDER, order};
use super::raw::{Form, RawItem, RawItems, RawOrder, Slots};
use super::value::{Escaped, Value};

/// Reads an event.
pub(super) fn read(text: &str) -> Result<RawOrder<'_>, sonic_rs::Error> {
    sonic_rs::from_str(text)
}

impl<'a> From<LazyValue<'a>> for Value<'a> {
    fn from(value: LazyValue<'a>) -> Value<'a> {
        match value.as_raw_cow() {
            Cow::Borrowed(raw) => Value::of_raw(raw),
            // Only text with escapes is copied.
            Cow::Owned(raw) => Value::Escaped(Box::new(Escaped {
                text: value.as_str().map(str::to_owned),
                raw,
            })),
        }
    }
}

/// Puts each value into its field.
trait Fields<'a>: Default {
    const NAMES: &'static Names;
    const EXPECTED: &'static str;

    /// Reads the value of the name at a place.
    fn read<'de: 'a, A: MapAccess<'de>>(
        &mut self,
        place: usize,
        map: &mut A,
    ) -> Result<(), A::Error>;
}

impl<'a> Fields<'a> for RawOrder<'a> {
    const NAMES: &'static Names = &ORDER;
    const EXPECTED: &'static str = "an order";

    fn read<'de: 'a, A: MapAccess<'de>>(
        &mut self,
        place: usize,
        map: &mut A,
    ) -> Result<(), A::Error> {
        if place != order::ITEMS {
            return fill(&mut self.fields, Self::NAMES, place, map);
        }
        if self.items.form != Form::Absent {
            return Err(A::Error::duplicate_field(Self::NAMES.all[place]));
        }
        self.items = map.next_value()?;
        Ok(())
    }
}

impl<'a> Fields<'a> for RawItem<'a> {
    const NAMES: &'static Names = &ITEM;
    const EXPECTED: &'static str = "an item";

    fn read<'de: 'a, A: MapAccess<'de>>(
        &mut self,
        place: usize,
        map: &mut A,
    ) -> Result<(), A::Error> {
        fill(&mut self.0, Self::NAMES, place, map)
    }
}

/// Fills a slot. A name that nearly every event has may occur only once. For a rare name the last value counts, because
/// bodies that repeat it were accepted before it had a meaning.
fn fill<'de: 'a, 'a, const N: usize, A: MapAccess<'de>>(
    slots: &mut Slots<'a, N>,
    names: &Names,
    place: usize,
    map: &mut A,
) -> Result<(), A::Error> {
    if place < names.common && slots.has(place) {
        return Err(A::Error::duplicate_field(names.all[place]));
    }
    if let Some(value) = map.next_value::<Option<LazyValue<'a>>>()? {
        slots.set(place, value.into());
    }
    Ok(())
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

/// Reads an object and rejects anything else.
struct FieldsVisitor<'a, T>(PhantomData<(&'a (), T)>);

impl<'de: 'a, 'a, T: Fields<'a>> Visitor<'de> for FieldsVisitor<'a, T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::EXPECTED)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        let mut fields = T::default();
        while let Some(place) = map.next_key_seed(Place(T::NAMES))? {
            match place {
                None => drop(map.next_value::<IgnoredAny>()?),
                Some(place) => fields.read(place, &mut map)?,
            }
        }
        Ok(fields)
    }
}

/// Reads a name as its place in a list, `None` if it is unknown.
struct Place(&'static Names);

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
        Ok(self.0.place(name))
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
        Ok(RawItems::of_form(Form::Other))
    }
}

impl<'de: 'a, 'a> Visitor<'de> for ItemsVisitor<'a> {
    type Value = RawItems<'a>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of items")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<RawItems<'a>, A::Error> {
        let mut items = RawItems::of_form(Form::List);
        while items.count < RawItems::MOST {
            match seq.next_element()? {
                Some(item) => items.push(item),
                None => return Ok(items),
            }
        }
        while seq.next_element::<IgnoredAny>()?.is_some() {
            items.count += 1;
        }
        Ok(items)
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
