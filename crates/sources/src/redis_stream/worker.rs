//! One worker: a place in the group, entries, commits, acknowledgements.

use std::future::Future;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use domain::{PositionChange, Shop};
use pipeline::{CommitError, Committer, Decoded, Durability, Origin, Troubles};
use ports::{Claim, LeaseRequest, Ledger, OrderSource, Presence, StoreError};
use redis::RedisError;
use redis::aio::ConnectionLike;
use telemetry::catalogue::{SOURCE_ERRORS, SOURCE_LAG, SOURCE_MOVED, SOURCE_READ, SOURCE_RECORDS};
use telemetry::labels::{OfShopSource, OfSource, OfSourceErrors, SourceError};
use tokio::sync::watch;

use super::entry::Entry;
use super::group::Group;
use super::position::Position;
use super::url::RedisStreamUrl;
use crate::{Clock, pause, seconds, wait};

/// How long a read waits for new entries; as long a stop may take.
const READ_WAIT: Duration = Duration::from_millis(500);

/// A stream of Redis as a source of orders. `dial` makes connections to its server.
pub struct RedisStreamSource<D> {
    url: RedisStreamUrl,
    dial: D,
    shop: Arc<Shop>,
    ledger: Arc<dyn Ledger>,
    leases: Arc<dyn Presence>,
    troubles: Arc<Troubles>,
    clock: Clock,
    source: String,
    worker: String,
}

/// A failure on the way.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("the stream's server failed")]
    Stream(#[from] RedisError),
    #[error(transparent)]
    Commit(#[from] CommitError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What a worker holds while nothing fails.
struct Work<C> {
    group: Group<C>,
    committer: Committer,
    place: Place,
    /// Whether the consumer has entries that it did not acknowledge.
    pending: bool,
}

/// A consumer of the group.
struct Place {
    consumer: String,
    stored: Option<Position>,
}

impl<D> RedisStreamSource<D> {
    /// A source for a shop that the store has opened; ledger and leases are of one store. `troubles` are
    /// told when it refuses what the source brings.
    pub fn new(
        url: RedisStreamUrl,
        dial: D,
        shop: Arc<Shop>,
        ledger: Arc<dyn Ledger>,
        leases: Arc<dyn Presence>,
        troubles: Arc<Troubles>,
        clock: Clock,
    ) -> RedisStreamSource<D> {
        let chance = RandomState::new().hash_one(std::process::id());
        RedisStreamSource {
            source: url.source(),
            worker: format!("{}-{chance:016x}", std::process::id()),
            url,
            dial,
            shop,
            ledger,
            leases,
            troubles,
            clock,
        }
    }
}

#[async_trait]
impl<D, F, C> OrderSource for RedisStreamSource<D>
where
    D: Fn() -> F + Send + Sync + 'static,
    F: Future<Output = Result<C, RedisError>> + Send,
    C: ConnectionLike + Send + Sync + 'static,
{
    fn name(&self) -> String {
        self.source.clone()
    }

    async fn run(self: Box<Self>, mut stop: watch::Receiver<bool>) {
        // Silence counts from now on, also of a stream that can never be read.
        self.lag(f64::NAN);
        let (mut failures, mut consumer) = (0, None);
        while let Err(failure) = self.work(&stop, &mut failures, &mut consumer).await {
            if let Failure::Commit(CommitError::PositionMoved { .. }) = failure {
                SOURCE_MOVED.series(OfSource::new(&*self.source)).add(1);
                tracing::info!(source = %self.source, "the position was moved; reading from there");
            } else {
                self.failed(&failure, failures);
            }
            let longer = pause(failures);
            failures += 1;
            if wait(&mut stop, longer).await {
                break;
            }
        }
        self.leave(consumer).await;
    }
}

impl<D, F, C> RedisStreamSource<D>
where
    D: Fn() -> F + Send + Sync + 'static,
    F: Future<Output = Result<C, RedisError>> + Send,
    C: ConnectionLike + Send + Sync + 'static,
{
    fn failed(&self, failure: &Failure, failures: u32) {
        let kind = match failure {
            Failure::Stream(_) => SourceError::CallFailed,
            Failure::Commit(_) | Failure::Store(_) => SourceError::Store,
        };
        let of_store = match failure {
            Failure::Stream(_) => None,
            Failure::Commit(error) => error.store(),
            Failure::Store(error) => Some(error),
        };
        if let Some(error) = of_store {
            self.troubles.failed(error);
        }
        let errors = OfSourceErrors::new(&*self.source, kind);
        SOURCE_ERRORS.series(errors).add(1);
        let error = failure as &dyn std::error::Error;
        if failures == 0 {
            tracing::warn!(source = %self.source, error, "trying again");
        } else {
            tracing::debug!(source = %self.source, error, "and again");
        }
    }

    /// Works until it is asked to stop. Whatever fails begins anew from what store and group say.
    async fn work(
        &self,
        stop: &watch::Receiver<bool>,
        failures: &mut u32,
        consumer: &mut Option<String>,
    ) -> Result<(), Failure> {
        let group = Group::join((self.dial)().await?, &self.url).await?;
        let committer = Committer::new(Arc::clone(&self.shop), Arc::clone(&self.ledger)).await?;
        let place = self.place(consumer.as_deref()).await?;
        tracing::info!(source = %self.source, consumer = place.consumer, "reading");
        let mut work = Work {
            group,
            committer,
            place,
            pending: true,
        };
        let mut due = Instant::now();
        while !*stop.borrow() {
            if Instant::now() >= due {
                self.look(&mut work).await?;
                *consumer = Some(work.place.consumer.clone());
                due = Instant::now() + self.url.lease / 3;
            }
            let (reader, batch) = (&work.place.consumer, self.url.batch);
            let entries = work
                .group
                .read(reader, work.pending, batch, READ_WAIT)
                .await?;
            if entries.is_empty() {
                work.pending = false;
                self.lag(0.0);
            } else {
                self.take(&mut work, &entries).await?;
            }
            // Not before: what the store refuses is read again without an error.
            *failures = 0;
            self.troubles.over();
        }
        Ok(())
    }

    fn lag(&self, behind: f64) {
        let of = OfShopSource::new(self.shop.id.shared(), &*self.source);
        SOURCE_LAG.series(of.clone()).set(behind);
        SOURCE_READ.series(of).set(seconds(&self.clock));
    }

    /// Renews the lease, looks for what the store lost, and takes over what others left.
    async fn look(&self, work: &mut Work<C>) -> Result<(), Failure> {
        let place = self.place(Some(&work.place.consumer)).await?;
        work.pending |= place.consumer != work.place.consumer;
        work.place = place;
        for (consumer, acknowledged) in work.group.acknowledged().await? {
            let stored = self.stored(&consumer).await?;
            if stored.unwrap_or_default().commits < acknowledged {
                self.recover(work, &consumer, stored, acknowledged).await?;
            }
        }
        let (idle, batch) = (self.url.claim, self.url.batch);
        work.pending |= work.group.claim(&work.place.consumer, idle, batch).await?;
        Ok(())
    }

    /// The place whose lease this worker holds, or the first that is free.
    async fn place(&self, held: Option<&str>) -> Result<Place, Failure> {
        let mut wanted = held.map(str::to_owned);
        for number in 1_u32.. {
            let consumer = wanted.take().unwrap_or_else(|| number.to_string());
            let claim = Claim {
                name: consumer.clone(),
                from: None,
            };
            let leases = self.request(&[claim], &[]).await?;
            let is_ours =
                |lease: &ports::Lease| lease.name == consumer && lease.owner == self.worker;
            if leases.iter().any(is_ours) {
                let stored = self.stored(&consumer).await?;
                return Ok(Place { consumer, stored });
            }
        }
        Err(Failure::Commit(CommitError::Contention))
    }

    async fn request(
        &self,
        take: &[Claim],
        release: &[String],
    ) -> Result<Vec<ports::Lease>, StoreError> {
        let request = LeaseRequest {
            group: &format!("{}/{}", self.source, self.url.group),
            owner: &self.worker,
            lasts: self.url.lease,
            take,
            release,
        };
        self.leases.lease(&self.shop, &request).await
    }

    fn position_name(&self, consumer: &str) -> String {
        format!("{}/{}/{consumer}", self.source, self.url.group)
    }

    async fn stored(&self, consumer: &str) -> Result<Option<Position>, StoreError> {
        let name = self.position_name(consumer);
        let stored = self.ledger.position(&self.shop, &name).await?;
        Ok(stored.and_then(|text| text.parse().ok()))
    }

    fn origin(&self) -> Origin<'_> {
        Origin {
            source: &self.source,
            now: (self.clock)(),
        }
    }

    /// Commits entries in parts that the store takes at once, and acknowledges each part.
    async fn take(&self, work: &mut Work<C>, entries: &[Entry]) -> Result<(), Failure> {
        let full = work.committer.full_batch_lines();
        let mut batch = Decoded::new(self.origin());
        let mut first = 0;
        for (index, entry) in entries.iter().enumerate() {
            entry.decode(&self.shop, &self.url.key, &self.url.field, &mut batch);
            if index + 1 < entries.len() && batch.line_count() < full {
                continue;
            }
            let done = std::mem::replace(&mut batch, Decoded::new(self.origin()));
            let (floor, _) = work.group.floor().await?;
            let before = work.place.stored.unwrap_or_default();
            let position = Position {
                commits: before.commits + 1,
                floor: floor.max(before.floor),
            };
            let consumer = work.place.consumer.clone();
            self.commit(
                &mut work.committer,
                &consumer,
                work.place.stored,
                position,
                done,
            )
            .await?;
            work.place.stored = Some(position);
            let part = &entries[first..=index];
            work.group
                .acknowledge(&consumer, position.commits, part)
                .await?;
            first = index + 1;
        }
        let now = (self.clock)().millis();
        if let Some(last) = entries.last() {
            let age = now.saturating_sub(i64::try_from(last.id.millis).unwrap_or(now));
            self.lag(age.max(0) as f64 / 1_000.0);
        }
        let records = SOURCE_RECORDS.series(OfSource::new(&*self.source));
        records.add(entries.len() as u64);
        Ok(())
    }

    async fn commit(
        &self,
        committer: &mut Committer,
        consumer: &str,
        before: Option<Position>,
        after: Position,
        mut batch: Decoded,
    ) -> Result<(), Failure> {
        batch.advance(PositionChange {
            source: self.position_name(consumer),
            expected: before.map(|position| position.to_string()),
            position: after.to_string(),
        });
        committer.commit(vec![batch], Durability::Now).await?;
        Ok(())
    }

    /// Reads again what a consumer acknowledged and the store lost: everything behind the floor.
    /// What the store still has are duplicates.
    async fn recover(
        &self,
        work: &mut Work<C>,
        consumer: &str,
        stored: Option<Position>,
        acknowledged: u64,
    ) -> Result<(), Failure> {
        let (_, delivered) = work.group.floor().await?;
        let mut position = stored.unwrap_or_default();
        let mut before = stored;
        tracing::warn!(
            source = %self.source, consumer, from = %position.floor, to = %delivered,
            "the store lost commits; reading them again"
        );
        let full = work.committer.full_batch_lines();
        loop {
            let entries = work
                .group
                .range(position.floor, delivered, self.url.batch)
                .await?;
            let mut batch = Decoded::new(self.origin());
            let mut last = None;
            for entry in &entries {
                entry.decode(&self.shop, &self.url.key, &self.url.field, &mut batch);
                last = Some(entry.id);
                if batch.line_count() >= full {
                    break;
                }
            }
            match last {
                Some(last) => position.floor = last,
                // Only when all of it is there again is the count what it was.
                None => position.commits = acknowledged,
            }
            self.commit(&mut work.committer, consumer, before, position, batch)
                .await?;
            before = Some(position);
            if work.place.consumer == consumer {
                work.place.stored = before;
            }
            if last.is_none() {
                return Ok(());
            }
        }
    }

    /// Gives the place back.
    async fn leave(&self, consumer: Option<String>) {
        self.lag(0.0);
        self.troubles.over();
        let release: Vec<String> = consumer.into_iter().collect();
        if let Err(error) = self.request(&[], &release).await {
            let error = &error as &dyn std::error::Error;
            tracing::debug!(source = %self.source, error, "the lease runs out by itself");
        }
        tracing::info!(source = %self.source, "stopped");
    }
}
