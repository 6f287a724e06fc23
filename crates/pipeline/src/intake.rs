//! One committer shared by many callers: orders that arrive during a commit form the next batch. At quiet times an
//! order is committed at once; at peak times batches grow by themselves and the cost per order falls. A shop without
//! orders has no committer.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::Shop;
use ports::{Ledger, StoreError};
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;
use tracing::{Instrument as _, Span, trace_span};

use crate::committer::{CommitError, Committer, Durability, Summary};
use crate::trouble::Troubles;
use crate::{Buffer, Decoded, Trouble};

/// How many callers may wait; further ones wait outside the queue, so that memory stays bounded.
const MAX_WAITING: usize = 4_096;
/// A batch accepts further callers until it has this many item lines and refused events. This bounds the time that a
/// caller waits for others' orders. A store may set a lower limit to bound the time of one commit.
const FULL_BATCH: usize = 40_000;
/// Or until it has this many bytes of text: orders may be large, and text offsets in a batch have 32 bits. A single
/// caller's body is always far below that limit.
const FULL_BATCH_TEXT: usize = 256 * 1024 * 1024;

/// A committer ends if nothing arrives for this long, and the next order starts another one.
const QUIET: Duration = Duration::from_secs(60);

/// Orders could not be accepted.
#[derive(Clone, Debug, thiserror::Error)]
pub enum IntakeError {
    /// The commit failed, for all callers of its batch.
    #[error("orders could not be committed")]
    Commit(#[source] Arc<CommitError>),
    /// This caller's orders are too large for the store, and would be again.
    #[error("orders are more than the store accepts")]
    TooLarge(#[source] Arc<CommitError>),
    /// The server is shutting down, or its committer died.
    #[error("the intake is closed")]
    Closed,
}

impl IntakeError {
    /// Whether submitting the same orders later may succeed.
    pub fn is_retryable(&self) -> bool {
        match self {
            IntakeError::Commit(error) => error.is_retryable(),
            IntakeError::TooLarge(_) => false,
            IntakeError::Closed => true,
        }
    }
}

/// The entry point for a shop's orders. Cheap to clone.
#[derive(Clone)]
pub struct Intake {
    shop: Arc<Shop>,
    line: Arc<Mutex<Line>>,
    buffer: Option<Buffer>,
    store: Arc<dyn Ledger>,
    troubles: Arc<Troubles>,
    sources: Vec<Arc<Troubles>>,
}

impl std::fmt::Debug for Intake {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (shop, buffer) = (&self.shop.id, &self.buffer);
        f.debug_struct("Intake")
            .field("shop", shop)
            .field("buffer", buffer)
            .finish_non_exhaustive()
    }
}

/// The state of the shop's committer.
#[derive(Debug)]
enum Line {
    /// There is none: nothing arrived for a while.
    Quiet,
    Open(mpsc::Sender<Message>),
    /// The server is shutting down.
    Closed,
}

#[expect(
    clippy::large_enum_variant,
    reason = "all but the last message are of the large kind"
)]
#[derive(Debug)]
enum Message {
    Orders {
        decoded: Decoded,
        answer: oneshot::Sender<Result<Summary, IntakeError>>,
        /// The caller's span.
        span: Span,
    },
    Shutdown {
        done: oneshot::Sender<()>,
    },
}

impl Intake {
    /// The intake of a shop. Its first order starts the committer, as a task of the runtime at that time.
    pub fn start(shop: Arc<Shop>, store: Arc<dyn Ledger>) -> Intake {
        let troubles = Arc::new(Troubles::of_requests(&shop.id));
        Intake {
            shop,
            line: Arc::new(Mutex::new(Line::Quiet)),
            buffer: None,
            store,
            troubles,
            sources: Vec::new(),
        }
    }

    /// Adds sources that bring orders of this shop, so that their troubles are reported too.
    #[must_use]
    pub fn with_sources(mut self, sources: impl IntoIterator<Item = Arc<Troubles>>) -> Intake {
        self.sources.extend(sources);
        self
    }

    /// Adds a buffer for times when the store is away.
    #[must_use]
    pub fn with_buffer(mut self, buffer: Buffer) -> Intake {
        self.buffer = Some(buffer);
        self
    }

    /// The buffer, if there is one.
    pub fn buffer(&self) -> Option<&Buffer> {
        self.buffer.as_ref()
    }

    /// The shop it accepts orders for.
    pub fn shop(&self) -> &Arc<Shop> {
        &self.shop
    }

    /// Why the store refuses the shop's orders until somebody fixes something; still reported for a while after it is
    /// over. Covers requests, waiting orders, and sources.
    pub fn trouble(&self) -> Option<Trouble> {
        let waiting = self.buffer.as_ref().and_then(Buffer::trouble);
        let sources = self.sources.iter().filter_map(|it| it.newest());
        let all = waiting.into_iter().chain(self.troubles.newest());
        all.chain(sources).min_by_key(|trouble| trouble.is_over)
    }

    /// Why the shop's orders are refused now. Asks the store whether the cause of the last refusal is fixed: a server
    /// that gets no orders because it is not ready would never notice otherwise. A source keeps trying, and notices by
    /// itself.
    pub async fn standing_trouble(&self) -> Option<Trouble> {
        if self.troubles.standing().is_some() {
            match self.store.check_shop(&self.shop).await {
                Ok(()) => self.troubles.over(),
                Err(error) => self.troubles.failed(&error),
            }
        }
        self.trouble().filter(|trouble| !trouble.is_over)
    }

    /// Commits decoded events; when this returns they are durable.
    ///
    /// # Errors
    /// [`IntakeError`]; submitting the same events again is always safe.
    pub async fn submit(&self, decoded: Decoded) -> Result<Summary, IntakeError> {
        let (answer, answered) = oneshot::channel();
        let span = Span::current();
        let message = Message::Orders {
            decoded,
            answer,
            span,
        };
        let messages = self.messages().ok_or(IntakeError::Closed)?;
        let sent = messages.send(message).await;
        sent.map_err(|_| IntakeError::Closed)?;
        // Only callers that have not sent yet must keep the committer alive; those who wait for an answer need not.
        drop(messages);
        answered.await.map_err(|_| IntakeError::Closed)?
    }

    /// Finishes queued orders, and accepts no more.
    pub async fn shutdown(&self) {
        let line = std::mem::replace(&mut *lock(&self.line), Line::Closed);
        if let Line::Open(messages) = line {
            let (done, finished) = oneshot::channel();
            if messages.send(Message::Shutdown { done }).await.is_ok() {
                // An error means that the committer has already ended, which is the goal.
                let _ = finished.await;
            }
        }
        if let Some(buffer) = &self.buffer {
            buffer.shutdown().await;
        }
    }
}

impl Intake {
    /// The committer's queue; starts a committer if there is none.
    fn messages(&self) -> Option<mpsc::Sender<Message>> {
        let mut line = lock(&self.line);
        match &*line {
            Line::Open(messages) => return Some(messages.clone()),
            Line::Closed => return None,
            Line::Quiet => {}
        }
        let (messages, inbox) = mpsc::channel(MAX_WAITING);
        let way = Way {
            shop: Arc::clone(&self.shop),
            store: Arc::clone(&self.store),
            troubles: Arc::clone(&self.troubles),
            committer: None,
            is_unsure: false,
        };
        tokio::spawn(run(way, inbox, Arc::clone(&self.line)));
        *line = Line::Open(messages.clone());
        Some(messages)
    }
}

fn lock(line: &Mutex<Line>) -> MutexGuard<'_, Line> {
    // The value is only ever replaced, so a poisoned lock is harmless.
    line.lock().unwrap_or_else(PoisonError::into_inner)
}

type Answers = Vec<oneshot::Sender<Result<Summary, IntakeError>>>;

/// A shop's connection to the store.
struct Way {
    shop: Arc<Shop>,
    store: Arc<dyn Ledger>,
    troubles: Arc<Troubles>,
    committer: Option<Committer>,
    /// Whether the last commit failed: a store that is back may be another one.
    is_unsure: bool,
}

/// The next message; `None` at the end, or if nothing arrived for a while and the committer may end.
async fn next(
    way: &Way,
    inbox: &mut mpsc::Receiver<Message>,
    line: &Mutex<Line>,
) -> Option<Message> {
    loop {
        if let Ok(message) = inbox.try_recv() {
            return Some(message);
        }
        if let Ok(message) = timeout(QUIET, inbox.recv()).await {
            return message;
        }
        let mut line = lock(line);
        // The line itself holds one sender. A second one belongs to a caller that is about to send.
        let is_alone = matches!(&*line, Line::Open(messages) if messages.strong_count() == 1);
        if is_alone && inbox.is_empty() && !way.is_unsure {
            *line = Line::Quiet;
            return None;
        }
    }
}

async fn run(mut way: Way, mut inbox: mpsc::Receiver<Message>, line: Arc<Mutex<Line>>) {
    let full = FULL_BATCH.min(way.store.max_lines_per_commit() / 2);
    let mut shutdown = Vec::new();
    while let Some(message) = next(&way, &mut inbox, &line).await {
        let (mut batch, mut answers) = (Vec::new(), Answers::new());
        let (mut lines, mut rejects, mut text) = (0, 0, 0);
        let mut spans = Vec::new();
        let mut next = Some(message);
        while let Some(message) = next.take() {
            match message {
                Message::Orders {
                    decoded,
                    answer,
                    span,
                } => {
                    if !span.is_disabled() {
                        spans.push(span);
                    }
                    lines += decoded.line_count();
                    rejects += decoded.reject_count();
                    text += decoded.text_len();
                    batch.push(decoded);
                    answers.push(answer);
                    if lines + rejects < full && text < FULL_BATCH_TEXT {
                        next = inbox.try_recv().ok();
                    }
                }
                Message::Shutdown { done } => {
                    inbox.close();
                    shutdown.push(done);
                    next = inbox.try_recv().ok();
                }
            }
        }
        let span = commit_span(&way.shop, batch.len(), lines, &spans);
        drop(spans);
        way.commit(batch, answers).instrument(span).await;
    }
    // Only now is every caller answered who sent before the inbox was closed.
    for done in shutdown {
        // The caller of shutdown may be gone.
        let _ = done.send(());
    }
}

/// The span of a commit is a child of the first waiting caller's span, and linked to those of the others.
fn commit_span(shop: &Shop, callers: usize, lines: usize, spans: &[Span]) -> Span {
    let Some((first, others)) = spans.split_first() else {
        return Span::none();
    };
    let shop = shop.id.as_str();
    let span = trace_span!(target: crate::SPANS, parent: first, "commit", shop, callers, lines);
    for other in others {
        span.follows_from(other.id());
    }
    span
}

impl Way {
    async fn commit(&mut self, batch: Vec<Decoded>, answers: Answers) {
        if batch.is_empty() {
            return;
        }
        match self.try_commit(batch).await {
            Ok(summaries) => {
                self.troubles.over();
                for (answer, summary) in answers.into_iter().zip(summaries) {
                    // A caller that disconnected does not need its answer.
                    let _ = answer.send(Ok(summary));
                }
            }
            Err(error) => {
                tracing::error!(shop = %self.shop.id, error = &error as &dyn std::error::Error, "commit failed");
                self.is_unsure = true;
                if let Some(error) = error.store() {
                    self.troubles.failed(error);
                }
                // With several callers nobody knows whose orders are too large: they try again.
                let is_own_fault = error.is_too_large() && answers.len() == 1;
                let error = Arc::new(error);
                for answer in answers {
                    let error = Arc::clone(&error);
                    let _ = answer.send(Err(if is_own_fault {
                        IntakeError::TooLarge(error)
                    } else {
                        IntakeError::Commit(error)
                    }));
                }
            }
        }
    }

    /// Creates the committer if there is none yet: the store may have been away at the start.
    async fn try_commit(&mut self, batch: Vec<Decoded>) -> Result<Vec<Summary>, CommitError> {
        if self.is_unsure {
            let checked = self.store.check_shop(&self.shop).await;
            // Whatever the answer, nothing was sent yet.
            checked.map_err(StoreError::refused)?;
            self.is_unsure = false;
        }
        let committer = match &mut self.committer {
            Some(committer) => committer,
            None => {
                let (shop, store) = (Arc::clone(&self.shop), Arc::clone(&self.store));
                let opened = Committer::new(shop, store).await;
                self.committer.insert(opened.map_err(StoreError::refused)?)
            }
        };
        committer.commit(batch, Durability::Now).await
    }
}
