//! The memory of a commit's record, used again: the system has to clear new memory first.

use std::sync::Mutex;

/// The memory of a larger record is not kept.
const MOST: usize = 16 * 1024 * 1024;

/// Memory for one record. If two shops commit at once, one of them has new memory.
#[derive(Debug, Default)]
pub(crate) struct SpareRecord(Mutex<Vec<u8>>);

impl SpareRecord {
    /// An empty record.
    pub(crate) fn take(&self) -> Vec<u8> {
        let spare = self.0.try_lock();
        spare.map_or_else(|_| Vec::new(), |mut spare| std::mem::take(&mut *spare))
    }

    /// Gives its memory back.
    pub(crate) fn give(&self, mut record: Vec<u8>) {
        record.clear();
        if record.capacity() <= MOST
            && let Ok(mut spare) = self.0.try_lock()
        {
            *spare = record;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_that_is_not_too_large_is_used_again() {
        let spare = SpareRecord::default();
        for (bytes, kept) in [(100, 100), (MOST + 1, 0)] {
            let mut record = Vec::with_capacity(bytes);
            record.push(1);
            spare.give(record);
            let record = spare.take();
            assert_eq!((record.len(), record.capacity()), (0, kept));
        }
    }
}
