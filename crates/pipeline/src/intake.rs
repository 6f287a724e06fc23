//! One committer shared by many callers: what arrives while a commit is in flight is the next
//! batch. On a quiet day an order is committed at once; at the peak batches grow by themselves and
//! the cost of an order falls. A shop without orders has no committer.

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

/// How many callers may wait; further ones wait to be let in, so that memory stays bounded.
const MAX_WAITING: usize = 4_096;
/// A batch takes further callers in until it has this many item lines and refused events: it bounds the time a caller
/// waits for others' orders, and, where the store says less, the time it is busy with one commit.
const FULL_BATCH: usize = 40_000;
/// Or this many bytes of text: orders may be large, and a batch's places in its text have 32 bits.
/// A single caller's body is always far smaller than those allow.
const FULL_BATCH_TEXT: usize = 256 * 1024 * 1024;

/// A committer ends when nothing came for so long, and the next order starts another one.
const QUIET: Duration = Duration::from_secs(60);

/// An order could not be taken in.
#[derive(Clone, Debug, thiserror::Error)]
pub enum IntakeError {
    /// The commit failed, for all callers of its batch.
    #[error("orders could not be committed")]
    Commit(#[source] Arc<CommitError>),
    /// This caller's orders are more than the store takes, and would be again.
    #[error("orders are more than the store accepts")]
    TooLarge(#[source] Arc<CommitError>),
    /// The server is shutting down, or its committer died.
    #[error("the intake is closed")]
    Closed,
}

impl IntakeError {
    /// Whether the same orders may be taken later without anybody doing anything.
    pub fn is_retryable(&self) -> bool {
        match self {
            IntakeError::Commit(error) => error.is_retryable(),
            IntakeError::TooLarge(_) => false,
            IntakeError::Closed => true,
        }
    }
}

/// The way in for a shop's orders. Cheap to clone.
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

/// The way to the shop's committer.
#[derive(Debug)]
enum Line {
    /// There is none: nothing came for a while.
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
        /// What the caller is doing.
        span: Span,
    },
    Shutdown {
        done: oneshot::Sender<()>,
    },
}

impl Intake {
    /// The way in for a shop. The first order starts its committer, as a task of the runtime then.
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

    /// The same way in, which also tells of the trouble of sources that bring orders of this shop.
    #[must_use]
    pub fn with_sources(mut self, sources: impl IntoIterator<Item = Arc<Troubles>>) -> Intake {
        self.sources.extend(sources);
        self
    }

    /// The same way in, with a buffer beside it for when the store is away.
    #[must_use]
    pub fn with_buffer(mut self, buffer: Buffer) -> Intake {
        self.buffer = Some(buffer);
        self
    }

    /// Where orders wait that the store cannot take, if there is such a place.
    pub fn buffer(&self) -> Option<&Buffer> {
        self.buffer.as_ref()
    }

    /// The shop it takes orders for.
    pub fn shop(&self) -> &Arc<Shop> {
        &self.shop
    }

    /// Why the store refuses the shop's orders until somebody mends it, also for a while after that
    /// is over: of requests, of what waits, or of a source.
    pub fn trouble(&self) -> Option<Trouble> {
        let waiting = self.buffer.as_ref().and_then(Buffer::trouble);
        let sources = self.sources.iter().filter_map(|it| it.newest());
        let all = waiting.into_iter().chain(self.troubles.newest());
        all.chain(sources).min_by_key(|trouble| trouble.is_over)
    }

    /// Why the shop's orders are refused now. Asks the store whether what refused the last ones is
    /// mended: a server that gets no orders because it is not ready would never find out. A source
    /// goes on trying, and finds out by itself.
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
    /// [`IntakeError`]; submitting the same events again is always right.
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
        // Who is on the way in keeps the committer from ending; who waits for an answer need not.
        drop(messages);
        answered.await.map_err(|_| IntakeError::Closed)?
    }

    /// Finishes what is queued and takes no more.
    pub async fn shutdown(&self) {
        let line = std::mem::replace(&mut *lock(&self.line), Line::Closed);
        if let Line::Open(messages) = line {
            let (done, finished) = oneshot::channel();
            if messages.send(Message::Shutdown { done }).await.is_ok() {
                // An error means that the committer is gone already, which is what was asked for.
                let _ = finished.await;
            }
        }
        if let Some(buffer) = &self.buffer {
            buffer.shutdown().await;
        }
    }
}

impl Intake {
    /// To the committer, which is started if there is none.
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
    // It is only ever replaced.
    line.lock().unwrap_or_else(PoisonError::into_inner)
}

type Answers = Vec<oneshot::Sender<Result<Summary, IntakeError>>>;

/// A shop's way into the store.
struct Way {
    shop: Arc<Shop>,
    store: Arc<dyn Ledger>,
    troubles: Arc<Troubles>,
    committer: Option<Committer>,
    /// Whether the last commit failed: the store that is back may be another one.
    is_unsure: bool,
}

/// The next message; `None` at the end, or when nothing came for a while and the committer may go.
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
        // The line's own sender is one. With another somebody is on his way in.
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
    // Only now is nobody left who was let in before the inbox was closed.
    for done in shutdown {
        // Whoever asked may be gone.
        let _ = done.send(());
    }
}

/// A commit is a part of the trace of the first caller that waits for it, and linked to those of the
/// others.
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
                    // A caller that hung up has no use for its answer.
                    let _ = answer.send(Ok(summary));
                }
            }
            Err(error) => {
                tracing::error!(shop = %self.shop.id, error = &error as &dyn std::error::Error, "commit failed");
                self.is_unsure = true;
                if let Some(error) = error.store() {
                    self.troubles.failed(error);
                }
                // Of several callers nobody knows whose orders are too many: they try again.
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

    /// Opens the committer when there is none yet: the store may have been away at the start.
    async fn try_commit(&mut self, batch: Vec<Decoded>) -> Result<Vec<Summary>, CommitError> {
        if self.is_unsure {
            let checked = self.store.check_shop(&self.shop).await;
            // Whatever came of asking, nothing was sent.
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
