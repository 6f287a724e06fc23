//! The starting point of the cases: an empty source, an empty store, workers.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use domain::{Shop, Timestamp};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::store::PATIENCE;
use super::{Attached, SourceFactory, SourceStore, WorkerStore};
use crate::Loss;

/// An empty source and an empty store.
pub struct SourceFixture<'f> {
    /// The source.
    pub factory: &'f dyn SourceFactory,
    /// The store.
    pub store: Arc<SourceStore>,
    shop: Arc<Shop>,
    /// How far the clock is ahead of the machine's, in milliseconds.
    ahead: Arc<AtomicI64>,
}

/// A worker that reads.
pub struct Worker {
    /// The store as this worker sees it.
    pub store: Arc<WorkerStore>,
    /// The source's name.
    pub source: String,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

/// An order as sent by a producer.
pub fn event(id: &str) -> String {
    format!(
        r#"{{"id":"{id}","timestamp":"2018-03-11T10:00:00Z","items":[{{"sku":"A","price":"1.50","quantity":2}}]}}"#
    )
}

impl<'f> SourceFixture<'f> {
    /// Creates the source.
    pub async fn new(factory: &'f dyn SourceFactory) -> SourceFixture<'f> {
        factory.create().await;
        let shop = Shop::new("default", "UTC", "USD").expect("the shop is valid");
        SourceFixture {
            factory,
            store: Arc::default(),
            shop: Arc::new(shop),
            ahead: Arc::default(),
        }
    }

    /// Puts orders with these numbers as ids.
    pub async fn put(&self, orders: Range<u32>) {
        for id in orders {
            let id = id.to_string();
            self.factory.put(&id, event(&id).as_bytes()).await;
        }
    }

    /// Starts a worker.
    pub async fn start(&self) -> Worker {
        let (store, ahead) = (WorkerStore::of(&self.store), Arc::clone(&self.ahead));
        let attached = Attached {
            shop: Arc::clone(&self.shop),
            ledger: store.clone(),
            leases: store.clone(),
            clock: Arc::new(move || {
                let machine = SystemTime::now().duration_since(UNIX_EPOCH);
                let millis = machine.expect("it is after 1970").as_millis() as i64;
                Timestamp::from_millis(millis + ahead.load(Ordering::SeqCst))
            }),
        };
        let source = self.factory.worker(attached).await;
        let (stop, stopped) = watch::channel(false);
        Worker {
            store,
            source: source.name(),
            task: tokio::spawn(source.run(stopped)),
            stop,
        }
    }

    /// Lets time pass for workers and source.
    pub async fn pass(&self, time: Duration) {
        self.move_clock(time);
        self.factory.pass(time).await;
    }

    /// Lets time pass only for workers: the source has moved already.
    pub fn move_clock(&self, time: Duration) {
        let millis = time.as_millis() as i64;
        self.ahead.fetch_add(millis, Ordering::SeqCst);
    }

    /// Waits until exactly these orders are in the store.
    pub async fn has(&self, what: &str, orders: Range<u32>) {
        let wanted: BTreeSet<String> = orders.map(|id| id.to_string()).collect();
        let so = || self.store.orders() == wanted;
        if !settles(so).await {
            let found = self.store.orders();
            let missing: Vec<_> = wanted.difference(&found).collect();
            let more: Vec<_> = found.difference(&wanted).collect();
            panic!("{what}: {missing:?} are missing, {more:?} too many");
        }
    }

    /// Waits until a condition holds.
    pub async fn until(&self, what: &str, so: impl FnMut() -> bool) {
        assert!(settles(so).await, "waited in vain until {what}");
    }

    /// The loss reported for a source.
    pub fn lost(&self, source: &str) -> Option<Loss> {
        let positions = self.store.positions();
        let text = positions.get(&Loss::position_name(source))?;
        Some(Loss::parse(text).expect("a loss that can be read"))
    }
}

async fn settles(mut so: impl FnMut() -> bool) -> bool {
    let started = Instant::now();
    while !so() {
        if started.elapsed() > PATIENCE {
            return false;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    true
}

impl Worker {
    /// Asks it to stop, and waits until it has.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        let ended = tokio::time::timeout(PATIENCE, self.task).await;
        ended.expect("it stops").expect("it does not panic");
    }

    /// Ends it like a crash, wherever it is.
    pub async fn kill(self) {
        self.task.abort();
        let ended = self.task.await;
        assert!(ended.is_err_and(|it| it.is_cancelled()), "it was running");
    }
}
