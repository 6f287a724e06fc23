//! Memory for what is read of a body.

use std::cell::Cell;
use std::mem;
use std::ops::Deref;

use bumpalo::Bump;

/// As many bytes as most bodies need.
const USUAL: usize = 16 * 1024;
/// A thread keeps no more than this, whatever it has read.
const MOST: usize = 64 * 1024;

thread_local! {
    /// The room of the last body that this thread has read. Memory of this size is not at hand in an allocator, which has
    /// to look for it.
    static KEPT: Cell<Option<Bump>> = const { Cell::new(None) };
}

/// Room for what is read of one body. It is freed at once, not value by value.
#[derive(Debug)]
pub(crate) struct Room(Bump);

/// Empty room.
pub(crate) fn room() -> Room {
    let kept = KEPT.take();
    Room(kept.unwrap_or_else(|| Bump::with_capacity(USUAL)))
}

impl Deref for Room {
    type Target = Bump;

    fn deref(&self) -> &Bump {
        &self.0
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        let mut room = mem::take(&mut self.0);
        room.reset();
        if room.allocated_bytes() <= MOST {
            KEPT.set(Some(room));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thread_keeps_room_for_the_usual_body_and_not_for_a_large_one() {
        let first = room();
        let place = first.alloc_str("a").as_ptr();
        drop(first);
        let second = room();
        assert_eq!(second.alloc_str("b").as_ptr(), place);
        second.alloc_slice_fill_copy(MOST, 0_u8);
        // Of two at a time, each is another one.
        assert_ne!(room().alloc_str("c").as_ptr(), place);
        drop(second);
        assert!(room().allocated_bytes() <= MOST);
    }
}
