//! The JSON structure of an order event, with every value left as text. So a wrong value gives a reason that names its
//! field rather than a parse error, and no number is converted to a float.

use super::fields::{self, ITEM, ITEM_FIELDS, ORDER, ORDER_FIELDS, order};
use super::kept::Fallback;
use super::value::Value;

/// The values of an object, by the places of their names.
#[derive(Clone, Debug)]
pub(super) struct Slots<'a, const N: usize> {
    /// One bit per place that is filled. Values in other places are left over from earlier objects.
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

    /// Whether any place after the first `places` is filled.
    fn has_behind(&self, places: usize) -> bool {
        self.filled >> places != 0
    }

    pub(super) fn get(&self, place: usize) -> Option<&Value<'a>> {
        self.values.get(place).filter(|_| self.has(place))
    }

    #[inline]
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
    /// Everything except its lines.
    pub(super) fields: Slots<'a, { ORDER_FIELDS.len() }>,
    pub(super) items: RawItems<'a>,
}

/// A line of an order.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct RawItem<'a>(pub(super) Slots<'a, { ITEM_FIELDS.len() }>);

/// The list of items, or the fact that `items` is something else.
#[derive(Clone, Debug, Default)]
pub(super) struct RawItems<'a> {
    /// The lines that are kept, followed by unused ones whose memory is reused.
    list: Vec<RawItem<'a>>,
    /// How many lines there were.
    pub(super) count: usize,
    pub(super) form: Form,
}

/// The form of `items`.
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
    /// One more than an order may have. No more are kept: a body of millions of `{}` must not need a hundred times its
    /// size.
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

    /// Appends a line, unless the maximum is already kept.
    pub(super) fn push(&mut self, item: RawItem<'a>) {
        if let Some(place) = self.add() {
            *place = item;
        }
    }

    /// Appends an empty line. `None` if the maximum is already kept.
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
    /// Clears the contents and keeps the memory.
    pub(super) fn clear(&mut self) {
        self.fields.clear();
        (self.items.count, self.items.form) = (0, Form::Absent);
    }

    /// Whether it has any rare field.
    pub(super) fn has_rare(&self) -> bool {
        self.fields.has_behind(ORDER.common)
    }

    /// The event as JSON text with only our fields, and with the time from its source if it has none. An id from its
    /// source is stored separately in the reject: here it would look like the event's own.
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
            // The lines come after the common fields.
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
    /// Whether it has any field that is rare in lines.
    pub(super) fn has_rare(&self) -> bool {
        self.0.has_behind(ITEM.common)
    }

    /// The value at a name's place.
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

/// A rare name may have any value, including personal data. So it is kept only if it is of the right kind.
fn is_kept(is_common: bool, name: &str, value: &Value<'_>) -> bool {
    is_common || fields::is_of_kind(name, value)
}

/// Writes a JSON object.
#[derive(Debug, Default)]
pub(super) struct Object(String);

impl Object {
    /// Writes the next field. Its name must not need escapes.
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
