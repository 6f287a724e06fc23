//! How the names of an object are written.

use presets::Cursor;

use super::super::fields::Names;

/// Bytes compared at once.
const CHUNK: usize = size_of::<u128>();

/// The names seen in earlier objects, each with the bracket or comma before it, its quotes, its colon and the spaces
/// between, in the order of an object that has them all. Each is compared in one step, first those that come after the
/// previous name: objects may lack some, but rarely mix them up.
#[derive(Debug, Default)]
pub(super) struct Shape {
    names: Vec<Written>,
    /// The place in the list after the previous name.
    next: usize,
}

#[derive(Debug)]
struct Written {
    bytes: u128,
    /// Covers the bytes that belong to this name.
    mask: u128,
    len: usize,
    place: Option<usize>,
}

/// Further names are read in the general way each time.
const MOST: usize = 32;

impl Shape {
    pub(super) const fn new() -> Shape {
        Shape {
            names: Vec::new(),
            next: 0,
        }
    }

    /// Forgets the names if there is no room for more: now others may write.
    pub(super) fn make_room(&mut self) {
        if self.names.len() == MOST {
            self.names.clear();
        }
    }

    /// Expects the first name of an object.
    pub(super) fn begin(&mut self) {
        self.next = 0;
    }

    /// Reads the name after a bracket or comma. Returns its place in the list, or `None` inside if it is not in the
    /// list.
    pub(super) fn place(
        &mut self,
        cursor: &mut Cursor<'_>,
        names: &Names,
    ) -> Option<Option<usize>> {
        match self.expected(cursor) {
            Some(place) => Some(place),
            None => self.learn(cursor, names),
        }
    }

    fn expected(&mut self, cursor: &mut Cursor<'_>) -> Option<Option<usize>> {
        let ahead = cursor.ahead()?;
        let fits = |name: &Written| (ahead ^ name.bytes) & name.mask == 0;
        let later = self.names.get(self.next..)?.iter().position(fits);
        let found = match later {
            Some(place) => self.next + place,
            None => self.names.iter().position(fits)?,
        };
        let name = self.names.get(found)?;
        cursor.pass(name.len);
        // There may be more spaces than last time.
        cursor.skip_space();
        self.next = found + 1;
        Some(name.place)
    }

    #[cold]
    fn learn(&mut self, cursor: &mut Cursor<'_>, names: &Names) -> Option<Option<usize>> {
        let (start, ahead) = (cursor.at(), cursor.ahead());
        cursor.pass(1);
        cursor.skip_space();
        let place = names.place(cursor.text()?);
        cursor.skip_space();
        cursor.take(b':')?;
        cursor.skip_space();
        let len = cursor.at() - start;
        if let Some(bytes) = ahead
            && len <= CHUNK
            && self.names.len() < MOST
        {
            let mask = u128::MAX >> (8 * (CHUNK - len));
            let name = Written {
                bytes,
                mask,
                len,
                place,
            };
            self.names.insert(self.next, name);
            self.next += 1;
        }
        Some(place)
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::fields::ORDER;
    use super::*;

    #[test]
    fn names_of_earlier_bodies_make_room_for_others() {
        let mut shape = Shape::default();
        for body in 0..100 {
            shape.make_room();
            let text = format!("{{\"n{body}\":1,\"and\":\"much more\"}}");
            for is_known in [false, true] {
                shape.begin();
                let before = shape.names.len();
                let place = shape.place(&mut Cursor::of(&text), &ORDER);
                assert_eq!(place, Some(None), "{text}");
                assert_eq!(shape.names.len() == before, is_known, "{text}");
            }
            assert!(shape.names.len() <= MOST);
        }
    }
}
