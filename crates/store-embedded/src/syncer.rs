//! Group commit: one sync of the log for all waiting commits, whatever their shops.
//!
//! A sync holds the lock of the library's journal, so a commit that wrote meanwhile would block a thread of the runtime
//! until it ends, and with it all requests that the thread would answer. So commits wait for a [turn](Syncer::turn), as
//! tasks. When a sync ends, all that wait have their turn together, and the next sync begins after the last of them: they
//! share it.

use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, mpsc};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{JoinHandle, Thread};
use std::time::{Duration, Instant};

use ports::StoreError;
use tokio::sync::{RwLock, RwLockReadGuard, watch};

use crate::disk::Disk;
use crate::marks::Marks;
use crate::poison::Poison;

/// How long a sync waits for commits that have their turn. One that takes longer, such as a part of an import or one that
/// waits for a long read of its shop, must not hold up those of other shops, and gets the next sync.
pub(crate) const FOR_OTHERS: Duration = Duration::from_millis(1);

#[derive(Debug)]
pub(crate) struct Syncer {
    written: Arc<AtomicU64>,
    durable: watch::Receiver<u64>,
    /// Read by whoever writes a commit, written by a sync.
    turns: Arc<RwLock<()>>,
    wake: Option<mpsc::SyncSender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// The write that must be durable before a commit is acknowledged.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ticket(u64);

impl Syncer {
    /// A sync waits at most for so long until others have written, see [`FOR_OTHERS`].
    pub(crate) fn start(
        disk: Arc<Disk>,
        marks: Arc<Marks>,
        poison: Arc<Poison>,
        for_others: Duration,
    ) -> std::io::Result<Syncer> {
        let written = Arc::new(AtomicU64::new(0));
        let (durable, durable_reader) = watch::channel(0);
        // One slot is enough: a wake-up that finds another one waiting is covered by it.
        let (wake, woken) = mpsc::sync_channel(1);
        let count = Arc::clone(&written);
        let turns = Arc::<RwLock<()>>::default();
        let sync_turns = Arc::clone(&turns);
        let work = move || {
            poison.guard(|| {
                let mut synced = 0;
                while woken.recv().is_ok() {
                    // Whoever wrote while this thread waited for turns woke it again, and the sync has covered that.
                    if count.load(Ordering::Acquire) == synced {
                        continue;
                    }
                    let turn = within(for_others, sync_turns.write());
                    // Everything counted here is already in the log, so the sync covers it.
                    let covered = count.load(Ordering::Acquire);
                    let logged = marks.covered();
                    let done = disk.sync().map_err(|error| poison.poison(&error));
                    // Others write while the marks are noted.
                    drop(turn);
                    if done.is_ok()
                        && let Err(error) = marks.note(&logged)
                    {
                        poison.poison(&error);
                    }
                    synced = covered;
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
            turns,
            wake: Some(wake),
            thread: Some(thread),
        })
    }

    /// Waits until no sync is running. Several may have their turn at once, and the next sync waits a little until they
    /// have written.
    pub(crate) async fn turn(&self) -> RwLockReadGuard<'_, ()> {
        self.turns.read().await
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

/// Blocks until the future is ready; `None` = it takes longer than this.
fn within<F: Future>(limit: Duration, future: F) -> Option<F::Output> {
    struct Unpark(Thread);
    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let until = Instant::now() + limit;
    let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
            return Some(output);
        }
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return None;
        }
        std::thread::park_timeout(left);
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

#[cfg(test)]
mod tests {
    use super::*;

    const COMMITS: u64 = 20;

    struct Log {
        syncer: Arc<Syncer>,
        poison: Arc<Poison>,
        _folder: tempfile::TempDir,
    }

    fn log(for_others: Duration) -> Log {
        let folder = tempfile::tempdir().unwrap();
        let disk = Arc::new(Disk::open(folder.path()).unwrap());
        let marks = Arc::new(Marks::open(folder.path()).unwrap());
        let poison = Arc::new(Poison::of("embedded store"));
        let syncer = Syncer::start(disk, marks, Arc::clone(&poison), for_others).unwrap();
        Log {
            syncer: Arc::new(syncer),
            poison,
            _folder: folder,
        }
    }

    #[tokio::test]
    async fn commits_wait_for_a_sync_and_share_the_next_one() {
        let log = log(Duration::from_secs(3_600));
        // As a sync that runs does.
        let running = log.syncer.turns.write().await;
        let commits = (0..COMMITS).map(|_| {
            let (syncer, poison) = (Arc::clone(&log.syncer), Arc::clone(&log.poison));
            tokio::spawn(async move {
                let turn = syncer.turn().await;
                let ticket = syncer.written();
                drop(turn);
                syncer.wait(ticket, &poison).await.unwrap();
                *syncer.durable.borrow()
            })
        });
        let commits: Vec<_> = commits.collect();
        tokio::task::yield_now().await;
        let written = log.syncer.written.load(Ordering::Acquire);
        assert_eq!(written, 0, "nobody writes while a sync runs");
        drop(running);
        for commit in commits {
            // Whoever is answered first, all of them are durable by then.
            assert_eq!(commit.await.unwrap(), COMMITS);
        }
    }

    #[tokio::test]
    async fn a_commit_that_takes_long_holds_up_nobody_else() {
        let log = log(FOR_OTHERS);
        let long = log.syncer.turn().await;
        for _ in 0..COMMITS {
            let turn = log.syncer.turn().await;
            let ticket = log.syncer.written();
            drop(turn);
            log.syncer.wait(ticket, &log.poison).await.unwrap();
        }
        drop(long);
    }
}
