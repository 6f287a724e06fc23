//! Who commits a shop's orders, and who waits.
//!
//! A caller who meets nobody else commits its own orders itself: with thousands of shops nearly all do, and a task that
//! they would hand their orders to costs as much as a part of the commit. Those who come meanwhile wait, and a task
//! commits theirs, as one batch after the other, until nobody waits any more.

use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::{Context, Poll};
use std::time::Duration;

use domain::Shop;
use ports::Ledger;
use tokio::runtime::Handle;
use tokio::sync::{Semaphore, SemaphorePermit, oneshot};
use tracing::Span;

use super::error::IntakeError;
use super::way::Way;
use crate::Decoded;
use crate::committer::Summary;
use crate::trouble::Troubles;

/// How many callers may wait; further ones wait outside the queue, so that memory stays bounded if callers hang up.
const MAX_WAITING: usize = 4_096;
/// A batch accepts further callers until it has this many item lines and refused events. This bounds the time that a
/// caller waits for others' orders. A store may set a lower limit to bound the time of one commit.
const FULL_BATCH: usize = 40_000;
/// Or until it has this many bytes of text: orders may be large, and text offsets in a batch have 32 bits. A single
/// caller's body is always far below that limit.
const FULL_BATCH_TEXT: usize = 256 * 1024 * 1024;
/// Memory for more callers than this is not kept after a peak.
const KEPT: usize = 128;

/// A committer is dropped if nothing arrives for this long, and the next order makes another one.
const QUIET: Duration = Duration::from_secs(60);

pub(super) struct Line {
    shop: Arc<Shop>,
    store: Arc<dyn Ledger>,
    troubles: Arc<Troubles>,
    /// Free places in the queue.
    room: Semaphore,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// `None` = somebody commits, or nobody has for a while.
    way: Option<Box<Way>>,
    /// Whether somebody commits.
    is_taken: bool,
    /// Whether the server is shutting down.
    is_closed: bool,
    waiting: VecDeque<Waiting>,
    /// Who waits until nobody commits any more.
    leaving: Vec<oneshot::Sender<()>>,
    /// Whether a task drops the way after a quiet time, and whether it was used since that task looked.
    is_watched: bool,
    was_used: bool,
}

type Answer = Result<Summary, IntakeError>;

struct Waiting {
    orders: Decoded,
    span: Span,
    answer: oneshot::Sender<Answer>,
}

/// Where a caller is.
pub(super) enum Place {
    /// Nobody else commits.
    First(Finishing),
    /// Its orders are in the queue.
    Behind(oneshot::Receiver<Answer>),
    /// The server is shutting down.
    Outside,
}

impl Line {
    pub(super) fn new(shop: Arc<Shop>, store: Arc<dyn Ledger>, troubles: Arc<Troubles>) -> Line {
        Line {
            shop,
            store,
            troubles,
            room: Semaphore::new(MAX_WAITING),
            state: Mutex::default(),
        }
    }

    /// Takes a caller's orders.
    pub(super) async fn enter(self: &Arc<Line>, orders: Decoded, span: Span) -> Place {
        let mut room = None;
        loop {
            {
                let mut state = self.lock();
                if state.is_closed {
                    return Place::Outside;
                }
                if !state.is_taken {
                    state.is_taken = true;
                    let way = state.way.take();
                    drop(state);
                    return Place::First(self.commit_own(way, orders, span));
                }
                // Only those who wait need room: whoever meets nobody does not look for it.
                if let Some(room) = room.take().or_else(|| self.room.try_acquire().ok()) {
                    let (answer, answered) = oneshot::channel();
                    state.waiting.push_back(Waiting {
                        orders,
                        span,
                        answer,
                    });
                    // It is free again once the orders leave the queue.
                    SemaphorePermit::forget(room);
                    return Place::Behind(answered);
                }
            }
            match self.room.acquire().await {
                Ok(free) => room = Some(free),
                Err(_) => return Place::Outside,
            }
        }
    }

    fn commit_own(
        self: &Arc<Line>,
        way: Option<Box<Way>>,
        orders: Decoded,
        span: Span,
    ) -> Finishing {
        let turn = Turn {
            way: way.unwrap_or_else(|| self.make_way()),
            hold: Hold {
                line: Arc::clone(self),
                is_over: false,
            },
        };
        Finishing(Some(Box::pin(turn.commit_own(orders, span))))
    }

    fn make_way(&self) -> Box<Way> {
        let (shop, store) = (Arc::clone(&self.shop), Arc::clone(&self.store));
        Box::new(Way::new(shop, store, Arc::clone(&self.troubles)))
    }

    /// Lets nobody in any more; returns what to wait for until nobody commits.
    pub(super) fn close(&self) -> Option<oneshot::Receiver<()>> {
        let mut state = self.lock();
        state.is_closed = true;
        if !state.is_taken {
            state.way = None;
            return None;
        }
        let (done, finished) = oneshot::channel();
        state.leaving.push(done);
        Some(finished)
    }

    /// Drops the way if nobody used it since the last look; returns whether it is gone.
    fn rest(&self) -> bool {
        let mut state = self.lock();
        let was_used = std::mem::take(&mut state.was_used);
        let is_unsure = state.way.as_ref().is_some_and(|way| way.is_unsure);
        if was_used || state.is_taken || is_unsure {
            return false;
        }
        state.is_watched = false;
        state.way = None;
        state.waiting = VecDeque::new();
        true
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing panics while the lock is held.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Lets a line rest after a quiet time.
async fn watch(line: Weak<Line>) {
    loop {
        tokio::time::sleep(QUIET).await;
        if line.upgrade().is_none_or(|line| line.rest()) {
            return;
        }
    }
}

/// The orders of some callers.
#[derive(Default)]
struct Batch {
    orders: Vec<Decoded>,
    spans: Vec<Span>,
    answers: Vec<oneshot::Sender<Answer>>,
}

impl Batch {
    fn push(&mut self, orders: Decoded, span: Span) {
        if !span.is_disabled() {
            self.spans.push(span);
        }
        self.orders.push(orders);
    }

    /// Takes callers from the queue until it is full.
    fn fill(&mut self, waiting: &mut VecDeque<Waiting>, full: usize) {
        let (mut size, mut text) = (0, 0);
        self.orders.reserve(waiting.len());
        self.answers.reserve(waiting.len());
        while size < full
            && text < FULL_BATCH_TEXT
            && let Some(next) = waiting.pop_front()
        {
            size += next.orders.line_count() + next.orders.reject_count();
            text += next.orders.text_len();
            self.push(next.orders, next.span);
            self.answers.push(next.answer);
        }
        if waiting.is_empty() {
            waiting.shrink_to(KEPT);
        }
    }
}

/// The turn of the one who commits.
struct Turn {
    way: Box<Way>,
    hold: Hold,
}

impl Turn {
    async fn commit_own(mut self, orders: Decoded, span: Span) -> Answer {
        let mut own = Batch::default();
        own.push(orders, span);
        let summaries = self.way.commit(own.orders, own.spans).await;
        if let Some((turn, batch)) = self.next() {
            tokio::spawn(turn.commit_others(batch));
        }
        summaries?.pop().ok_or(IntakeError::Closed)
    }

    async fn commit_others(mut self, mut batch: Batch) {
        loop {
            let summaries = self.way.commit(batch.orders, batch.spans).await;
            // Those who disconnected do not need their answer.
            match summaries {
                Ok(summaries) => {
                    for (answer, summary) in batch.answers.into_iter().zip(summaries) {
                        let _ = answer.send(Ok(summary));
                    }
                }
                Err(error) => {
                    for answer in batch.answers {
                        let _ = answer.send(Err(error.clone()));
                    }
                }
            }
            match self.next() {
                Some(next) => (self, batch) = next,
                None => return,
            }
        }
    }

    /// The next batch; `None` = nobody waits, and the turn is over.
    fn next(self) -> Option<(Turn, Batch)> {
        let Turn { way, mut hold } = self;
        let line = Arc::clone(&hold.line);
        let mut state = line.lock();
        let mut batch = Batch::default();
        let full = FULL_BATCH.min(line.store.max_lines_per_commit() / 2);
        batch.fill(&mut state.waiting, full);
        line.room.add_permits(batch.answers.len());
        if !batch.orders.is_empty() {
            return Some((Turn { way, hold }, batch));
        }
        hold.is_over = true;
        state.is_taken = false;
        if state.is_closed {
            for done in state.leaving.drain(..) {
                // The caller of shutdown may be gone.
                let _ = done.send(());
            }
            return None;
        }
        state.way = Some(way);
        state.was_used = std::mem::replace(&mut state.is_watched, true);
        if !state.was_used {
            tokio::spawn(watch(Arc::downgrade(&line)));
        }
        None
    }
}

/// Closes the line if its holder ends otherwise than with its turn: the runtime is ending.
struct Hold {
    line: Arc<Line>,
    is_over: bool,
}

impl Drop for Hold {
    fn drop(&mut self) {
        if self.is_over {
            return;
        }
        let mut state = self.line.lock();
        state.is_closed = true;
        state.is_taken = false;
        self.line.room.close();
        let gone = (
            std::mem::take(&mut state.waiting),
            std::mem::take(&mut state.leaving),
        );
        drop(state);
        drop(gone);
    }
}

/// The commit of a caller's own orders. If the caller hangs up, it goes on as a task: an order that was sent is counted,
/// and nobody who waits behind it is left alone.
pub(super) struct Finishing(Option<Pin<Box<dyn Future<Output = Answer> + Send>>>);

impl Future for Finishing {
    type Output = Answer;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Answer> {
        // Taken out meanwhile, because one that panics must not go on.
        let Some(mut work) = self.0.take() else {
            return Poll::Ready(Err(IntakeError::Closed));
        };
        let polled = work.as_mut().poll(context);
        if polled.is_pending() {
            self.0 = Some(work);
        }
        polled
    }
}

impl Drop for Finishing {
    fn drop(&mut self) {
        // Without a runtime, the process is ending.
        if let Some(work) = self.0.take()
            && let Ok(runtime) = Handle::try_current()
        {
            runtime.spawn(work);
        }
    }
}
