//! Reads an order event that is written as producers write them: the names that came before, with the same spaces, text
//! without escapes, numbers without exponents.
//!
//! Whatever else there is, right or wrong, it gives way to the general decoder, and says nothing of it. What it does
//! understand it understands as that one does.

mod shape;
#[cfg(test)]
mod tests;

use super::fields::{ITEM, Names, ORDER, order};
use super::raw::{Form, RawItems, RawOrder, Slots};
use super::value::Value;
use presets::Cursor;
use shape::Shape;

/// How deep the values of unknown names may be nested.
const MAX_DEPTH: u8 = 8;

/// How orders and their lines were written so far.
#[derive(Debug, Default)]
pub(super) struct Fast {
    order: Shape,
    item: Shape,
}

impl Fast {
    /// Reads an event. `None` gives way, and what stands in `raw` means nothing then.
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

/// Reads an object, with `read` for the values of known names.
fn object<'a>(
    cursor: &mut Cursor<'a>,
    shape: &mut Shape,
    names: &Names,
    mut read: impl FnMut(&mut Cursor<'a>, usize) -> Option<()>,
) -> Option<()> {
    // What was written before a name is part of the shape, so it is looked at twice.
    if cursor.peek()? != b'{' {
        return None;
    }
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

/// Fills a slot; two values of one name are not for here.
fn fill<'a, const N: usize>(
    cursor: &mut Cursor<'a>,
    place: usize,
    slots: &mut Slots<'a, N>,
) -> Option<()> {
    if slots.has(place) {
        return None;
    }
    if let Some(value) = value(cursor)? {
        slots.set(place, value);
    }
    Some(())
}

/// Reads a value whose text is to be understood; `null` is none.
fn value<'a>(cursor: &mut Cursor<'a>) -> Option<Option<Value<'a>>> {
    let start = cursor.at();
    match cursor.peek()? {
        b'"' => return Some(Some(Value::Text(cursor.text()?))),
        b'-' | b'0'..=b'9' => cursor.skip_number()?,
        b'n' => return cursor.skip_word(b"null").map(|()| None),
        _ => cursor.skip_value(MAX_DEPTH)?,
    }
    Some(Some(Value::of_raw(cursor.since(start)?)))
}
