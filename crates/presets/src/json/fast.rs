//! Reads bodies as platforms write them: no number has an exponent, no name an escape, and no name that is read comes
//! twice.
//!
//! It gives way to the general reader for everything else, right or wrong, and says nothing about it. What it does
//! understand it understands as that reader does.

use bumpalo::Bump;

use super::cursor::Cursor;
use super::value::{Member, Object, Value};
use crate::keep::{Keep, Members};

/// How deep a body may be nested.
const MAX_DEPTH: u8 = 32;

/// What is read, and values of lists and objects that are not complete yet. A complete one goes to the room.
struct Reader<'a> {
    room: &'a Bump,
    cursor: Cursor<'a>,
    entries: Vec<Value<'a>>,
    members: Vec<Member<'a>>,
}

/// Reads a body; `None` gives way.
pub(super) fn read<'a>(room: &'a Bump, text: &'a str, keep: &Keep) -> Option<Value<'a>> {
    let mut reader = Reader {
        room,
        cursor: Cursor::of(text),
        entries: Vec::with_capacity(16),
        members: Vec::with_capacity(64),
    };
    reader.cursor.skip_space();
    let value = reader.value(keep, MAX_DEPTH)?;
    reader.cursor.skip_space();
    reader.cursor.is_at_end().then_some(value)
}

impl<'a> Reader<'a> {
    fn value(&mut self, keep: &Keep, depth: u8) -> Option<Value<'a>> {
        let cursor = &mut self.cursor;
        let read = match (cursor.peek()?, keep.members()) {
            (b'{', Some(members)) => return self.object(members, depth).map(Value::Object),
            (b'[', Some(_)) => return self.list(keep, depth).map(Value::List),
            (b'"', _) => Value::Text(self.text()?),
            (b't', _) => cursor.skip_word(b"true").map(|()| Value::Bool(true))?,
            (b'f', _) => cursor.skip_word(b"false").map(|()| Value::Bool(false))?,
            (b'n', _) => return cursor.skip_word(b"null").map(|()| Value::Null),
            (b'{' | b'[', None) => return cursor.skip_value(depth).map(|()| Value::Other),
            _ => {
                let start = cursor.at();
                cursor.skip_number()?;
                Value::Number(cursor.since(start)?)
            }
        };
        Some(read.filter(keep.has_values()))
    }

    fn text(&mut self) -> Option<&'a str> {
        let mut ahead = self.cursor;
        if let Some(text) = ahead.text() {
            self.cursor = ahead;
            return Some(text);
        }
        let start = self.cursor.at();
        self.cursor.skip_text()?;
        let text: String = sonic_rs::from_str(self.cursor.since(start)?).ok()?;
        Some(self.room.alloc_str(&text))
    }

    fn list(&mut self, keep: &Keep, depth: u8) -> Option<&'a [Value<'a>]> {
        let (first, depth) = (self.entries.len(), depth.checked_sub(1)?);
        let mut more = self.cursor.begin(b']');
        while more {
            let value = self.value(keep, depth)?;
            self.entries.push(value);
            more = self.cursor.goes_on(b']')?;
        }
        let list = self.room.alloc_slice_copy(&self.entries[first..]);
        self.entries.truncate(first);
        Some(list)
    }

    fn object(&mut self, keep: Members, depth: u8) -> Option<Object<'a>> {
        let (first, depth) = (self.members.len(), depth.checked_sub(1)?);
        let (mut members, mut found) = (0, 0);
        let mut more = self.cursor.begin(b'}');
        while more {
            let name = self.cursor.name()?;
            members += 1;
            match keep.find(name) {
                None => self.cursor.skip_value(depth)?,
                Some((place, ..)) if found & place != 0 => return None,
                Some((place, name, keep)) => {
                    found |= place;
                    let value = self.value(keep, depth)?;
                    self.members.push((name, value));
                }
            }
            more = self.cursor.goes_on(b'}')?;
        }
        let kept = self.room.alloc_slice_copy(&self.members[first..]);
        self.members.truncate(first);
        Some(Object { kept, members })
    }
}
