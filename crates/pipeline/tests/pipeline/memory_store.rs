//! A ledger in memory that keeps the contract, and misbehaves when a test tells it to.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard};

use async_trait::async_trait;
use domain::{
    Commit, FirstDays, ItemRoom, LatestItem, LedgerEntry, Reject, RetainedDays, Shop, SoldUnits,
};
use ports::{Committed, Conflict, ErrorKind, Ledger, Receipt, StoreError};
use tokio::sync::Semaphore;

/// What is stored, and what was asked of it.
#[derive(Debug, Default)]
struct Content {
    retained: RetainedDays,
    entries: BTreeMap<String, LedgerEntry>,
    positions: BTreeMap<String, String>,
    items: BTreeSet<String>,
    latest: Vec<LatestItem>,
    rejects: Vec<Reject>,
    /// Entries of each commit that was applied.
    commits: Vec<usize>,
    conflicts: usize,
    syncs: usize,
}

/// See the module.
#[derive(Debug)]
pub(crate) struct MemoryStore {
    content: Mutex<Content>,
    /// Every commit fails.
    pub(crate) is_away: AtomicBool,
    /// Every commit is refused with what was expected, as by writers who are always faster.
    pub(crate) is_contended: AtomicBool,
    /// Every call that asks for it fails in this way, and nothing is done.
    pub(crate) refusal: Mutex<Option<ErrorKind>>,
    /// Commits are durable when each has a permit.
    pub(crate) gate: Semaphore,
}

impl Default for MemoryStore {
    fn default() -> MemoryStore {
        MemoryStore {
            content: Mutex::default(),
            is_away: AtomicBool::new(false),
            is_contended: AtomicBool::new(false),
            refusal: Mutex::default(),
            gate: Semaphore::new(Semaphore::MAX_PERMITS / 2),
        }
    }
}

impl MemoryStore {
    /// A store whose commits are not durable until [`gate`](MemoryStore::gate) is given permits.
    pub(crate) fn gated() -> MemoryStore {
        MemoryStore {
            gate: Semaphore::new(0),
            ..MemoryStore::default()
        }
    }

    /// The id of an order that is more than the store takes.
    pub(crate) const TOO_LARGE: &str = "too large";

    fn check(&self) -> Result<(), StoreError> {
        let refusal = *self.refusal.lock().expect("no test panics in here");
        match refusal {
            Some(kind) => Err(StoreError::new(kind, format!("refused: {kind:?}")).refused()),
            None => Ok(()),
        }
    }

    fn content(&self) -> MutexGuard<'_, Content> {
        self.content.lock().expect("no test panics in here")
    }

    pub(crate) fn entries(&self) -> BTreeMap<String, LedgerEntry> {
        self.content().entries.clone()
    }

    pub(crate) fn latest(&self) -> Vec<LatestItem> {
        self.content().latest.clone()
    }

    pub(crate) fn rejects(&self) -> Vec<Reject> {
        self.content().rejects.clone()
    }

    /// Entries of each commit that was applied.
    pub(crate) fn commits(&self) -> Vec<usize> {
        self.content().commits.clone()
    }

    /// How many commits met a conflict.
    pub(crate) fn conflicts(&self) -> usize {
        self.content().conflicts
    }

    pub(crate) fn syncs(&self) -> usize {
        self.content().syncs
    }

    pub(crate) fn days(&self) -> Vec<i32> {
        self.content()
            .retained
            .days
            .iter()
            .map(|day| day.epoch_days())
            .collect()
    }

    pub(crate) fn positions(&self) -> BTreeMap<String, String> {
        self.content().positions.clone()
    }

    /// What another process does meanwhile.
    pub(crate) fn move_position(&self, source: &str, position: &str) {
        self.content()
            .positions
            .insert(source.to_owned(), position.to_owned());
    }
}

impl Content {
    fn conflict(&self, commit: &Commit<'_>) -> Conflict {
        let mut conflict = Conflict::default();
        if commit.expected_epoch != self.retained.epoch {
            conflict.retained = Some(self.retained.clone());
        }
        for change in &commit.positions {
            let stored = self.positions.get(&change.source).cloned();
            if stored != change.expected {
                conflict.positions.push((change.source.clone(), stored));
            }
        }
        for change in &commit.entries {
            let stored = self.entries.get(change.id);
            if stored.map(|entry| entry.version) != change.expected {
                conflict.entries.push((change.id.into(), stored.cloned()));
            }
        }
        let skus = commit.skus.iter().map(|item| item.sku);
        let unknown: Vec<&str> = skus.filter(|sku| !self.items.contains(*sku)).collect();
        if let Some(most) = commit.max_items {
            let left = most.saturating_sub(self.items.len() as u64);
            conflict.items = (unknown.len() as u64 > left).then(|| ItemRoom {
                left,
                unknown: unknown.into_iter().map(Box::from).collect(),
            });
        }
        conflict
    }

    fn apply(&mut self, commit: &Commit<'_>) {
        let sku = |slot: u32| commit.skus[slot as usize].sku;
        let skus = commit.skus.iter().map(|item| item.sku.to_owned());
        self.items.extend(skus);
        for change in &commit.entries {
            let sold = &commit.sold[change.sold.start as usize..change.sold.end as usize];
            let sold = sold.iter().map(|(slot, units)| SoldUnits {
                sku: sku(*slot).into(),
                units: *units,
            });
            let entry = LedgerEntry {
                version: change.version,
                cancelled: change.cancelled,
                at: change.at,
                revenue: change.revenue,
                returns: change.returns,
                sold: sold.collect(),
                extra: change.extra(commit).copied().map(Box::new),
            };
            self.entries.insert(change.id.to_owned(), entry);
        }
        for line in &commit.latest {
            let item = LatestItem {
                sku: sku(line.sku).to_owned(),
                name: None,
                quantity: Some(line.quantity),
                price: Some(line.price),
                sold_at: Some(line.sold_at),
            };
            self.latest.insert(0, item);
        }
        for change in &commit.positions {
            self.positions
                .insert(change.source.clone(), change.position.clone());
        }
        self.rejects.extend(commit.rejects.iter().cloned());
        if let Some(retained) = &commit.retained {
            self.retained = retained.clone();
            self.entries
                .retain(|_, entry| retained.days.contains(&entry.at.day));
        }
        self.commits.push(commit.entries.len());
    }
}

#[async_trait]
impl Ledger for MemoryStore {
    async fn open_shop(&self, _: &Shop) -> Result<(), StoreError> {
        Ok(())
    }

    /// It shows no days, so nothing is unknown of any.
    async fn raise_first_days(&self, _: &Shop, _: &FirstDays) -> Result<(), StoreError> {
        Ok(())
    }

    async fn check_shop(&self, _: &Shop) -> Result<(), StoreError> {
        self.check()
    }

    async fn submit<'c>(
        &'c self,
        _: &'c Shop,
        commit: &'c Commit<'c>,
    ) -> Result<Receipt<'c>, StoreError> {
        if commit.is_empty() {
            self.content().syncs += 1;
            return Ok(Receipt::compared(Committed::Applied, async { Ok(()) }));
        }
        if self.is_away.load(Ordering::SeqCst) {
            return Err(StoreError::new(ErrorKind::Unavailable, "the store is away"));
        }
        self.check()?;
        if commit
            .entries
            .iter()
            .any(|it| it.id == MemoryStore::TOO_LARGE)
        {
            let message = "more than the store takes";
            return Err(StoreError::new(ErrorKind::TooLarge, message).refused());
        }
        let mut content = self.content();
        let mut conflict = content.conflict(commit);
        if self.is_contended.load(Ordering::SeqCst) {
            conflict.retained = Some(content.retained.clone());
        }
        let committed = if conflict == Conflict::default() {
            content.apply(commit);
            Committed::Applied
        } else {
            content.conflicts += 1;
            Committed::Conflict(conflict)
        };
        Ok(Receipt::compared(committed, async {
            let permit = self.gate.acquire().await;
            permit.expect("the gate is never closed").forget();
            Ok(())
        }))
    }

    async fn retained(&self, _: &Shop) -> Result<RetainedDays, StoreError> {
        if self.is_away.load(Ordering::SeqCst) {
            return Err(StoreError::new(ErrorKind::Unavailable, "the store is away"));
        }
        Ok(self.content().retained.clone())
    }

    async fn position(&self, _: &Shop, source: &str) -> Result<Option<String>, StoreError> {
        Ok(self.content().positions.get(source).cloned())
    }
}
