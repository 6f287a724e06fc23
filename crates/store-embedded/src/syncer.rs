//! Group commit: one sync of the log for all waiting commits, whatever their shops.
//!
//! A sync holds the lock of the library's journal, so a commit that wrote meanwhile would block a thread of the runtime
//! until it ends, and with it all requests that the thread would answer. So commits wait for a [turn](Syncer::turn), as
//! tasks. When a sync ends, all that wait have their turn together, and the next sync begins after the last of them: they
//! share it.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{JoinHandle, Thread};
use std::time::{Duration, Instant};

use ports::StoreError;
use tokio::sync::{RwLock, RwLockReadGuard};

use crate::disk::Disk;
use crate::marks::Marks;
use crate::poison::{Poison, closed};

/// How long a sync waits for commits that have their turn. One that takes longer, such as a part of an import or one that
/// waits for a long read of its shop, must not hold up those of other shops, and gets the next sync.
pub(crate) const FOR_OTHERS: Duration = Duration::from_millis(1);

#[derive(Debug)]
pub(crate) struct Syncer {
    written: Arc<AtomicU64>,
    durable: Arc<Durable>,
    /// Read by whoever writes a commit, written by a sync.
    turns: Arc<RwLock<()>>,
    wake: Option<SyncSender<()>>,
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
        // One slot is enough: a wake-up that finds another one waiting is covered by it.
        let (wake, woken) = sync_channel(1);
        let durable = Arc::<Durable>::default();
        let turns = Arc::<RwLock<()>>::default();
        let syncing = Syncing {
            disk,
            marks,
            written: Arc::clone(&written),
            durable: Arc::clone(&durable),
            turns: Arc::clone(&turns),
            for_others,
        };
        let work = move || {
            // Also if it panics: whoever waits has to hear that nothing more gets durable.
            let _end = Ending(&syncing.durable);
            poison.guard(|| syncing.run(&woken, &poison));
        };
        let thread = std::thread::Builder::new()
            .name("livetill-sync".to_owned())
            .spawn(work)?;
        Ok(Syncer {
            written,
            durable,
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
        if !self.durable.is(ticket) {
            if let Some(wake) = &self.wake {
                // Full: another wake-up is waiting, and its sync comes after this write.
                let _ = wake.try_send(());
            }
            let mut place = None;
            let is_durable = poll_fn(|context| self.durable.poll(ticket, &mut place, context));
            if !is_durable.await {
                poison.check()?;
                return Err(closed());
            }
        }
        poison.check()
    }
}

/// How far the log is durable, and who waits for that.
#[derive(Debug, Default)]
struct Durable(Mutex<Waiting>);

#[derive(Debug, Default)]
struct Waiting {
    /// The newest durable write.
    until: u64,
    /// Whether the thread has ended, so that nothing more gets durable.
    is_over: bool,
    wakers: Vec<Waker>,
}

/// Where somebody waits until the next sync ends, so that nobody waits twice.
#[derive(Clone, Copy, Debug)]
struct Place {
    /// What the last one covered.
    until: u64,
    index: usize,
}

impl Durable {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        // Nothing panics while the lock is held.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is(&self, ticket: Ticket) -> bool {
        self.lock().until >= ticket.0
    }

    /// Whether the write is durable; `false` = it never will be. `place` is where the caller waits, at first nowhere.
    fn poll(&self, ticket: Ticket, place: &mut Option<Place>, context: &Context<'_>) -> Poll<bool> {
        let mut waiting = self.lock();
        if waiting.until >= ticket.0 || waiting.is_over {
            return Poll::Ready(waiting.until >= ticket.0);
        }
        // Each sync wakes all who wait, and covers most of them: no need to know who waits for what.
        let until = waiting.until;
        let old = place.filter(|place| place.until == until);
        match old.and_then(|place| waiting.wakers.get_mut(place.index)) {
            Some(waker) => waker.clone_from(context.waker()),
            None => {
                let index = waiting.wakers.len();
                *place = Some(Place { until, index });
                waiting.wakers.push(context.waker().clone());
            }
        }
        Poll::Pending
    }

    /// Wakes everybody after a change. `wakers` is empty, and its memory is used for the next ones.
    fn wake(&self, wakers: &mut Vec<Waker>, change: impl FnOnce(&mut Waiting)) {
        let mut waiting = self.lock();
        change(&mut waiting);
        std::mem::swap(&mut waiting.wakers, wakers);
        drop(waiting);
        wakers.drain(..).for_each(Waker::wake);
    }
}

struct Ending<'d>(&'d Durable);

impl Drop for Ending<'_> {
    fn drop(&mut self) {
        self.0
            .wake(&mut Vec::new(), |waiting| waiting.is_over = true);
    }
}

/// The work of the thread.
struct Syncing {
    disk: Arc<Disk>,
    marks: Arc<Marks>,
    written: Arc<AtomicU64>,
    durable: Arc<Durable>,
    turns: Arc<RwLock<()>>,
    for_others: Duration,
}

impl Syncing {
    fn run(&self, woken: &Receiver<()>, poison: &Poison) {
        let (mut synced, mut wakers) = (0, Vec::new());
        loop {
            let next = match self.marks.due() {
                Some(due) => woken.recv_timeout(due),
                None => woken.recv().map_err(RecvTimeoutError::from),
            };
            let noted = match next {
                Ok(()) => {
                    // Whoever wrote while this thread waited for turns woke it again, and the sync has covered that.
                    if self.written.load(Ordering::Acquire) == synced {
                        continue;
                    }
                    let turn = within(self.for_others, self.turns.write());
                    // Everything counted here is already in the log, so the sync covers it.
                    synced = self.written.load(Ordering::Acquire);
                    let logged = self.marks.covered();
                    let done = self.disk.sync().map_err(|error| poison.poison(&error));
                    drop(turn);
                    self.durable
                        .wake(&mut wakers, |waiting| waiting.until = synced);
                    // The marks come after the answers, while others write: they need not be ahead of anything.
                    match done {
                        Ok(()) => self.marks.note(&logged),
                        Err(_) => Ok(()),
                    }
                }
                Err(RecvTimeoutError::Timeout) => self.marks.write(),
                Err(RecvTimeoutError::Disconnected) => break,
            };
            if let Err(error) = noted {
                poison.poison(&error);
            }
        }
        if let Err(error) = self.marks.write() {
            poison.poison(&error);
        }
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
    use std::path::Path;

    use super::*;

    const COMMITS: u64 = 20;

    struct Log {
        syncer: Arc<Syncer>,
        marks: Arc<Marks>,
        poison: Arc<Poison>,
    }

    fn log_in(folder: &Path, for_others: Duration) -> Log {
        let disk = Arc::new(Disk::open(folder).unwrap());
        let marks = Arc::new(Marks::open(folder).unwrap());
        let poison = Arc::new(Poison::of("embedded store"));
        let start = (Arc::clone(&marks), Arc::clone(&poison));
        let syncer = Syncer::start(disk, start.0, start.1, for_others).unwrap();
        Log {
            syncer: Arc::new(syncer),
            marks,
            poison,
        }
    }

    #[tokio::test]
    async fn commits_wait_for_a_sync_and_share_the_next_one() {
        let folder = tempfile::tempdir().unwrap();
        let log = log_in(folder.path(), Duration::from_secs(3_600));
        // As a sync that runs does.
        let running = log.syncer.turns.write().await;
        let commits = (0..COMMITS).map(|_| {
            let (syncer, poison) = (Arc::clone(&log.syncer), Arc::clone(&log.poison));
            tokio::spawn(async move {
                let turn = syncer.turn().await;
                let ticket = syncer.written();
                drop(turn);
                syncer.wait(ticket, &poison).await.unwrap();
                syncer.durable.lock().until
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
        let folder = tempfile::tempdir().unwrap();
        let log = log_in(folder.path(), FOR_OTHERS);
        let long = log.syncer.turn().await;
        for _ in 0..COMMITS {
            let turn = log.syncer.turn().await;
            let ticket = log.syncer.written();
            drop(turn);
            log.syncer.wait(ticket, &log.poison).await.unwrap();
        }
        drop(long);
    }

    #[tokio::test]
    async fn marks_are_written_after_the_answers_and_before_the_end() {
        let folder = tempfile::tempdir().unwrap();
        let mark = || {
            let marks = Marks::open(folder.path()).unwrap();
            (0..=3)
                .rev()
                .find(|it| marks.check("shop", 1, *it).is_err())
        };
        let log = log_in(folder.path(), FOR_OTHERS);
        for sequence in 1..=3 {
            log.marks.logged(1, sequence);
            let ticket = log.syncer.written();
            log.syncer.wait(ticket, &log.poison).await.unwrap();
        }
        // Nobody writes any more, and they do not wait for the next sync.
        while mark() != Some(2) {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        log.marks.logged(1, 4);
        let ticket = log.syncer.written();
        log.syncer.wait(ticket, &log.poison).await.unwrap();
        drop(log);
        assert_eq!(mark(), Some(3));
    }

    #[tokio::test]
    async fn whoever_asks_again_waits_once_and_hears_of_the_end() {
        let durable = Durable::default();
        let context = Context::from_waker(Waker::noop());
        let (mut first, mut other, mut wakers) = (None, None, Vec::new());
        let poll = |place: &mut _, write| durable.poll(Ticket(write), place, &context);
        for _ in 0..3 {
            assert!(poll(&mut first, 2).is_pending() && poll(&mut other, 3).is_pending());
            assert_eq!(durable.lock().wakers.len(), 2);
        }
        durable.wake(&mut wakers, |waiting| waiting.until = 1);
        assert!(wakers.is_empty() && durable.lock().wakers.is_empty());
        // The sync did not cover them, so they wait for the next one.
        assert!(poll(&mut other, 3).is_pending() && poll(&mut first, 2).is_pending());
        assert_eq!(durable.lock().wakers.len(), 2);
        durable.wake(&mut wakers, |waiting| waiting.until = 2);
        assert_eq!(poll(&mut first, 2), Poll::Ready(true));
        assert!(poll(&mut other, 3).is_pending());
        drop(Ending(&durable));
        assert_eq!(poll(&mut other, 3), Poll::Ready(false));
        assert_eq!(poll(&mut first, 2), Poll::Ready(true));
    }
}
