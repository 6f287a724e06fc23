//! What is committed in one step.

use domain::Timestamp;
use pipeline::Decoded;

/// What was decoded of records that are committed together.
pub struct Batch {
    shared: Decoded,
    apart: Vec<Decoded>,
    now: Timestamp,
}

impl Batch {
    pub(super) fn new(shared: Decoded, now: Timestamp) -> Batch {
        Batch {
            shared,
            apart: Vec::new(),
            now,
        }
    }

    /// The time of arrival.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// The batch of records whose rejects say that they came from the partition.
    pub fn shared(&mut self) -> &mut Decoded {
        &mut self.shared
    }

    /// Takes in a record that says itself where it came from.
    pub fn add(&mut self, decoded: Decoded) {
        self.apart.push(decoded);
    }

    pub(super) fn line_count(&self) -> usize {
        let apart = self.apart.iter().map(Decoded::line_count);
        self.shared.line_count() + apart.sum::<usize>()
    }

    pub(super) fn into_batches(mut self) -> Vec<Decoded> {
        self.apart.insert(0, self.shared);
        self.apart
    }
}
