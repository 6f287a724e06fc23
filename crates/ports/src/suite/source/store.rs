//! The store for the workers of the cases.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use domain::{Commit, FirstDays, RetainedDays, Shop};
use tokio::sync::watch;

use super::super::MemoryLedger;
use crate::{
    Committed, ErrorKind, Lease, LeaseRequest, Ledger, Presence, Receipt, ServerRecord, StoreError,
    StoreFigures,
};

/// A ledger and its leases.
#[derive(Default)]
pub struct SourceStore {
    ledger: Mutex<MemoryLedger>,
    leases: Mutex<HashMap<(String, String), (String, Instant)>>,
    is_away: AtomicBool,
    grants_all: AtomicBool,
    /// Lease requests so far.
    looks: watch::Sender<usize>,
}

impl SourceStore {
    /// The ids of its orders.
    pub fn orders(&self) -> BTreeSet<String> {
        self.ledger().entries.keys().cloned().collect()
    }

    /// The bodies of its rejects.
    pub fn rejects(&self) -> Vec<Vec<u8>> {
        let ledger = self.ledger();
        ledger.rejects.iter().map(|it| it.body.clone()).collect()
    }

    /// The positions of sources.
    pub fn positions(&self) -> BTreeMap<String, String> {
        self.ledger().positions.clone()
    }

    /// How many commits were applied.
    pub fn commits(&self) -> usize {
        self.ledger().commits.len()
    }

    /// A snapshot of everything, to go back to.
    pub fn moment(&self) -> MemoryLedger {
        self.ledger().clone()
    }

    /// Fails over to a server that lacks everything after a snapshot.
    pub fn roll_back(&self, moment: MemoryLedger) {
        *self.ledger() = moment;
    }

    /// Loses all positions and keeps the orders.
    pub fn forget_positions(&self) {
        self.ledger().positions.clear();
    }

    /// Stops answering, or answers again.
    pub fn set_away(&self, is_away: bool) {
        self.is_away.store(is_away, Ordering::SeqCst);
    }

    /// Grants every lease to everybody, like a store without leases.
    pub fn grant_all(&self) {
        self.grants_all.store(true, Ordering::SeqCst);
    }

    /// Waits until workers have checked their leases this many more times: by then they have done all their other
    /// checks as well.
    pub async fn looked_at(&self, times: usize) {
        let mut looks = self.looks.subscribe();
        let enough = *looks.borrow() + times;
        let looked = looks.wait_for(|looks| *looks >= enough);
        let looked = tokio::time::timeout(PATIENCE, looked).await;
        drop(looked.expect("leases are renewed"));
    }

    /// The holder of each lease, by the leased thing.
    pub fn holders(&self) -> BTreeMap<String, String> {
        let leases = self.leases.lock().expect("no case panics in here");
        let now = Instant::now();
        let held = leases.iter().filter(|(_, (_, until))| *until > now);
        let holder = held.map(|((_, name), (owner, _))| (name.clone(), owner.clone()));
        holder.collect()
    }

    fn ledger(&self) -> MutexGuard<'_, MemoryLedger> {
        self.ledger.lock().expect("no case panics in here")
    }

    fn check(&self) -> Result<(), StoreError> {
        match self.is_away.load(Ordering::SeqCst) {
            true => Err(StoreError::new(ErrorKind::Unavailable, "the store is away")),
            false => Ok(()),
        }
    }

    fn lease(&self, request: &LeaseRequest<'_>) -> Vec<Lease> {
        let mut leases = self.leases.lock().expect("no case panics in here");
        let now = Instant::now();
        leases.retain(|_, (_, until)| *until > now);
        let owner = request.owner.to_owned();
        for claim in request.take {
            let key = (request.group.to_owned(), claim.name.clone());
            let holder = leases.get(&key).map(|(holder, _)| holder);
            let is_free = holder.is_none_or(|it| *it == owner || Some(it) == claim.from.as_ref());
            if is_free || self.grants_all.load(Ordering::SeqCst) {
                leases.insert(key, (owner.clone(), now + request.lasts));
            }
        }
        for name in request.release {
            let key = (request.group.to_owned(), name.clone());
            if leases.get(&key).is_some_and(|(holder, _)| *holder == owner) {
                leases.remove(&key);
            }
        }
        let of_group = leases
            .iter()
            .filter(|((group, _), _)| group == request.group);
        let granted = of_group.map(|((_, name), (owner, _))| Lease {
            name: name.clone(),
            owner: owner.clone(),
        });
        granted.collect()
    }
}

/// The store as one worker sees it: it can fall asleep in the middle of a call.
pub struct WorkerStore {
    store: Arc<SourceStore>,
    asleep: watch::Sender<bool>,
    /// Whether it falls asleep in its next commit.
    is_tired: AtomicBool,
}

impl WorkerStore {
    /// A store that is awake.
    pub fn of(store: &Arc<SourceStore>) -> Arc<WorkerStore> {
        Arc::new(WorkerStore {
            store: Arc::clone(store),
            asleep: watch::Sender::new(false),
            is_tired: AtomicBool::new(false),
        })
    }

    /// Blocks every call of this worker from its next commit on, as on a frozen machine.
    pub fn fall_asleep_in_a_commit(&self) {
        self.is_tired.store(true, Ordering::SeqCst);
    }

    /// Whether it is asleep.
    pub fn is_asleep(&self) -> bool {
        *self.asleep.borrow()
    }

    /// Lets it continue where it was.
    pub fn wake(&self) {
        self.asleep.send_replace(false);
    }

    async fn awake(&self) -> Result<(), StoreError> {
        let mut asleep = self.asleep.subscribe();
        asleep
            .wait_for(|asleep| !asleep)
            .await
            .expect("the sender is here");
        self.store.check()
    }
}

#[async_trait]
impl Ledger for WorkerStore {
    async fn open_shop(&self, _: &Shop) -> Result<(), StoreError> {
        Ok(())
    }

    async fn raise_first_days(&self, _: &Shop, _: &FirstDays) -> Result<(), StoreError> {
        Ok(())
    }

    async fn retained(&self, _: &Shop) -> Result<RetainedDays, StoreError> {
        self.awake().await?;
        Ok(self.store.ledger().retained.clone())
    }

    async fn check_shop(&self, _: &Shop) -> Result<(), StoreError> {
        self.awake().await
    }

    async fn position(&self, _: &Shop, source: &str) -> Result<Option<String>, StoreError> {
        self.awake().await?;
        Ok(self.store.ledger().positions.get(source).cloned())
    }

    async fn submit<'c>(
        &'c self,
        _: &'c Shop,
        commit: &'c Commit<'c>,
    ) -> Result<Receipt<'c>, StoreError> {
        if !commit.is_empty() && self.is_tired.swap(false, Ordering::SeqCst) {
            self.asleep.send_replace(true);
        }
        self.awake().await?;
        let committed = match commit.is_empty() {
            true => Committed::Applied,
            false => self.store.ledger().commit(commit),
        };
        Ok(Receipt::compared(committed, async { Ok(()) }))
    }

    /// Small commits, so that one read needs several.
    fn max_lines_per_commit(&self) -> usize {
        16
    }
}

#[async_trait]
impl Presence for WorkerStore {
    async fn ready(&self) -> Result<(), StoreError> {
        self.store.check()
    }

    async fn health(&self) -> Result<StoreFigures, StoreError> {
        Ok(StoreFigures::default())
    }

    async fn announce(&self, server: &ServerRecord) -> Result<Vec<ServerRecord>, StoreError> {
        Ok(vec![server.clone()])
    }

    async fn servers(&self) -> Result<Vec<ServerRecord>, StoreError> {
        Ok(Vec::new())
    }

    async fn notes(&self) -> Result<Vec<(String, String)>, StoreError> {
        Ok(Vec::new())
    }

    async fn set_note(&self, _: &str, _: Option<&str>) -> Result<(), StoreError> {
        Ok(())
    }

    async fn document(&self, _: &str) -> Result<Vec<u8>, StoreError> {
        Ok(Vec::new())
    }

    async fn replace_document(&self, _: &str, _: &[u8], _: &[u8]) -> Result<bool, StoreError> {
        Ok(false)
    }

    async fn lease(&self, _: &Shop, request: &LeaseRequest<'_>) -> Result<Vec<Lease>, StoreError> {
        self.awake().await?;
        self.store.looks.send_modify(|looks| *looks += 1);
        let leases = self.store.lease(request);
        if !self.store.grants_all.load(Ordering::SeqCst) {
            return Ok(leases);
        }
        let claims = request.take.iter();
        let granted = claims.map(|claim| Lease {
            name: claim.name.clone(),
            owner: request.owner.to_owned(),
        });
        Ok(granted.collect())
    }
}

/// How long anything may take on a busy machine.
pub(super) const PATIENCE: Duration = Duration::from_secs(60);
