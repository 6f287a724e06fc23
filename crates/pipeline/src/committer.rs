//! The loop that makes every order count once: fold, commit, and fold again with what the store
//! says it holds.

use std::collections::BTreeMap;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;
use std::time::Instant;

use domain::{
    Commit, Folded, Known, Orders, Outcome, PositionChange, Reason, Reject, Rejection,
    RetainedDays, Retention, Shop, Timestamp, fold,
};
use metrics::{counter, histogram};
use ports::{Committed, Conflict, ErrorKind, Ledger, StoreError};

use crate::{Decoded, reject_body};

/// After how many conflicts in a row the loop gives up. Each one means that another writer
/// committed in between, so somebody always makes progress; this many means a broken store.
const MAX_CONFLICTS: usize = 100;

/// When a commit's effect must be durable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// Before the commit returns.
    Now,
    /// At the next [`Committer::sync`]: for imports, which answer only at their end.
    Deferred,
}

/// What became of a batch's events.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// New orders, counted.
    pub accepted: u64,
    /// Orders known with this or a higher version.
    pub duplicates: u64,
    /// Orders known with a lower version.
    pub updated: u64,
    /// Refused events, in the order of the body.
    pub rejected: Vec<RejectedEvent>,
}

/// A refused event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RejectedEvent {
    /// Its place in the body, from 0.
    pub index: usize,
    /// Its id, where it could be read.
    pub id: Option<String>,
    /// Why.
    pub rejection: Rejection,
}

/// A batch could not be committed. Nothing of it is applied, or, where it
/// [may be](CommitError::may_be_applied), perhaps all of it: giving the same batch again is always
/// right.
#[derive(Debug, thiserror::Error)]
pub enum CommitError {
    /// The store failed.
    #[error("the store failed")]
    Store(#[from] StoreError),
    /// A source's position is not where this reader left it: another reader took over, or the
    /// store lost its last writes. The source has to be read again from `stored`.
    #[error("source {source_name} stands at another position in the store")]
    PositionMoved {
        /// The source.
        source_name: String,
        /// Where the store says it is.
        stored: Option<String>,
    },
    /// Other writers were faster every time.
    #[error("the commit met {MAX_CONFLICTS} conflicts in a row")]
    Contention,
}

impl CommitError {
    /// What the store said, where it is the store that failed.
    pub fn store(&self) -> Option<&StoreError> {
        match self {
            CommitError::Store(error) => Some(error),
            CommitError::PositionMoved { .. } | CommitError::Contention => None,
        }
    }

    /// Whether the batch may have been applied all the same: the answer was lost on the way, or
    /// nobody knows what it means.
    pub fn may_be_applied(&self) -> bool {
        self.store().is_some_and(|error| !error.is_refused())
    }

    /// Whether the same batch may succeed later without anybody doing anything.
    pub fn is_retryable(&self) -> bool {
        match self {
            CommitError::Store(error) => error.is_retryable(),
            CommitError::PositionMoved { .. } => false,
            CommitError::Contention => true,
        }
    }

    /// Whether this batch is more than the store takes, and would be again.
    pub fn is_too_large(&self) -> bool {
        self.is_of(ErrorKind::TooLarge)
    }

    /// Whether the store refuses everything until the process is started again.
    pub fn needs_restart(&self) -> bool {
        self.is_of(ErrorKind::Poisoned)
    }

    fn is_of(&self, kind: ErrorKind) -> bool {
        self.store().is_some_and(|error| error.kind() == kind)
    }
}

/// Commits batches of one shop, one after the other.
pub struct Committer {
    shop: Arc<Shop>,
    retention: Retention,
    known: Known,
    /// The retained days as the newest commit on its way will leave them, of all
    /// [twins](Committer::twin).
    expected: Arc<Mutex<RetainedDays>>,
    store: Arc<dyn Ledger>,
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
            shop,
            retention,
            expected: Arc::new(Mutex::new(retained.clone())),
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
            store: Arc::clone(&self.store),
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
        Ok(self.store.sync().await?)
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

    /// The same; calls `sent` as soon as the commit is on its way. What another committer sends
    /// from then on comes behind it, so [twins](Committer::twin) that take turns keep both the order
    /// of a file and the store busy while the next batch is folded.
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
        self.known.items = None;
        self.known.full_days.clear();
        let outcomes = outcomes?;
        histogram!("livetill_commit_seconds").record(started.elapsed());
        histogram!("livetill_commit_orders").record(outcomes.len() as f64);
        let mut outcomes = outcomes.as_slice();
        let summaries = batches.into_iter().map(|batch| {
            let (own, rest) = outcomes.split_at(batch.order_index.len());
            outcomes = rest;
            summarise(&self.shop, batch, own, &mut work.orders_seen, &work.orders)
        });
        let summaries: Vec<Summary> = summaries.collect();
        count(&self.shop, &summaries);
        Ok(summaries)
    }

    async fn commit_work(
        &mut self,
        work: &mut Work,
        durability: Durability,
        sent: impl FnOnce(),
    ) -> Result<Vec<Outcome>, CommitError> {
        let mut sent = Some(sent);
        for _ in 0..MAX_CONFLICTS {
            self.catch_up();
            let Folded {
                mut commit,
                outcomes,
            } = fold(&self.shop, &self.retention, &self.known, &work.orders);
            commit.rejects = work.rejects(&self.shop, &outcomes);
            commit.positions.clone_from(&work.positions);
            if commit.is_empty() {
                // All duplicates. Their first copies may have been applied a moment ago by another
                // writer of this process: they are acknowledged only when those are durable.
                if durability == Durability::Now {
                    self.store.sync().await?;
                }
                return Ok(outcomes);
            }
            let mut call = match durability {
                Durability::Now => self.store.commit(&self.shop, &commit),
                Durability::Deferred => self.store.commit_deferred(&self.shop, &commit),
            };
            if let Some(retained) = &commit.retained {
                lock(&self.expected).clone_from(retained);
            }
            // Polled once, a store has applied the commit or put it on its connection.
            let first = poll_fn(|context| Poll::Ready(call.as_mut().poll(context))).await;
            if let Some(sent) = sent.take() {
                sent();
            }
            let committed = match first {
                Poll::Ready(committed) => committed,
                Poll::Pending => call.as_mut().await,
            };
            drop(call);
            match committed {
                Ok(Committed::Applied) => return Ok(outcomes),
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

/// Several batches joined for one fold.
struct Work {
    orders: Orders,
    orders_seen: usize,
    decode_rejects: Vec<Reject>,
    positions: Vec<PositionChange>,
    /// How the fold's own rejects are labelled: by batch, the end of its orders, source and time.
    origins: Vec<(usize, String, Timestamp)>,
}

impl Work {
    fn join(batches: &mut [Decoded]) -> Work {
        let mut work = Work {
            orders: Orders::default(),
            orders_seen: 0,
            decode_rejects: Vec::new(),
            positions: Vec::new(),
            origins: Vec::with_capacity(batches.len()),
        };
        let kept = batches.iter().map(|it| it.kept_rejects().count());
        let surplus = kept.sum::<usize>().saturating_sub(Reject::KEPT);
        // More than the store keeps would be written and forgotten in the same step.
        let kept = batches.iter().flat_map(Decoded::kept_rejects);
        work.decode_rejects = kept.skip(surplus).cloned().collect();
        let (mut orders, mut end) = (Vec::with_capacity(batches.len()), 0);
        for batch in batches {
            end += batch.orders.len();
            orders.push(std::mem::take(&mut batch.orders));
            work.positions.append(&mut batch.positions);
            work.origins.push((end, batch.source.clone(), batch.now()));
        }
        work.orders = Orders::join(orders);
        work
    }

    /// The rejects of decoding, and those of this fold.
    fn rejects(&self, shop: &Shop, outcomes: &[Outcome]) -> Vec<Reject> {
        let mut rejects = self.decode_rejects.clone();
        for (index, outcome) in outcomes.iter().enumerate() {
            let Some(rejection) = rejection(shop, *outcome) else {
                continue;
            };
            let Some(order) = self.orders.get(index) else {
                continue;
            };
            let origin = self.origins.iter().find(|(end, ..)| index < *end);
            let Some((_, source, now)) = origin else {
                continue;
            };
            let mut body = match outcome {
                Outcome::IdReused => reject_body::without_id(&order),
                _ => reject_body::of_order(&order),
            };
            body.truncate(Reject::MAX_BODY);
            rejects.push(Reject {
                rejection,
                id: Some(order.id().to_owned()),
                source: source.clone(),
                received_at: *now,
                body,
            });
        }
        rejects
    }
}

/// Why the fold refused an order, if it did.
fn rejection(shop: &Shop, outcome: Outcome) -> Option<Rejection> {
    match outcome {
        Outcome::Accepted | Outcome::Duplicate | Outcome::Updated => None,
        Outcome::TooLate => {
            let days = shop.retention_days;
            let detail = format!(
                "older than the {days} newest business days with data, which are kept in detail"
            );
            Some(Rejection::new(Reason::TooLate, detail))
        }
        Outcome::TooManyItems => {
            let most = shop.max_items.unwrap_or(u64::MAX);
            let detail = format!(
                "the order brings items that the shop has never sold, and there is no room for them \
                 among the {most} that max_items allows; if they are real, raise it and replay the order"
            );
            Some(Rejection::new(Reason::TooManyItems, detail))
        }
        Outcome::DayFull => {
            let detail = "its amount is more than the sums of its day can hold in 64 bits; sending it \
                again does not help";
            Some(Rejection::new(Reason::TooLarge, detail))
        }
        Outcome::IdReused => {
            let detail = "the order has no id of its own, and what stands for one (an Idempotency-Key \
                          and the place in the body, the source and id of an envelope, a position) came \
                          with another order before; send it with an id, or under a key of its own";
            Some(Rejection::new(Reason::IdempotencyKeyReused, detail))
        }
    }
}

fn summarise(
    shop: &Shop,
    mut batch: Decoded,
    outcomes: &[Outcome],
    seen: &mut usize,
    orders: &Orders,
) -> Summary {
    let mut summary = Summary {
        rejected: batch.take_rejected(),
        ..Summary::default()
    };
    for (index, outcome) in batch.order_index.iter().zip(outcomes) {
        match outcome {
            Outcome::Accepted => summary.accepted += 1,
            Outcome::Duplicate => summary.duplicates += 1,
            Outcome::Updated => summary.updated += 1,
            Outcome::TooLate | Outcome::TooManyItems | Outcome::DayFull | Outcome::IdReused => {
                let id = orders.get(*seen).map(|order| order.id().to_owned());
                let rejected = rejection(shop, *outcome).map(|rejection| RejectedEvent {
                    index: *index as usize,
                    id,
                    rejection,
                });
                summary.rejected.extend(rejected);
            }
        }
        *seen += 1;
    }
    summary.rejected.sort_by_key(|event| event.index);
    summary
}

/// Counts once for all: looking a counter up costs as much as folding a small order.
fn count(shop: &Shop, summaries: &[Summary]) {
    let shop = shop.id.as_str();
    let sum = |of: fn(&Summary) -> u64| summaries.iter().map(of).sum::<u64>();
    let outcomes = [
        ("accepted", sum(|summary| summary.accepted)),
        ("duplicate", sum(|summary| summary.duplicates)),
        ("updated", sum(|summary| summary.updated)),
    ];
    for (outcome, orders) in outcomes.into_iter().filter(|(_, orders)| *orders > 0) {
        counter!("livetill_orders_total", "shop" => shop.to_owned(), "outcome" => outcome)
            .increment(orders);
    }
    let mut rejects: BTreeMap<Reason, u64> = BTreeMap::new();
    for event in summaries.iter().flat_map(|summary| &summary.rejected) {
        *rejects.entry(event.rejection.reason).or_default() += 1;
    }
    for (reason, events) in rejects {
        let reason = reason.as_str();
        counter!("livetill_rejects_total", "shop" => shop.to_owned(), "reason" => reason)
            .increment(events);
    }
}
