//! One committer shared by many callers: orders that arrive during a commit form the next batch. At quiet times an
//! order is committed at once, by its caller; at peak times batches grow by themselves and the cost per order falls. A
//! shop without orders has no committer.

mod error;
mod line;
mod way;

use std::sync::Arc;

use domain::Shop;
use ports::Ledger;
use tracing::Span;

pub use self::error::IntakeError;
use self::line::{Line, Place};
use crate::committer::Summary;
use crate::trouble::Troubles;
use crate::{Buffer, Decoded, Trouble};

/// The entry point for a shop's orders. Cheap to clone.
#[derive(Clone)]
pub struct Intake {
    shop: Arc<Shop>,
    line: Arc<Line>,
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

impl Intake {
    /// The intake of a shop. Its first order makes the committer.
    pub fn start(shop: Arc<Shop>, store: Arc<dyn Ledger>) -> Intake {
        let troubles = Arc::new(Troubles::of_requests(&shop.id));
        let line = Line::new(Arc::clone(&shop), Arc::clone(&store), Arc::clone(&troubles));
        Intake {
            shop,
            line: Arc::new(line),
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

    /// Commits decoded events; when this returns they are durable. They are committed as well if nobody waits for that.
    ///
    /// # Errors
    /// [`IntakeError`]; submitting the same events again is always safe.
    pub async fn submit(&self, decoded: Decoded) -> Result<Summary, IntakeError> {
        match self.line.enter(decoded, Span::current()).await {
            Place::First(own) => own.await,
            Place::Behind(answered) => answered.await.map_err(|_| IntakeError::Closed)?,
            Place::Outside => Err(IntakeError::Closed),
        }
    }

    /// Finishes queued orders, and accepts no more.
    pub async fn shutdown(&self) {
        if let Some(finished) = self.line.close() {
            // An error means that nobody commits any more, which is the goal.
            let _ = finished.await;
        }
        if let Some(buffer) = &self.buffer {
            buffer.shutdown().await;
        }
    }
}
