//! The intake buffer: orders that the store cannot take now wait on this machine's disk.
//!
//! A shop's orders go straight to the store as long as nothing is waiting. Once a commit fails, they go into a durable
//! [queue](ports::RecordQueue), and so does everything after them until the queue is empty again: orders reach the
//! store in the sequence of their arrival. One task per shop drains its line into the store in batches, and removes
//! what the store has.
//!
//! **Exactly once.** The progress of draining is a source position, committed in the same atomic step as the orders. A
//! process that dies between a commit and the removal notices that at the next start, and a store that lost its last
//! writes in a failover also lost the position. Orders would count only once without it; it prevents duplicate rejects,
//! and late rejects of orders that were counted in time.
//!
//! **Not forever.** Waiting helps while the store is away. A problem that somebody has to fix (another format, another
//! time zone, a key of another type) is a [`Trouble`]: the orders in the line wait, and no more are accepted.
//!
//! **Bounded.** A full line refuses, and the sender is asked to try again. So does one whose disk fails, until it works
//! again.

mod drain;
mod meters;
pub(crate) mod record;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::{Shop, Timestamp};
use ports::{ErrorKind, Held, Ledger, NewRecord, RecordQueue, StoreError, caught};
use tokio::sync::{Notify, mpsc, oneshot};
use tokio::task::JoinHandle;

use self::meters::Meters;
use crate::trouble::Troubles;
use crate::{Decoded, FieldCounts, RejectedEvent, Trouble};

/// How many callers may wait to be written together.
const MAX_WAITING: usize = 4_096;

/// A shop's line in the buffer. Cheap to clone.
#[derive(Clone)]
pub struct Buffer(Arc<Line>);

/// A shop's waiting orders and their totals.
struct Line {
    shop: Arc<Shop>,
    queue: Arc<dyn RecordQueue>,
    max_bytes: u64,
    held: Mutex<Held>,
    /// Whether the shop is open in the store: until then, no order may bypass the line.
    is_open: AtomicBool,
    /// Why the line cannot be drained until somebody fixes something.
    troubles: Troubles,
    meters: Meters,
    /// Whether there was no room for the last records, and nothing was removed since.
    is_full: AtomicBool,
    /// Whether records of the line could not be read, and their loss is in the store.
    has_lost: AtomicBool,
    /// Notified when something was put in.
    filled: Notify,
    writer: mpsc::Sender<Write>,
    /// Both tasks have one: each may be anywhere when it is asked to stop.
    stop_draining: Notify,
    stop_writing: Notify,
    tasks: Mutex<Vec<JoinHandle<()>>>,
}

/// One caller's records.
struct Write {
    records: Vec<NewRecord>,
    written: oneshot::Sender<Result<(), BufferError>>,
}

/// The content of a shop's line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BufferStatus {
    /// The number of waiting orders.
    pub orders: u64,
    /// Their size in bytes.
    pub bytes: u64,
    /// The most bytes it accepts.
    pub max_bytes: u64,
    /// When the oldest arrived.
    pub oldest: Option<Timestamp>,
}

/// The events that were put into the buffer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Buffered {
    /// The number of orders now on disk. Whether they are new, known or too late is decided when the store gets them.
    pub orders: u64,
    /// Events refused whatever the store's content. They are on disk as well, and will become rejects.
    pub rejected: Vec<RejectedEvent>,
    /// Ignored values of valid orders, whose type has no meaning here.
    pub ignored: FieldCounts,
}

/// Why the buffer accepts no orders now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BufferRefusal {
    /// There was no room for the last ones.
    Full,
    /// Its disk fails, with the reason for people.
    Failed(String),
}

/// The buffer did not accept orders; none of the request is in it, as far as it knows.
#[derive(Clone, Debug, thiserror::Error)]
pub enum BufferError {
    /// It is full.
    #[error("the intake buffer is full")]
    Full,
    /// Its disk failed.
    #[error("the intake buffer cannot be written")]
    Failed(#[source] Arc<StoreError>),
    /// The server is shutting down.
    #[error("the intake buffer is closed")]
    Closed,
}

impl Buffer {
    /// Starts a shop's line over a queue: finds the records waiting there and drains them into the store. `held` is
    /// what the queue [holds](RecordQueue::held) for this shop. If the shop is not yet open in the store (`is_open`),
    /// the line opens it as soon as it can.
    pub fn start(
        shop: Arc<Shop>,
        store: Arc<dyn Ledger>,
        queue: Arc<dyn RecordQueue>,
        held: Held,
        max_bytes: u64,
        is_open: bool,
    ) -> Buffer {
        let (writer, inbox) = mpsc::channel(MAX_WAITING);
        let line = Arc::new(Line {
            troubles: Troubles::of_buffer(&shop.id),
            meters: Meters::of(&shop.id),
            shop,
            queue,
            max_bytes,
            held: Mutex::new(held),
            is_open: AtomicBool::new(is_open),
            is_full: AtomicBool::new(false),
            has_lost: AtomicBool::new(false),
            filled: Notify::new(),
            writer,
            stop_draining: Notify::new(),
            stop_writing: Notify::new(),
            tasks: Mutex::default(),
        });
        line.show();
        let drain = tokio::spawn(drain::run(Arc::clone(&line), store));
        let write = tokio::spawn(write_all(Arc::clone(&line), inbox));
        *lock(&line.tasks) = vec![drain, write];
        Buffer(line)
    }

    /// Whether orders have to wait, because others do or because the store has not been reached since the start.
    pub fn is_in_use(&self) -> bool {
        !self.0.is_open.load(Ordering::Acquire) || lock(&self.0.held).records > 0
    }

    /// Why the line cannot be drained until somebody fixes something; still reported for a while after it is over.
    pub fn trouble(&self) -> Option<Trouble> {
        self.0.troubles.newest()
    }

    /// Why the line accepts nothing now.
    pub fn standing_trouble(&self) -> Option<Trouble> {
        self.0.troubles.standing()
    }

    /// Appends decoded events to the line; when this returns they are durable.
    ///
    /// # Errors
    /// [`BufferError`]; sending the same events again is always safe.
    pub async fn keep(&self, mut decoded: Decoded) -> Result<Buffered, BufferError> {
        let records = record::write(&decoded);
        let place = self.0.writer.reserve().await;
        let place = place.map_err(|_| BufferError::Closed)?;
        // No await between here and `send`: a caller that disconnected in between would leave records counted that
        // never come.
        self.0.reserve(&records)?;
        let (written, answer) = oneshot::channel();
        place.send(Write { records, written });
        answer.await.map_err(|_| BufferError::Closed)??;
        let orders = decoded.order_count() as u64;
        self.0.meters.ignored(&decoded.seen.ignored);
        Ok(Buffered {
            orders,
            ignored: decoded.seen.ignored,
            rejected: decoded.take_rejected(),
        })
    }

    /// What the names of buffers among the sources begin with.
    pub const SOURCE: &str = "buffer:";

    /// Whether records were lost, because the disk damaged them, since the server began.
    pub fn has_lost(&self) -> bool {
        self.0.has_lost.load(Ordering::Relaxed)
    }

    /// Its name among the sources of orders, under which the store keeps its position and its losses.
    pub fn source(&self) -> String {
        self.0.source()
    }

    /// What it holds, also once it is shut down.
    pub fn held(&self) -> Held {
        *lock(&self.0.held)
    }

    /// The current content.
    pub fn status(&self) -> BufferStatus {
        let held = self.held();
        BufferStatus {
            orders: held.orders,
            bytes: held.bytes,
            max_bytes: self.0.max_bytes,
            oldest: held.oldest,
        }
    }

    /// Why it accepts no orders now. This passes by itself once the cause is gone.
    pub fn refusal(&self) -> Option<BufferRefusal> {
        let line = &self.0;
        let failure = line.queue.failure().map(BufferRefusal::Failed);
        let refusal = failure.or_else(|| {
            // A single request may be larger than an empty line.
            let is_full = self.is_in_use() && line.is_full.load(Ordering::Acquire);
            is_full.then_some(BufferRefusal::Full)
        });
        line.meters.refuses(refusal.is_some());
        refusal
    }

    /// Stops draining after the current batch, and accepts no more. Waiting records are drained after the next start.
    pub async fn shutdown(&self) {
        self.0.stop_draining.notify_one();
        self.0.stop_writing.notify_one();
        let tasks = std::mem::take(&mut *lock(&self.0.tasks));
        for task in tasks {
            // A panic has reported itself.
            let _ = task.await;
        }
    }
}

impl std::fmt::Debug for Buffer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (shop, status) = (&self.0.shop.id, self.status());
        f.debug_struct("Buffer")
            .field("shop", shop)
            .field("status", &status)
            .finish()
    }
}

impl Line {
    /// Counts records as held before they are written, so that no later order bypasses them.
    fn reserve(&self, records: &[NewRecord]) -> Result<(), BufferError> {
        let size: u64 = records.iter().map(|it| it.bytes.len() as u64).sum();
        let mut held = lock(&self.held);
        if held.bytes + size > self.max_bytes {
            self.is_full.store(true, Ordering::Release);
            return Err(BufferError::Full);
        }
        self.is_full.store(false, Ordering::Release);
        records.iter().for_each(|record| held.add(record));
        Ok(())
    }

    /// Subtracts removed records.
    fn forget(&self, gone: Held) {
        let mut held = lock(&self.held);
        held.records = held.records.saturating_sub(gone.records);
        held.orders = held.orders.saturating_sub(gone.orders);
        held.bytes = held.bytes.saturating_sub(gone.bytes);
        if held.records == 0 {
            held.oldest = None;
        }
        self.is_full.store(false, Ordering::Release);
        drop(held);
        self.show();
    }

    /// Its name among the sources of orders.
    fn source(&self) -> String {
        format!("{}{}", Buffer::SOURCE, self.queue.id())
    }

    fn show(&self) {
        let held = *lock(&self.held);
        self.meters.show(&held);
    }
}

/// Writes everything that is waiting together, so that many callers share one sync.
async fn write_all(line: Arc<Line>, mut inbox: mpsc::Receiver<Write>) {
    let (mut waiting, mut fails) = (Vec::new(), false);
    loop {
        tokio::select! {
            biased;
            received = inbox.recv_many(&mut waiting, MAX_WAITING) => if received == 0 { return },
            () = line.stop_writing.notified() => {
                // What is reserved is written before the end.
                inbox.close();
                continue;
            }
        }
        let (records, answers): (Vec<_>, Vec<_>) = waiting
            .drain(..)
            .map(|write| (write.records, write.written))
            .unzip();
        let records: Vec<NewRecord> = records.into_iter().flatten().collect();
        let mut batch = Held::default();
        records.iter().for_each(|record| batch.add(record));
        let result = caught(line.queue.append(&line.shop.id, records)).await;
        let result = result.unwrap_or_else(|panicked| {
            let error = StoreError::new(ErrorKind::Unavailable, "the queue failed");
            Err(error.because(panicked))
        });
        let result = result.map_err(|error| {
            // Not for each order, as long as it lasts.
            if !std::mem::replace(&mut fails, true) {
                tracing::error!(
                    shop = %line.shop.id, error = &error as &dyn std::error::Error,
                    "the intake buffer cannot be written; it takes orders again when it can"
                );
            }
            line.forget(batch);
            BufferError::Failed(Arc::new(error))
        });
        if result.is_ok() {
            fails = false;
            line.meters.taken(batch.orders);
            line.show();
            line.filled.notify_one();
        }
        for answer in answers {
            // A caller that disconnected does not need its answer.
            let _ = answer.send(result.clone());
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Nothing panics while the lock is held.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
