//! Reads bodies as platforms write them: no number has an exponent, no name an escape, and no name that is read comes
//! twice.
//!
//! It gives way to the general reader for everything else, right or wrong, and says nothing about it. What it does
//! understand it understands as that reader does.

use std::borrow::Cow;

use super::cursor::Cursor;
use super::value::{Object, Value};
use crate::keep::{Keep, Members};

/// How deep a body may be nested.
const MAX_DEPTH: u8 = 32;

/// Values of lists and objects that are not complete yet, with their names. A complete one takes its values out, so that
/// it holds no more memory than they need.
type Open<'a> = Vec<(&'static str, Value<'a>)>;

/// Reads a body; `None` gives way.
pub(super) fn read<'a>(text: &'a str, keep: &Keep) -> Option<Value<'a>> {
    let mut cursor = Cursor::of(text);
    cursor.skip_space();
    let value = value(&mut cursor, &mut Vec::new(), keep, MAX_DEPTH)?;
    cursor.skip_space();
    cursor.is_at_end().then_some(value)
}

fn value<'a>(
    cursor: &mut Cursor<'a>,
    open: &mut Open<'a>,
    keep: &Keep,
    depth: u8,
) -> Option<Value<'a>> {
    let read = match (cursor.peek()?, keep.members()) {
        (b'{', Some(members)) => return object(cursor, open, members, depth).map(Value::Object),
        (b'[', Some(_)) => return list(cursor, open, keep, depth).map(Value::List),
        (b'"', _) => Value::Text(text(cursor)?),
        (b't', _) => cursor.skip_word(b"true").map(|()| Value::Bool(true))?,
        (b'f', _) => cursor.skip_word(b"false").map(|()| Value::Bool(false))?,
        (b'n', _) => return cursor.skip_word(b"null").map(|()| Value::Null),
        (b'{' | b'[', None) => return cursor.skip_value(depth).map(|()| Value::Other),
        _ => {
            let start = cursor.at();
            cursor.skip_number()?;
            Value::Number(Cow::Borrowed(cursor.since(start)?))
        }
    };
    Some(read.filter(keep.has_values()))
}

fn text<'a>(cursor: &mut Cursor<'a>) -> Option<Cow<'a, str>> {
    let mut ahead = *cursor;
    if let Some(text) = ahead.text() {
        *cursor = ahead;
        return Some(Cow::Borrowed(text));
    }
    let start = cursor.at();
    cursor.skip_text()?;
    let text = sonic_rs::from_str(cursor.since(start)?);
    text.ok().map(Cow::Owned)
}

fn list<'a>(
    cursor: &mut Cursor<'a>,
    open: &mut Open<'a>,
    keep: &Keep,
    depth: u8,
) -> Option<Vec<Value<'a>>> {
    let (first, depth) = (open.len(), depth.checked_sub(1)?);
    cursor.each(b']', |cursor| {
        let value = value(cursor, open, keep, depth)?;
        open.push(("", value));
        Some(())
    })?;
    Some(open.drain(first..).map(|(_, value)| value).collect())
}

fn object<'a>(
    cursor: &mut Cursor<'a>,
    open: &mut Open<'a>,
    keep: &Members,
    depth: u8,
) -> Option<Object<'a>> {
    let (first, depth) = (open.len(), depth.checked_sub(1)?);
    let mut members = 0;
    cursor.each(b'}', |cursor| {
        let name = cursor.text()?;
        cursor.skip_space();
        cursor.take(b':')?;
        cursor.skip_space();
        members += 1;
        let Some((name, keep)) = keep.iter().find(|(kept, _)| is_same(kept, name)) else {
            return cursor.skip_value(depth);
        };
        // Names that are read stand in one list, so two of them are the same if their places are.
        if open[first..]
            .iter()
            .any(|(known, _)| std::ptr::eq(*known, *name))
        {
            return None;
        }
        let value = value(cursor, open, keep, depth)?;
        open.push((*name, value));
        Some(())
    })?;
    let kept = open.drain(first..).collect();
    Some(Object { kept, members })
}

/// Compares names. Most differ in their length or their first byte.
fn is_same(kept: &str, name: &str) -> bool {
    kept.len() == name.len() && kept.as_bytes().first() == name.as_bytes().first() && kept == name
}
