//! The content of one commit.

use domain::Timestamp;
use pipeline::Decoded;

/// The decoded content of records that are committed together.
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

    /// The batch for records whose rejects name the partition as their source.
    pub fn shared(&mut self) -> &mut Decoded {
        &mut self.shared
    }

    /// Adds a record that names its own source.
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
