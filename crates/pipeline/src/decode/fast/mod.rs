//! Reads order events in the form that producers usually write: the same names with the same spaces as before, text
//! without escapes, numbers without exponents.
//!
//! For anything else, valid or not, it gives up without a message, and the general decoder takes over. What it does
//! understand, it understands exactly as the general decoder does.

mod shape;
#[cfg(test)]
mod tests;

use super::fields::{ITEM, Names, ORDER, order};
use super::raw::{Form, RawItems, RawOrder, Slots};
use super::value::Value;
use presets::Cursor;
use shape::Shape;

/// How deeply the values of unknown names may be nested.
const MAX_DEPTH: u8 = 8;

/// How orders and their lines have been written so far.
#[derive(Debug, Default)]
pub(super) struct Fast {
    order: Shape,
    item: Shape,
}

impl Fast {
    pub(super) const fn new() -> Fast {
        Fast {
            order: Shape::new(),
            item: Shape::new(),
        }
    }

    /// Forgets how orders were written if it knows as many ways as it can.
    pub(super) fn make_room(&mut self) {
        self.order.make_room();
        self.item.make_room();
    }

    /// Reads an event. `None` means that the general decoder must read it; the contents of `raw` are then meaningless.
    pub(super) fn read<'a>(&mut self, text: &'a str, raw: &mut RawOrder<'a>) -> Option<()> {
        raw.clear();
        let mut cursor = Cursor::of(text);
        let RawOrder { fields, items } = raw;
        let item = &mut self.item;
        object(
            &mut cursor,
            &mut self.order,
            &ORDER,
            |cursor, place| match place {
                order::ITEMS => read_items(cursor, item, items),
                place => fill(cursor, place, fields),
            },
        )?;
        cursor.skip_space();
        cursor.is_at_end().then_some(())
    }
}

fn read_items<'a>(
    cursor: &mut Cursor<'a>,
    shape: &mut Shape,
    items: &mut RawItems<'a>,
) -> Option<()> {
    if items.form != Form::Absent {
        return None;
    }
    items.form = Form::List;
    cursor.take(b'[')?;
    cursor.skip_space();
    if cursor.take(b']').is_some() {
        return Some(());
    }
    loop {
        let item = items.add()?;
        object(cursor, shape, &ITEM, |cursor, place| {
            fill(cursor, place, &mut item.0)
        })?;
        cursor.skip_space();
        if cursor.take(b',').is_none() {
            return cursor.take(b']');
        }
        cursor.skip_space();
    }
}

/// Reads an object, calling `read` for the values of known names.
fn object<'a>(
    cursor: &mut Cursor<'a>,
    shape: &mut Shape,
    names: &Names,
    mut read: impl FnMut(&mut Cursor<'a>, usize) -> Option<()>,
) -> Option<()> {
    // The bracket before a name is part of the shape, so it is checked here without being consumed.
    if cursor.peek()? != b'{' {
        return None;
    }
    shape.begin();
    loop {
        match shape.place(cursor, names)? {
            Some(place) => read(cursor, place)?,
            None => cursor.skip_value(MAX_DEPTH)?,
        }
        cursor.skip_space();
        if cursor.peek()? != b',' {
            return cursor.take(b'}');
        }
    }
}

/// Fills a slot. Gives up if a name has two values.
fn fill<'a, const N: usize>(
    cursor: &mut Cursor<'a>,
    place: usize,
    slots: &mut Slots<'a, N>,
) -> Option<()> {
    if slots.has(place) {
        return None;
    }
    let start = cursor.at();
    let value = match cursor.peek()? {
        b'"' => Value::Text(cursor.text()?),
        b'-' | b'0'..=b'9' => {
            cursor.skip_number()?;
            Value::Number(cursor.since(start)?)
        }
        // The same as no value.
        b'n' => return cursor.skip_word(b"null"),
        _ => {
            cursor.skip_value(MAX_DEPTH)?;
            Value::of_raw(cursor.since(start)?)
        }
    };
    slots.set(place, value);
    Some(())
}
