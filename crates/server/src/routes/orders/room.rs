//! How much of what is being sent the server holds at once.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::problem::ApiError;

/// Bytes of bodies with orders that are held at once, from their first byte until their orders are durable:
/// four of the largest. What decoding makes of a body is about as large again, and rejects are
/// counted at [`REJECT`].
pub(crate) const OF_ORDERS: usize = 256 * 1024 * 1024;
/// The same of what platforms post, of which nobody knows who sent it before all of it is there: whoever floods that keeps no
/// orders out.
pub(crate) const OF_WEBHOOKS: usize = 64 * 1024 * 1024;
/// What a refused event takes until it is answered: itself, its place in the answer, its text.
const REJECT: usize = 1024;
/// Room is given in pieces of this size.
const PIECE: usize = 1024;

/// The room for bodies that are being sent. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Room(Arc<Semaphore>);

/// The room that one body takes, until this is dropped.
#[derive(Debug)]
pub(crate) struct Taken {
    room: Room,
    bytes: usize,
    pieces: Option<OwnedSemaphorePermit>,
}

impl Room {
    /// For so many bytes at once.
    pub(crate) fn new(bytes: usize) -> Room {
        Room(Arc::new(Semaphore::new(bytes / PIECE)))
    }

    /// Room for a body of which nothing has come yet.
    pub(crate) fn begin(&self) -> Taken {
        Taken {
            room: self.clone(),
            bytes: 0,
            pieces: None,
        }
    }
}

impl Taken {
    /// Takes room for more bytes. It does not wait: two bodies that wait for each other, each half
    /// arrived, would wait for ever.
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
