//! Group commit: one sync of the log for all waiting commits.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, mpsc};
use std::thread::JoinHandle;

use ports::StoreError;
use tokio::sync::watch;

use crate::disk::Disk;
use crate::marks::Marks;
use crate::poison::Poison;

#[derive(Debug)]
pub(crate) struct Syncer {
    written: Arc<AtomicU64>,
    durable: watch::Receiver<u64>,
    wake: Option<mpsc::SyncSender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// The write that must be durable before a commit is acknowledged.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ticket(u64);

impl Syncer {
    pub(crate) fn start(
        disk: Arc<Disk>,
        marks: Arc<Marks>,
        poison: Arc<Poison>,
    ) -> std::io::Result<Syncer> {
        let written = Arc::new(AtomicU64::new(0));
        let (durable, durable_reader) = watch::channel(0);
        // One slot is enough: a wake-up that finds another one waiting is covered by it.
        let (wake, woken) = mpsc::sync_channel(1);
        let count = Arc::clone(&written);
        let work = move || {
            poison.guard(|| {
                while woken.recv().is_ok() {
                    // Everything counted here is already in the log, so the sync covers it.
                    let covered = count.load(Ordering::Acquire);
                    let logged = marks.covered();
                    if let Err(error) = disk.sync() {
                        poison.poison(&error);
                    } else if let Err(error) = marks.note(&logged) {
                        poison.poison(&error);
                    }
                    durable.send_replace(covered);
                }
            });
        };
        let thread = std::thread::Builder::new()
            .name("livetill-sync".to_owned())
            .spawn(work)?;
        Ok(Syncer {
            written,
            durable: durable_reader,
            wake: Some(wake),
            thread: Some(thread),
        })
    }

    /// Counts a write that is now in the log.
    pub(crate) fn written(&self) -> Ticket {
        Ticket(self.written.fetch_add(1, Ordering::AcqRel) + 1)
    }

    /// The newest write.
    pub(crate) fn newest(&self) -> Ticket {
        Ticket(self.written.load(Ordering::Acquire))
    }

    /// Waits until a write is durable.
    pub(crate) async fn wait(&self, ticket: Ticket, poison: &Poison) -> Result<(), StoreError> {
        let mut durable = self.durable.clone();
        if *durable.borrow_and_update() < ticket.0 {
            if let Some(wake) = &self.wake {
                // Full: another wake-up is waiting, and its sync comes after this write.
                let _ = wake.try_send(());
            }
            let synced = durable.wait_for(|durable| *durable >= ticket.0).await;
            // Closed: the thread panicked, because it does not end otherwise while somebody waits.
            synced.map_err(|error| poison.poison(&error))?;
        }
        poison.check()
    }
}

impl Drop for Syncer {
    fn drop(&mut self) {
        self.wake = None;
        if let Some(thread) = self.thread.take() {
            // A panic of the thread has reported itself.
            let _ = thread.join();
        }
    }
}
