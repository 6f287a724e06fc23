//! The JSON shape of an order event, with every value left as its text: a wrong value is then a
//! reason with a field's name, not a parse error, and no number passes through a float.

use super::fields::{self, ITEM, ITEM_FIELDS, ORDER, ORDER_FIELDS, order};
use super::kept::Fallback;
use super::value::Value;

/// What an object says, by the places of its names.
#[derive(Clone, Debug)]
pub(super) struct Slots<'a, const N: usize> {
    /// A bit for each place that is filled. What stands in others is left over.
    filled: u32,
    values: [Value<'a>; N],
}

impl<const N: usize> Default for Slots<'_, N> {
    fn default() -> Self {
        Slots {
            filled: 0,
            values: [const { Value::Bool(false) }; N],
        }
    }
}

impl<const N: usize> PartialEq for Slots<'_, N> {
    fn eq(&self, other: &Self) -> bool {
        self.filled == other.filled && (0..N).all(|place| self.get(place) == other.get(place))
    }
}

impl<'a, const N: usize> Slots<'a, N> {
    pub(super) fn has(&self, place: usize) -> bool {
        self.filled & (1 << place) != 0
    }

    /// Whether there is anything behind the first places.
    fn has_behind(&self, places: usize) -> bool {
        self.filled >> places != 0
    }

    pub(super) fn get(&self, place: usize) -> Option<&Value<'a>> {
        self.values.get(place).filter(|_| self.has(place))
    }

    pub(super) fn set(&mut self, place: usize, value: Value<'a>) {
        if let Some(slot) = self.values.get_mut(place) {
            *slot = value;
            self.filled |= 1 << place;
        }
    }

    fn clear(&mut self) {
        self.filled = 0;
    }
}

/// An order event.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct RawOrder<'a> {
    /// All it says but its lines.
    pub(super) fields: Slots<'a, { ORDER_FIELDS.len() }>,
    pub(super) items: RawItems<'a>,
}

/// A line of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct RawItem<'a>(pub(super) Slots<'a, { ITEM_FIELDS.len() }>);

/// The list of items, or the fact that `items` is something else.
#[derive(Clone, Debug, Default)]
pub(super) struct RawItems<'a> {
    /// Those that are kept, and room that is used again.
    list: Vec<RawItem<'a>>,
    /// How many there were.
    pub(super) count: usize,
    pub(super) form: Form,
}

/// What `items` is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Form {
    #[default]
    Absent,
    List,
    Other,
}

impl PartialEq for RawItems<'_> {
    fn eq(&self, other: &Self) -> bool {
        (self.count, self.form) == (other.count, other.form) && self.kept() == other.kept()
    }
}

impl<'a> RawItems<'a> {
    /// Those that are kept are no more than an order may have, and one: a body of millions of `{}` shall not take a
    /// hundred times its size.
    pub(super) const MOST: usize = domain::MAX_LINES + 1;

    pub(super) fn of_form(form: Form) -> RawItems<'a> {
        RawItems {
            form,
            ..RawItems::default()
        }
    }

    pub(super) fn kept(&self) -> &[RawItem<'a>] {
        &self.list[..self.count.min(self.list.len())]
    }

    /// Puts one behind the others, where fewer than the most are kept.
    pub(super) fn push(&mut self, item: RawItem<'a>) {
        if let Some(place) = self.add() {
            *place = item;
        }
    }

    /// An empty one behind the others; `None` if no more are kept.
    pub(super) fn add(&mut self) -> Option<&mut RawItem<'a>> {
        let place = self.count;
        if place >= RawItems::MOST {
            return None;
        }
        self.count += 1;
        if place == self.list.len() {
            self.list.push(RawItem::default());
        }
        let item = self.list.get_mut(place)?;
        item.0.clear();
        Some(item)
    }
}

impl RawOrder<'_> {
    /// Forgets what it says and keeps the memory.
    pub(super) fn clear(&mut self) {
        self.fields.clear();
        (self.items.count, self.items.form) = (0, Form::Absent);
    }

    /// Whether it says anything that few orders say.
    pub(super) fn has_rare(&self) -> bool {
        self.fields.has_behind(ORDER.common)
    }

    /// The event with our fields only, as JSON text, and with the time that its source said of it. An id
    /// that its source gave it stands beside it, in the reject: here it would look like its own.
    pub(super) fn known_fields(&self, fallback: Fallback<'_>) -> Vec<u8> {
        let mut object = Object::default();
        for (place, name) in ORDER_FIELDS.into_iter().enumerate() {
            match (self.fields.get(place), fallback.placed_at) {
                (None, Some(at)) if place == order::TIMESTAMP => {
                    let text = serde_json::Value::from(at.rfc3339_utc()).to_string();
                    object.field(name, |out| out.push_str(&text));
                }
                (Some(value), _) if is_kept(place < ORDER.common, name, value) => {
                    object.field(name, |out| value.write(out));
                }
                _ => {}
            }
            // Lines come behind what nearly every event has.
            if place + 1 == ORDER.common && self.items.form == Form::List {
                object.field(ORDER_FIELDS[order::ITEMS], |out| self.items.write(out));
            }
        }
        object.finish().into_bytes()
    }
}

impl RawItems<'_> {
    fn write(&self, out: &mut String) {
        out.push('[');
        for (index, item) in self.kept().iter().enumerate() {
            if index > 0 {
                out.push(',');
            }
            out.push_str(&item.known_fields());
        }
        out.push(']');
    }
}

impl RawItem<'_> {
    /// Whether it says anything that few lines say.
    pub(super) fn has_rare(&self) -> bool {
        self.0.has_behind(ITEM.common)
    }

    /// The value of the name at a place.
    pub(super) fn get(&self, place: usize) -> Option<&Value<'_>> {
        self.0.get(place)
    }

    fn known_fields(&self) -> String {
        let mut object = Object::default();
        for (place, name) in ITEM_FIELDS.into_iter().enumerate() {
            if let Some(value) = self.0.get(place)
                && is_kept(place < ITEM.common, name, value)
            {
                object.field(name, |out| value.write(out));
            }
        }
        object.finish()
    }
}

/// Under a name that few have there may be anything, also personal data: only what is of its kind is kept.
fn is_kept(is_common: bool, name: &str, value: &Value<'_>) -> bool {
    is_common || fields::is_of_kind(name, value)
}

/// Writes an object of JSON.
#[derive(Debug, Default)]
pub(super) struct Object(String);

impl Object {
    /// The next field, whose name needs no escapes.
    pub(super) fn field(&mut self, name: &str, write: impl FnOnce(&mut String)) {
        self.0.push(if self.0.is_empty() { '{' } else { ',' });
        self.0.push('"');
        self.0.push_str(name);
        self.0.push_str("\":");
        write(&mut self.0);
    }

    pub(super) fn finish(mut self) -> String {
        if self.0.is_empty() {
            self.0.push('{');
        }
        self.0.push('}');
        self.0
    }
}
