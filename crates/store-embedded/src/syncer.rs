//! Group commit: one sync of the log for all commits that wait for it.
//!
//! Whoever comes first syncs, on its own thread: handing the sync to another one would cost two
//! changes of threads, more than a sync of a fast disk takes. Those who come meanwhile wait for the
//! lock, and most find their write covered when they get it.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use ports::StoreError;

use crate::disk::Disk;
use crate::poison::Poison;

#[derive(Debug, Default)]
pub(crate) struct Syncer {
    written: AtomicU64,
    /// The newest write that is durable.
    durable: Mutex<u64>,
}

/// What must be durable before a commit is acknowledged.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ticket(u64);

impl Syncer {
    /// Counts a write that is in the log now.
    pub(crate) fn written(&self) -> Ticket {
        Ticket(self.written.fetch_add(1, Ordering::AcqRel) + 1)
    }

    /// The newest write.
    pub(crate) fn newest(&self) -> Ticket {
        Ticket(self.written.load(Ordering::Acquire))
    }

    /// Returns when a write is durable.
    pub(crate) fn wait(
        &self,
        ticket: Ticket,
        disk: &Disk,
        poison: &Poison,
    ) -> Result<(), StoreError> {
        let mut durable = poison.lock(&self.durable)?;
        if *durable < ticket.0 {
            // Everything counted here is in the log already, so this sync covers it.
            let covered = self.written.load(Ordering::Acquire);
            disk.sync().map_err(|error| poison.poison(&error))?;
            *durable = covered;
        }
        Ok(())
    }
}
