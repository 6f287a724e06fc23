//! A stream of Redis as the driver sees it: numbered places in the group, with a reader for each.

use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use domain::Shop;
use redis::RedisError;
use redis::aio::ConnectionLike;
use telemetry::labels::SourceError;

use super::entry::Entry;
use super::gone::{self, Gone};
use super::group::{Claimed, Group};
use super::position::Position;
use super::url::RedisStreamUrl;
use crate::driver::{
    Batch, Commits, Connector, Failure, Fault, Lag, Partitions, Place, Polled, Reader, Remedy,
};

/// How long a read waits for new entries. A stop may take as long.
const READ_WAIT: Duration = Duration::from_millis(500);

/// A stream of Redis. `dial` makes connections to its server.
pub struct RedisStreamConnector<D> {
    url: Arc<RedisStreamUrl>,
    dial: D,
    untold: Arc<Untold>,
}

/// Losses that the server shows only once, and the store does not have yet: they outlive the reader that found them.
#[derive(Default)]
struct Untold(Mutex<Vec<String>>);

impl Untold {
    fn add(&self, lost: String) {
        self.lock().push(lost);
    }

    /// Adds one that may be found again before it is told.
    fn add_once(&self, lost: String) {
        let mut all = self.lock();
        if !all.contains(&lost) {
            all.push(lost);
        }
    }

    /// All of them as one text, and how many they are.
    fn all(&self) -> Option<(String, usize)> {
        let all = self.lock();
        (!all.is_empty()).then(|| (all.join("; "), all.len()))
    }

    /// Drops as many of the first: the store has them.
    fn told(&self, count: usize) {
        let mut all = self.lock();
        let count = count.min(all.len());
        all.drain(..count);
    }

    fn lock(&self) -> MutexGuard<'_, Vec<String>> {
        // Nothing panics while the lock is held.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<D> RedisStreamConnector<D> {
    /// The stream of a URL.
    pub fn new(url: RedisStreamUrl, dial: D) -> RedisStreamConnector<D> {
        let url = Arc::new(url);
        let untold = Arc::default();
        RedisStreamConnector { url, dial, untold }
    }
}

/// The server's error, or a missing answer.
#[derive(Debug, thiserror::Error)]
#[error("the stream's server failed")]
struct ServerFailed(#[source] RedisError);

impl From<RedisError> for Fault {
    fn from(error: RedisError) -> Fault {
        Fault::new(Remedy::Wait, SourceError::CallFailed, ServerFailed(error))
    }
}

#[async_trait]
impl<D, F, C> Connector for RedisStreamConnector<D>
where
    D: Fn() -> F + Send + Sync + 'static,
    F: Future<Output = Result<C, RedisError>> + Send,
    C: ConnectionLike + Send + Sync + 'static,
{
    type Reader = EntryReader<C>;

    fn name(&self) -> String {
        self.url.source()
    }

    fn lease(&self) -> Duration {
        self.url.lease
    }

    fn group(&self) -> String {
        format!("{}/{}", self.url.source(), self.url.group)
    }

    fn position_name(&self, consumer: &str) -> String {
        format!("{}/{consumer}", self.group())
    }

    fn label(&self, _: &str) -> String {
        self.url.source()
    }

    async fn partitions(&self) -> Result<Partitions, Fault> {
        Ok(Partitions::Any)
    }

    async fn open(&self, place: Place<'_>) -> Result<Option<EntryReader<C>>, Fault> {
        let (group, is_new) = Group::join((self.dial)().await?, &self.url).await?;
        if is_new && place.position.is_some() {
            self.untold.add(gone::WITH_GROUP.to_owned());
        }
        Ok(Some(EntryReader {
            group,
            url: Arc::clone(&self.url),
            consumer: place.partition.to_owned(),
            pending: true,
            is_behind: true,
            untold: Arc::clone(&self.untold),
            telling: 0,
            told: None,
        }))
    }
}

/// Reads as one consumer of the group.
pub struct EntryReader<C> {
    group: Group<C>,
    url: Arc<RedisStreamUrl>,
    consumer: String,
    /// Whether the consumer may have unacknowledged entries.
    pending: bool,
    /// Whether there may be undelivered entries, which can be trimmed.
    is_behind: bool,
    untold: Arc<Untold>,
    /// How many of them it returned: they are stored once it is asked to read on.
    telling: usize,
    /// A reported loss, still to be recorded in the group.
    told: Option<Gone>,
}

impl<C: ConnectionLike + Send + Sync + 'static> EntryReader<C> {
    /// Entries that were trimmed before anybody read them; reported once.
    async fn trimmed(&mut self) -> Result<Option<String>, RedisError> {
        self.untold.told(std::mem::take(&mut self.telling));
        if let Some((lost, count)) = self.untold.all() {
            self.telling = count;
            return Ok(Some(lost));
        }
        if let Some(told) = self.told.take() {
            self.group.pass_over(&told).await?;
        }
        if self.pending || !self.is_behind {
            return Ok(None);
        }
        self.told = self.group.gone_unread().await?;
        Ok(self.told.as_ref().map(Gone::to_string))
    }

    /// Reads again what a consumer acknowledged and the store lost: everything after the floor. Anything that the store
    /// still has is a duplicate.
    async fn recover(
        &mut self,
        commits: &mut Commits,
        consumer: &str,
        mut stored: Option<String>,
        acknowledged: u64,
    ) -> Result<(), Failure> {
        let mut position = read(stored.as_deref());
        let (_, delivered) = self.group.floor().await.map_err(Fault::from)?;
        tracing::warn!(
            source = %self.url.source(), consumer, from = %position.floor, to = %delivered,
            "the store lost commits; reading them again"
        );
        if self
            .group
            .is_cut(position.floor)
            .await
            .map_err(Fault::from)?
        {
            self.untold.add_once(gone::behind(position.floor));
        }
        loop {
            let entries = self
                .group
                .range(position.floor, delivered, self.url.batch)
                .await
                .map_err(Fault::from)?;
            let after = |last: Option<&Entry>| {
                match last {
                    Some(last) => position.floor = last.id,
                    // The count is restored only when everything has been read again.
                    None => position.commits = acknowledged,
                }
                position.to_string()
            };
            let is_last = entries.is_empty();
            let moved = commits.commit(&*self, &entries, consumer, stored, after);
            stored = Some(moved.await?);
            if is_last {
                return Ok(());
            }
        }
    }
}

#[async_trait]
impl<C: ConnectionLike + Send + Sync + 'static> Reader for EntryReader<C> {
    type Record = Entry;

    /// Entries that the server has delivered belong to this consumer until acknowledged.
    const IS_READ_DROPPABLE: bool = false;

    async fn read(&mut self) -> Result<Polled<Entry>, Fault> {
        if let Some(lost) = self.trimmed().await? {
            return Ok(Polled {
                lost: Some(lost),
                ..Polled::default()
            });
        }
        let (pending, batch) = (self.pending, self.url.batch);
        let entries = self.group.read(&self.consumer, pending, batch, READ_WAIT);
        let entries = entries.await?;
        if !pending {
            self.is_behind = !entries.is_empty();
        }
        let Some(last) = entries.last() else {
            self.pending = false;
            return Ok(Polled::default());
        };
        Ok(Polled {
            lag: last.id.time().map_or(Lag::Unknown, Lag::Since),
            lost: gone::emptied(&entries),
            records: entries,
            ..Polled::default()
        })
    }

    fn decode(&self, shop: &Shop, entry: &Entry, into: &mut Batch) {
        entry.decode(shop, &self.url.key, &self.url.field, into.shared());
    }

    async fn position(
        &mut self,
        before: Option<&str>,
        _: &[Entry],
    ) -> Result<Option<String>, Fault> {
        let (floor, _) = self.group.floor().await?;
        let before = read(before);
        let position = Position {
            commits: before.commits + 1,
            floor: floor.max(before.floor),
        };
        Ok(Some(position.to_string()))
    }

    async fn acknowledge(
        &mut self,
        position: Option<&str>,
        entries: &[Entry],
    ) -> Result<(), Fault> {
        let commits = read(position).commits;
        let acknowledged = self.group.acknowledge(&self.consumer, commits, entries);
        Ok(acknowledged.await?)
    }

    /// Looks for what the store lost, and takes over what others left.
    async fn look_after(&mut self, commits: &mut Commits) -> Result<(), Failure> {
        let acknowledged = self.group.acknowledged().await.map_err(Fault::from)?;
        for (consumer, acknowledged) in acknowledged {
            let stored = commits.position_of(&consumer).await?;
            if read(stored.as_deref()).commits < acknowledged {
                self.recover(commits, &consumer, stored, acknowledged)
                    .await?;
            }
        }
        let (idle, batch) = (self.url.claim, self.url.batch);
        let mut claimed = Claimed::default();
        let over = self.group.claim(&self.consumer, idle, batch, &mut claimed);
        let over = over.await;
        // The server has forgotten them, whatever came after.
        if claimed.missing > 0 {
            self.untold.add(gone::handed_out(claimed.missing));
        }
        over.map_err(Fault::from)?;
        self.pending |= claimed.any;
        self.is_behind = true;
        Ok(())
    }
}

/// A stored position. If it cannot be read, a newer version wrote it.
fn read(stored: Option<&str>) -> Position {
    let stored = stored.and_then(|text| text.parse().ok());
    stored.unwrap_or_default()
}
