//! Reads bodies as platforms write them: no number has an exponent, no name an escape, and no name that is read comes
//! twice.
//!
//! It gives way to the general reader for everything else, right or wrong, and says nothing about it. What it does
//! understand it understands as that reader does.

use bumpalo::Bump;
use bumpalo::collections::Vec;

use super::cursor::Cursor;
use super::value::{Member, Object, Value};
use crate::keep::{Keep, Members};

/// How deep a body may be nested.
const MAX_DEPTH: u8 = 32;

/// What is read, and values of lists and objects that are not complete yet. A complete one is copied to
/// a place of its own.
struct Reader<'a> {
    room: &'a Bump,
    cursor: Cursor<'a>,
    entries: Vec<'a, Value<'a>>,
    members: Vec<'a, Member<'a>>,
}

/// Reads a body; `None` gives way.
pub(super) fn read<'a>(room: &'a Bump, text: &'a str, keep: &Keep) -> Option<Value<'a>> {
    let mut reader = Reader {
        room,
        cursor: Cursor::of(text),
        entries: Vec::with_capacity_in(16, room),
        members: Vec::with_capacity_in(64, room),
    };
    reader.cursor.skip_space();
    let mut read = None;
    reader.value(keep, MAX_DEPTH, |_, value| read = Some(value))?;
    reader.cursor.skip_space();
    read.filter(|_| reader.cursor.is_at_end())
}

impl<'a> Reader<'a> {
    /// Reads a value and puts it in its place. Each kind is put for itself: a value that is returned first is read back
    /// before it is all written, and waiting for that was a quarter of the time here.
    #[inline]
    fn value(
        &mut self,
        keep: &Keep,
        depth: u8,
        put: impl FnOnce(&mut Reader<'a>, Value<'a>),
    ) -> Option<()> {
        let cursor = &mut self.cursor;
        match (cursor.peek()?, keep.members()) {
            (b'{', Some(members)) => {
                let object = self.object(members, depth)?;
                put(self, Value::Object(object));
            }
            (b'[', Some(_)) => {
                let list = self.list(keep, depth)?;
                put(self, Value::List(list));
            }
            (b'n', _) => {
                cursor.skip_word(b"null")?;
                put(self, Value::Null);
            }
            (byte, _) if matches!(byte, b'{' | b'[') || !keep.has_values() => {
                cursor.skip_value(depth)?;
                put(self, Value::Other);
            }
            (b'"', _) => {
                let text = self.text()?;
                put(self, Value::Text(text));
            }
            (b't', _) => {
                cursor.skip_word(b"true")?;
                put(self, Value::Bool(true));
            }
            (b'f', _) => {
                cursor.skip_word(b"false")?;
                put(self, Value::Bool(false));
            }
            _ => {
                let start = cursor.at();
                cursor.skip_number()?;
                let digits = cursor.since(start)?;
                put(self, Value::Number(digits));
            }
        }
        Some(())
    }

    fn text(&mut self) -> Option<&'a str> {
        let start = self.cursor.at();
        if let Some(text) = self.cursor.text() {
            return Some(text);
        }
        self.escaped(start)
    }

    #[cold]
    fn escaped(&mut self, start: usize) -> Option<&'a str> {
        self.cursor.go_back(start);
        self.cursor.skip_text()?;
        let text: String = sonic_rs::from_str(self.cursor.since(start)?).ok()?;
        Some(self.room.alloc_str(&text))
    }

    fn list(&mut self, keep: &Keep, depth: u8) -> Option<&'a [Value<'a>]> {
        let (first, depth) = (self.entries.len(), depth.checked_sub(1)?);
        let mut more = self.cursor.begin(b']');
        while more {
            self.value(keep, depth, |it, value| it.entries.push(value))?;
            more = self.cursor.goes_on(b']')?;
        }
        let list = self.room.alloc_slice_copy(&self.entries[first..]);
        self.entries.truncate(first);
        Some(list)
    }

    fn object(&mut self, keep: &Members, depth: u8) -> Option<Object<'a>> {
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
                    self.value(keep, depth, |it, value| it.members.push((name, value)))?;
                }
            }
            more = self.cursor.goes_on(b'}')?;
        }
        let kept = self.room.alloc_slice_copy(&self.members[first..]);
        self.members.truncate(first);
        Some(Object { kept, members })
    }
}
