//! Commits what was read, together with the position after it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::PositionChange;
use pipeline::{CommitError, Committer, Decoded, Durability, Origin};
use ports::{Loss, StoreError};
use telemetry::catalogue::{SOURCE_LOST, SOURCE_RECORDS};
use telemetry::labels::OfSource;

use super::{Batch, Connector, Context, Failure, Reader};

/// About how many bytes of JSON an item line has, with its share of the order.
const BYTES_OF_LINE: usize = 64;

/// Makes a reader's commits and knows the partition's position.
pub struct Commits {
    context: Context,
    committer: Committer,
    /// The store's name of a partition's position.
    name_of: Arc<dyn Fn(&str) -> String + Send + Sync>,
    source: String,
    label: String,
    own: String,
    position: Option<String>,
    /// When it was known to be the store's, and for how long that counts.
    seen: Instant,
    trusted: Duration,
}

impl Commits {
    /// Reads a partition's position from the store.
    pub(super) async fn open<C: Connector>(
        connector: &Arc<C>,
        context: &Context,
        partition: &str,
    ) -> Result<Commits, StoreError> {
        let own = connector.position_name(partition);
        let position = context.ledger.position(&context.shop, &own).await?;
        let (shop, ledger) = (Arc::clone(&context.shop), Arc::clone(&context.ledger));
        let naming = Arc::clone(connector);
        Ok(Commits {
            committer: Committer::new(shop, ledger).await?,
            name_of: Arc::new(move |partition| naming.position_name(partition)),
            source: connector.name(),
            label: connector.label(partition),
            context: context.clone(),
            own,
            position,
            seen: Instant::now(),
            trusted: connector.trusts_for(),
        })
    }

    /// The partition's position; `None` if nothing of it has been committed.
    pub fn position(&self) -> Option<&str> {
        self.position.as_deref()
    }

    /// The position of another partition.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn position_of(&self, partition: &str) -> Result<Option<String>, StoreError> {
        let name = (self.name_of)(partition);
        self.context
            .ledger
            .position(&self.context.shop, &name)
            .await
    }

    /// The current time.
    pub fn now(&self) -> domain::Timestamp {
        (self.context.clock)()
    }

    /// Commits as many of the first records as fill a commit, together with a partition's new position. `before` is its
    /// current one; `after` returns the new one for the last record of the commit, if there is one. Returns the new
    /// position.
    ///
    /// # Errors
    /// See [`CommitError`].
    pub async fn commit<R: Reader>(
        &mut self,
        reader: &R,
        records: &[R::Record],
        partition: &str,
        before: Option<String>,
        after: impl FnOnce(Option<&R::Record>) -> String + Send,
    ) -> Result<String, CommitError> {
        let full = self.committer.full_batch_lines();
        let (mut batch, mut last) = (self.batch(0), None);
        for record in records {
            reader.decode(&self.context.shop, record, &mut batch);
            last = Some(record);
            if batch.line_count() >= full {
                break;
            }
        }
        let (name, after) = ((self.name_of)(partition), after(last));
        self.advance(batch, name, before, after.clone()).await?;
        Ok(after)
    }

    /// An empty batch, with room for the orders in this many bytes.
    fn batch(&self, bytes: usize) -> Batch {
        let now = self.now();
        let source = &self.label;
        Batch::new(Decoded::new(Origin { source, now }).expecting(bytes), now)
    }

    /// Commits records of about so many bytes in parts that the store can take at once, each with the position after it,
    /// and acknowledges each part.
    pub(super) async fn take<R: Reader>(
        &mut self,
        reader: &mut R,
        records: &[R::Record],
        bytes: usize,
    ) -> Result<(), Failure> {
        let full = self.committer.full_batch_lines();
        let of_part = bytes.min(full.saturating_mul(BYTES_OF_LINE));
        let (mut batch, mut first) = (self.batch(of_part), 0);
        for (index, record) in records.iter().enumerate() {
            reader.decode(&self.context.shop, record, &mut batch);
            if index + 1 < records.len() && batch.line_count() < full {
                continue;
            }
            let part = &records[first..=index];
            let is_last = index + 1 == records.len();
            let next = self.batch(if is_last { 0 } else { of_part });
            let done = std::mem::replace(&mut batch, next);
            let after = reader.position(self.position(), part).await?;
            match &after {
                Some(after) => self.move_to(done, after.clone()).await?,
                None => {
                    let batches = done.into_batches();
                    self.committer.commit(batches, Durability::Now).await?;
                }
            }
            reader.acknowledge(after.as_deref(), part).await?;
            first = index + 1;
        }
        let counter = SOURCE_RECORDS.series(OfSource::new(&*self.label));
        counter.add(records.len() as u64);
        Ok(())
    }

    /// Moves the partition's position to its end.
    pub(super) async fn end(&mut self, position: String) -> Result<(), CommitError> {
        self.move_to(self.batch(0), position).await
    }

    async fn move_to(&mut self, batch: Batch, after: String) -> Result<(), CommitError> {
        let (own, before) = (self.own.clone(), self.position.clone());
        self.advance(batch, own, before, after).await
    }

    async fn advance(
        &mut self,
        mut batch: Batch,
        name: String,
        before: Option<String>,
        after: String,
    ) -> Result<(), CommitError> {
        batch.shared().advance(PositionChange {
            source: name.clone(),
            expected: before,
            position: after.clone(),
        });
        let batches = batch.into_batches();
        self.committer.commit(batches, Durability::Now).await?;
        if name == self.own {
            self.position = Some(after);
            self.seen = Instant::now();
        }
        Ok(())
    }

    /// Records that the source removed records before they were read. The alert is made from this entry in the store,
    /// so it outlives this process.
    pub(super) async fn lost(&mut self, detail: &str) -> Result<(), Failure> {
        let stored = self.told().await?;
        let earlier = stored.as_deref().and_then(Loss::parse);
        let loss = Loss {
            found_at: self.now(),
            detail: format!("{}: {detail}", self.label),
        };
        let after = loss.with(earlier).to_text();
        let name = Loss::position_name(&self.source);
        self.advance(self.batch(0), name, stored, after).await?;
        // Only now: a reading that could not store it begins again, and counts it then.
        tracing::error!(source = %self.label, lost = detail, "records are lost; reading continues after them");
        SOURCE_LOST.series(OfSource::new(&*self.label)).add(1);
        Ok(())
    }

    /// Records once that the partition is gone and was not read to its end. A partition without a position is ignored:
    /// nothing was promised for it.
    pub(super) async fn gone(&mut self) -> Result<(), Failure> {
        const GONE: &str = "it is gone, but had not been closed and read to its end: what was in it and not read yet is \
            missing";
        if self.position.is_none() {
            return Ok(());
        }
        let told = self.told().await?.as_deref().and_then(Loss::parse);
        let is_told = |loss: Loss| {
            loss.is_told(self.now()) && loss.detail.contains(&format!("{}: {GONE}", self.label))
        };
        match told.is_some_and(is_told) {
            true => Ok(()),
            false => self.lost(GONE).await,
        }
    }

    /// The source's losses in the store.
    async fn told(&self) -> Result<Option<String>, StoreError> {
        let name = Loss::position_name(&self.source);
        let Context { shop, ledger, .. } = &self.context;
        ledger.position(shop, &name).await
    }

    /// Whether the store still has the same position. Called only after a while without commits.
    pub(super) async fn check(&mut self) -> Result<(), Failure> {
        if self.seen.elapsed() <= self.trusted {
            return Ok(());
        }
        let stored = self.context.ledger.position(&self.context.shop, &self.own);
        let stored = stored.await?;
        if stored != self.position {
            return Err(Failure::Commit(CommitError::PositionMoved {
                source_name: self.own.clone(),
                stored,
            }));
        }
        self.seen = Instant::now();
        Ok(())
    }
}
