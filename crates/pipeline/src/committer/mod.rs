//! The loop that counts every order exactly once: fold, commit, and after a conflict fold again with the store's
//! content.

mod counters;
mod error;
mod pieces;
mod summary;
mod work;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use domain::{Commit, FoldMemory, Folded, Known, Outcome, RetainedDays, Retention, Shop, fold_in};
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
    /// At the next [`Committer::sync`]: for imports, which only answer at their end.
    Deferred,
}

/// Commits batches of one shop, one after the other.
pub struct Committer {
    shop: Arc<Shop>,
    retention: Retention,
    known: Known,
    /// The retained days as the newest submitted commit will leave them, shared by all [twins](Committer::twin).
    expected: Arc<Mutex<RetainedDays>>,
    /// Held by the twin whose commit goes to the store, so that commits arrive there in the sequence of folding.
    at_store: Arc<AsyncMutex<()>>,
    store: Arc<dyn Ledger>,
    counters: Counters,
    /// The memory of commits, if it is used again.
    memory: Option<FoldMemory>,
}

impl Committer {
    /// A committer for a shop that the store has opened.
    ///
    /// # Errors
    /// If the store cannot report its retained days.
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
            memory: None,
        })
    }

    /// Uses the memory of a commit again for the next one. Only worth holding for large commits, one after the other.
    #[must_use]
    pub fn keeping_memory(mut self) -> Committer {
        self.memory = Some(FoldMemory::default());
        self
    }

    /// A committer that takes turns with this one, see [`commit_in_turn`](Committer::commit_in_turn): its commits build
    /// on those submitted before by the others.
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
            memory: self.memory.is_some().then(FoldMemory::default),
        }
    }

    /// The shop whose orders it commits.
    pub fn shop(&self) -> &Arc<Shop> {
        &self.shop
    }

    /// How many item lines a batch should have before it is committed. Batches are joined while they have fewer than
    /// half of what the store accepts at once, so that the last one joined rarely exceeds it.
    pub fn full_batch_lines(&self) -> usize {
        self.store.max_lines_per_commit() / 2
    }

    /// Keeps all days of the following orders, in whatever sequence they come, until
    /// [`release_retention`](Committer::release_retention).
    pub fn hold_retention(&mut self) {
        let (retained, max_days) = (&self.known.retained, self.retention.max_days);
        // More days than are retained: a killed import left them, and is being repeated.
        let is_held = retained.days.len() > max_days;
        let floor = retained.floor(max_days).filter(|_| !is_held);
        self.retention.hold = Some(floor);
    }

    /// Drops the days held beyond the retention.
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
    /// If the store fails; deferred commits are then in doubt.
    pub async fn sync(&self) -> Result<(), CommitError> {
        self.wait_for_others(&Commit::default()).await
    }

    /// Commits several batches as one, and returns the result of each.
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

    /// The same, but calls `sent` as soon as the commit is next in line for the store. What a [twin](Committer::twin)
    /// folds from then on comes after it, so twins that take turns keep the sequence of a file, and keep the store busy
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
            let mut joined = work.joined(&self.shop, &self.known);
            let memos = std::mem::take(&mut joined.memos);
            let orders = joined.orders.as_ref().unwrap_or(&work.orders);
            let mut unkept = FoldMemory::default();
            let memory = self.memory.as_mut().unwrap_or(&mut unkept);
            let Folded {
                mut commit,
                outcomes,
            } = fold_in(memory, &self.shop, &self.retention, &self.known, orders);
            commit.rejects = work.rejects(&self.shop, &outcomes, orders, &joined);
            let retained = commit.retained.as_ref().unwrap_or(&self.known.retained);
            commit.memos = pieces::changes(memos, retained.dropped_until);
            commit.positions.clone_from(&work.positions);
            if commit.is_empty() {
                // All are duplicates. Another writer of this process may just have applied their first copies: they are
                // acknowledged only when those are durable.
                if durability == Durability::Now {
                    self.wait_for_others(&commit).await?;
                }
                return Ok((outcomes, joined));
            }
            if at_store.is_none() {
                at_store = Some(Arc::clone(&self.at_store).lock_owned().await);
            }
            // The commit has its place, and those after it may rely on it.
            if let Some(retained) = &commit.retained {
                lock(&self.expected).clone_from(retained);
            }
            if let Some(sent) = sent.take() {
                sent();
            }
            let receipt = self.store.submit(&self.shop, &commit).await;
            // If the store reports a conflict at once, the commit keeps its place until it is applied, so that of two
            // orders with one id the first in the file wins.
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
                    if let Some(memory) = &mut self.memory {
                        memory.take_back(commit);
                    }
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

    /// Waits until everything answered as applied is durable, by means of an empty commit.
    async fn wait_for_others(&self, nothing: &Commit<'_>) -> Result<(), CommitError> {
        let receipt = self.store.submit(&self.shop, nothing).await?;
        Ok(receipt.durable().await.map(drop)?)
    }

    /// Takes over the days that the newest commit will leave. Most commits do not change them.
    fn catch_up(&mut self) {
        let expected = lock(&self.expected);
        if *expected != self.known.retained {
            self.known.retained.clone_from(&expected);
        }
    }

    /// After a commit that was not applied, or may not have been, reverts the expected days to the ones it was folded
    /// on. If that is wrong, the next commit meets a conflict and learns the right ones.
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
    // The value is only ever replaced, so a panic leaves it intact.
    expected.lock().unwrap_or_else(PoisonError::into_inner)
}
