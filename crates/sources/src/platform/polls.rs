//! The shops whose APIs are read: they come and go while servers run.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use domain::ShopId;
use ports::OrderSource;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// What runs, by shop.
#[derive(Default)]
pub struct Polls(Mutex<BTreeMap<ShopId, Running>>);

struct Running {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Polls {
    /// Begins to read for a shop; what was read for it before is stopped first.
    pub async fn start(&self, shop: ShopId, source: Box<dyn OrderSource>) {
        self.stop(&shop).await;
        let (stop, stopped) = watch::channel(false);
        let task = tokio::spawn(source.run(stopped));
        let before = self.lock(|running| running.insert(shop, Running { stop, task }));
        // Two starts at once: the later one holds.
        if let Some(before) = before {
            before.end().await;
        }
    }

    /// Stops reading for a shop; ends when what was begun to be committed is finished.
    pub async fn stop(&self, shop: &ShopId) {
        if let Some(running) = self.lock(|running| running.remove(shop)) {
            running.end().await;
        }
    }

    /// Stops all of them, at once and not one after the other.
    pub async fn stop_all(&self) {
        let all = self.lock(std::mem::take);
        for running in all.values() {
            running.stop.send_replace(true);
        }
        for running in all.into_values() {
            running.end().await;
        }
    }

    /// Whether something is read for a shop.
    pub fn is_running(&self, shop: &ShopId) -> bool {
        self.lock(|running| running.contains_key(shop))
    }

    fn lock<T>(&self, look: impl FnOnce(&mut BTreeMap<ShopId, Running>) -> T) -> T {
        // Entries are only ever added and removed.
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Running {
    async fn end(self) {
        self.stop.send_replace(true);
        if let Err(error) = self.task.await {
            let error = &error as &dyn std::error::Error;
            tracing::error!(error, "a source panicked");
        }
    }
}
