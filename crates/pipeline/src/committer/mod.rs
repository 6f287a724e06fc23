//! The loop that makes every order count once: fold, commit, and fold again with what the store
//! says it holds.

mod counters;
mod error;
mod pieces;
mod summary;
mod work;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use domain::{Commit, Folded, Known, Outcome, RetainedDays, Retention, Shop, fold};
use ports::{Committed, Conflict, Ledger, Receipt, StoreError};
use tokio::sync::Mutex as AsyncMutex;

use self::counters::Counters;
pub use self::error::CommitError;
use self::error::MAX_CONFLICTS;
use self::pieces::Joined;
pub use self::summary::{RejectedEvent, Summary};
use self::work::Work;
use crate::Decoded;

/// When a commit's effect must be durable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// Before the commit returns.
    Now,
    /// At the next [`Committer::sync`]: for imports, which answer only at their end.
    Deferred,
}

/// Commits batches of one shop, one after the other.
pub struct Committer {
    shop: Arc<Shop>,
    retention: Retention,
    known: Known,
    /// The retained days as the newest commit on its way will leave them, of all
    /// [twins](Committer::twin).
    expected: Arc<Mutex<RetainedDays>>,
    /// Held by that of the twins whose commit goes to the store: they come there in the order in which they were folded.
    at_store: Arc<AsyncMutex<()>>,
    store: Arc<dyn Ledger>,
    counters: Counters,
}

impl Committer {
    /// A committer for a shop that the store has opened.
    ///
    /// # Errors
    /// When the store cannot say which days it retains.
    pub async fn new(shop: Arc<Shop>, store: Arc<dyn Ledger>) -> Result<Committer, StoreError> {
        let retained = store.retained(&shop).await?;
        let retention = Retention {
            max_days: shop.retention_days,
            hold: None,
        };
        Ok(Committer {
            counters: Counters::of(&shop.id),
            shop,
            retention,
            expected: Arc::new(Mutex::new(retained.clone())),
            at_store: Arc::default(),
            known: Known {
                retained,
                ..Known::default()
            },
            store,
        })
    }

    /// One that takes turns with this one, see [`commit_in_turn`](Committer::commit_in_turn): what
    /// one sends counts on what the others have sent before.
    #[must_use]
    pub fn twin(&self) -> Committer {
        Committer {
            shop: Arc::clone(&self.shop),
            retention: self.retention,
            known: Known {
                retained: self.known.retained.clone(),
                ..Known::default()
            },
            expected: Arc::clone(&self.expected),
            at_store: Arc::clone(&self.at_store),
            store: Arc::clone(&self.store),
            counters: self.counters.clone(),
        }
    }

    /// The shop whose orders it commits.
    pub fn shop(&self) -> &Arc<Shop> {
        &self.shop
    }

    /// How many item lines a batch should have before it is committed. Batches are joined while
    /// they have fewer than half of what the store takes at once, so that the last one joined
    /// seldom exceeds it.
    pub fn full_batch_lines(&self) -> usize {
        self.store.max_lines_per_commit() / 2
    }

    /// Keeps every day of what follows, whatever the order of time, until
    /// [`release_retention`](Committer::release_retention).
    pub fn hold_retention(&mut self) {
        let (retained, max_days) = (&self.known.retained, self.retention.max_days);
        // More days than are kept: an import that was killed holds them. It is being run again.
        let is_held = retained.days.len() > max_days;
        let floor = retained.floor(max_days).filter(|_| !is_held);
        self.retention.hold = Some(floor);
    }

    /// Prunes what was held.
    ///
    /// # Errors
    /// See [`CommitError`].
    pub async fn release_retention(&mut self) -> Result<(), CommitError> {
        self.retention.hold = None;
        self.commit(Vec::new(), Durability::Now).await.map(drop)
    }

    /// Makes everything committed so far durable.
    ///
    /// # Errors
    /// When the store fails; what was committed deferred is then in doubt.
    pub async fn sync(&self) -> Result<(), CommitError> {
        self.wait_for_others(&Commit::default()).await
    }

    /// Commits several batches as one and says what became of each.
    ///
    /// # Errors
    /// See [`CommitError`].
    pub async fn commit(
        &mut self,
        batches: Vec<Decoded>,
        durability: Durability,
    ) -> Result<Vec<Summary>, CommitError> {
        self.commit_in_turn(batches, durability, || ()).await
    }

    /// The same; calls `sent` as soon as the commit is next to go to the store. What a [twin](Committer::twin) folds
    /// from then on comes behind it, so twins that take turns keep both the order of a file and the store busy
    /// while the next batch is folded.
    ///
    /// # Errors
    /// See [`CommitError`].
    pub async fn commit_in_turn(
        &mut self,
        mut batches: Vec<Decoded>,
        durability: Durability,
        sent: impl FnOnce(),
    ) -> Result<Vec<Summary>, CommitError> {
        let mut work = Work::join(&mut batches);
        let started = Instant::now();
        let outcomes = self.commit_work(&mut work, durability, sent).await;
        self.known.entries.clear();
        self.known.memos.clear();
        self.known.items = None;
        self.known.full_days.clear();
        let (outcomes, joined) = outcomes?;
        self.counters.commit(started.elapsed(), outcomes.len());
        for batch in &batches {
            self.counters.fields(&batch.seen);
        }
        let summaries = work.summarise(&self.shop, batches, &outcomes, joined);
        self.counters.count(&summaries);
        Ok(summaries)
    }

    async fn commit_work(
        &mut self,
        work: &mut Work,
        durability: Durability,
        sent: impl FnOnce(),
    ) -> Result<(Vec<Outcome>, Joined), CommitError> {
        let (mut sent, mut at_store) = (Some(sent), None);
        for _ in 0..MAX_CONFLICTS {
            self.catch_up();
            let joined = work.pieces.join(&self.shop, &self.known, &work.orders);
            let orders = joined.orders.as_ref().unwrap_or(&work.orders);
            let Folded {
                mut commit,
                outcomes,
            } = fold(&self.shop, &self.retention, &self.known, orders);
            commit.rejects = work.rejects(&self.shop, &outcomes, orders, &joined);
            let retained = commit.retained.as_ref().unwrap_or(&self.known.retained);
            commit.memos = joined.memos(retained.days.first().copied());
            commit.positions.clone_from(&work.positions);
            if commit.is_empty() {
                // All duplicates. Their first copies may have been applied a moment ago by another
                // writer of this process: they are acknowledged only when those are durable.
                if durability == Durability::Now {
                    self.wait_for_others(&commit).await?;
                }
                return Ok((outcomes, joined));
            }
            if at_store.is_none() {
                at_store = Some(Arc::clone(&self.at_store).lock_owned().await);
            }
            // It has its place, and what comes behind it may count on it.
            if let Some(retained) = &commit.retained {
                lock(&self.expected).clone_from(retained);
            }
            if let Some(sent) = sent.take() {
                sent();
            }
            let receipt = self.store.submit(&self.shop, &commit).await;
            // A store that has compared it already says so: then it keeps its place until it is applied, so that of two
            // orders of one id the first in the file comes first.
            if !receipt.as_ref().is_ok_and(Receipt::is_conflict) {
                at_store = None;
            }
            let committed = match (receipt, durability) {
                (Err(error), _) => Err(error),
                (Ok(receipt), Durability::Now) => receipt.durable().await,
                (Ok(receipt), Durability::Deferred) => receipt.applied().await,
            };
            match committed {
                Ok(Committed::Applied) => {
                    drop(commit);
                    return Ok((outcomes, joined));
                }
                Ok(Committed::Conflict(conflict)) => {
                    self.expect_nothing_of(&commit);
                    drop(commit);
                    self.learn(conflict)?;
                }
                Err(error) => {
                    self.expect_nothing_of(&commit);
                    return Err(error.into());
                }
            }
        }
        Err(CommitError::Contention)
    }

    /// Waits until everything that was answered as applied is durable: a commit without content is then.
    async fn wait_for_others(&self, nothing: &Commit<'_>) -> Result<(), CommitError> {
        let receipt = self.store.submit(&self.shop, nothing).await?;
        Ok(receipt.durable().await.map(drop)?)
    }

    /// Takes over the days that the newest commit will leave. Most commits leave them as they are.
    fn catch_up(&mut self) {
        let expected = lock(&self.expected);
        if *expected != self.known.retained {
            self.known.retained.clone_from(&expected);
        }
    }

    /// A commit was not applied, or nobody knows: what it was made from is the newest that is known.
    /// Should that be wrong, the next commit meets a conflict, which tells.
    fn expect_nothing_of(&self, commit: &Commit<'_>) {
        if commit.retained.is_some() {
            lock(&self.expected).clone_from(&self.known.retained);
        }
    }

    fn learn(&mut self, conflict: Conflict) -> Result<(), CommitError> {
        if let Some((source_name, stored)) = conflict.positions.into_iter().next() {
            return Err(CommitError::PositionMoved {
                source_name,
                stored,
            });
        }
        if let Some(retained) = conflict.retained {
            *lock(&self.expected) = retained;
        }
        if let Some(items) = conflict.items {
            self.known.items.get_or_insert_default().update(items);
        }
        self.known.full_days.extend(conflict.full_days);
        self.known.memos.extend(conflict.memos);
        for (id, entry) in conflict.entries {
            match entry {
                Some(entry) => drop(self.known.entries.insert(id, entry)),
                None => drop(self.known.entries.remove(&id)),
            }
        }
        Ok(())
    }
}

fn lock(expected: &Mutex<RetainedDays>) -> MutexGuard<'_, RetainedDays> {
    // A panic in between leaves it whole: it is only ever replaced.
    expected.lock().unwrap_or_else(PoisonError::into_inner)
}
