//! The shops whose APIs are polled. They come and go while servers run.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use domain::ShopId;
use ports::OrderSource;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// The running polls, by shop.
#[derive(Default)]
pub struct Polls(Mutex<BTreeMap<ShopId, Running>>);

struct Running {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Polls {
    /// Starts polling for a shop, after stopping any earlier poll for it.
    pub async fn start(&self, shop: ShopId, source: Box<dyn OrderSource>) {
        self.stop(&shop).await;
        let (stop, stopped) = watch::channel(false);
        let task = tokio::spawn(source.run(stopped));
        let before = self.lock(|running| running.insert(shop, Running { stop, task }));
        // If two starts overlap, the later one wins.
        if let Some(before) = before {
            before.end().await;
        }
    }

    /// Stops polling for a shop, and waits for commits that have started.
    pub async fn stop(&self, shop: &ShopId) {
        if let Some(running) = self.lock(|running| running.remove(shop)) {
            running.end().await;
        }
    }

    /// Stops all polls concurrently.
    pub async fn stop_all(&self) {
        let all = self.lock(std::mem::take);
        for running in all.values() {
            running.stop.send_replace(true);
        }
        for running in all.into_values() {
            running.end().await;
        }
    }

    /// Whether a poll runs for a shop.
    pub fn is_running(&self, shop: &ShopId) -> bool {
        self.lock(|running| running.contains_key(shop))
    }

    fn lock<T>(&self, look: impl FnOnce(&mut BTreeMap<ShopId, Running>) -> T) -> T {
        // A panic cannot leave it inconsistent: entries are only added and removed.
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
