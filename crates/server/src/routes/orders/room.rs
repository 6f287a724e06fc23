//! Limits how much of incoming bodies the server holds at once.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::problem::ApiError;

/// The bytes of order bodies held at once, from their first byte until their orders are durable: four of the largest.
/// Decoding needs about as much again, and each reject counts as [`REJECT`].
pub(crate) const OF_ORDERS: usize = 256 * 1024 * 1024;
/// The same for webhooks. Their sender is known only once the whole body has arrived, so they have a room of their own:
/// a flood of them keeps no orders out.
pub(crate) const OF_WEBHOOKS: usize = 64 * 1024 * 1024;
/// The bytes that a refused event takes until it is answered: itself, its place in the answer, its text.
const REJECT: usize = 1024;
/// Room is given in pieces of this many bytes.
const PIECE: usize = 1024;

/// The room for incoming bodies. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Room(Arc<Semaphore>);

/// The room of one body, until this is dropped.
#[derive(Debug)]
pub(crate) struct Taken {
    room: Room,
    bytes: usize,
    pieces: Option<OwnedSemaphorePermit>,
}

impl Room {
    /// A room of this many bytes.
    pub(crate) fn new(bytes: usize) -> Room {
        Room(Arc::new(Semaphore::new(bytes / PIECE)))
    }

    /// The room of a body that has not begun to arrive.
    pub(crate) fn begin(&self) -> Taken {
        Taken {
            room: self.clone(),
            bytes: 0,
            pieces: None,
        }
    }
}

impl Taken {
    /// Takes room for more bytes. It does not wait: two half-arrived bodies that wait for each other would wait
    /// forever.
    pub(crate) fn grow(&mut self, bytes: usize) -> Result<(), ApiError> {
        let before = self.bytes.div_ceil(PIECE);
        self.bytes += bytes;
        let more = self.bytes.div_ceil(PIECE) - before;
        if more == 0 {
            return Ok(());
        }
        let more = u32::try_from(more).map_err(|_| ApiError::busy())?;
        let pieces = Arc::clone(&self.room.0).try_acquire_many_owned(more);
        let pieces = pieces.map_err(|_| ApiError::busy())?;
        match &mut self.pieces {
            Some(held) => held.merge(pieces),
            none => *none = Some(pieces),
        }
        Ok(())
    }

    /// Takes room for refused events.
    pub(crate) fn grow_by_rejects(&mut self, count: usize) -> Result<(), ApiError> {
        self.grow(count * REJECT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_is_given_until_there_is_none_and_given_back() {
        let room = Room::new(OF_ORDERS);
        let mut first = room.begin();
        for _ in 0..OF_ORDERS / (64 * 1024) - 1 {
            first.grow(64 * 1024).unwrap();
        }
        let mut second = room.begin();
        assert!(second.grow(64 * 1024 + 1).is_err());
        drop(second);
        let mut third = room.begin();
        third.grow(1).unwrap();
        third.grow(64 * 1024 - 1).unwrap();
        assert!(room.begin().grow(1).is_err());
        drop(first);
        room.begin().grow_by_rejects(1_000).unwrap();
    }
}
