//! A ledger in memory that follows the contract, and misbehaves on request.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard};

use async_trait::async_trait;
use domain::{Commit, FirstDays, LatestItem, LedgerEntry, Reject, RetainedDays, Shop};
use ports::suite::MemoryLedger;
use ports::{Committed, Conflict, ErrorKind, Ledger, Receipt, StoreError};
use tokio::sync::Semaphore;

/// The stored data, and counts of the calls.
#[derive(Debug, Default)]
struct Content {
    ledger: MemoryLedger,
    conflicts: usize,
    syncs: usize,
}

/// See the module.
#[derive(Debug)]
pub(crate) struct MemoryStore {
    content: Mutex<Content>,
    /// Whether every commit fails.
    pub(crate) is_away: AtomicBool,
    /// Whether every commit meets a conflict with its own expectations, as if other writers were always faster.
    pub(crate) is_contended: AtomicBool,
    /// Whether every commit panics.
    pub(crate) is_broken: AtomicBool,
    /// The error with which every affected call fails, without effect.
    pub(crate) refusal: Mutex<Option<ErrorKind>>,
    /// Each commit needs a permit to become durable.
    pub(crate) gate: Semaphore,
}

impl Default for MemoryStore {
    fn default() -> MemoryStore {
        MemoryStore {
            content: Mutex::default(),
            is_away: AtomicBool::new(false),
            is_contended: AtomicBool::new(false),
            is_broken: AtomicBool::new(false),
            refusal: Mutex::default(),
            gate: Semaphore::new(Semaphore::MAX_PERMITS / 2),
        }
    }
}

impl MemoryStore {
    /// A store whose commits are not durable until [`gate`](MemoryStore::gate) gets permits.
    pub(crate) fn gated() -> MemoryStore {
        MemoryStore {
            gate: Semaphore::new(0),
            ..MemoryStore::default()
        }
    }

    /// The id of an order that is too large for the store.
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
        self.content().ledger.entries.clone()
    }

    pub(crate) fn latest(&self) -> Vec<LatestItem> {
        self.content().ledger.latest.clone()
    }

    pub(crate) fn rejects(&self) -> Vec<Reject> {
        self.content().ledger.rejects.clone()
    }

    /// The number of entries in each applied commit.
    pub(crate) fn commits(&self) -> Vec<usize> {
        self.content().ledger.commits.clone()
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
            .ledger
            .retained
            .days
            .iter()
            .map(|day| day.epoch_days())
            .collect()
    }

    pub(crate) fn positions(&self) -> BTreeMap<String, String> {
        self.content().ledger.positions.clone()
    }

    /// Simulates another process that moves a position.
    pub(crate) fn move_position(&self, source: &str, position: &str) {
        self.content()
            .ledger
            .positions
            .insert(source.to_owned(), position.to_owned());
    }
}

#[async_trait]
impl Ledger for MemoryStore {
    async fn open_shop(&self, _: &Shop) -> Result<(), StoreError> {
        Ok(())
    }

    /// It shows no days, so there is nothing unknown about any.
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
        assert!(!self.is_broken.load(Ordering::SeqCst), "for the test");
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
        let committed = match self.is_contended.load(Ordering::SeqCst) {
            true => Committed::Conflict(Conflict {
                retained: Some(content.ledger.retained.clone()),
                ..content.ledger.compare(commit)
            }),
            false => content.ledger.commit(commit),
        };
        content.conflicts += usize::from(committed != Committed::Applied);
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
        Ok(self.content().ledger.retained.clone())
    }

    async fn position(&self, _: &Shop, source: &str) -> Result<Option<String>, StoreError> {
        Ok(self.content().ledger.positions.get(source).cloned())
    }
}
