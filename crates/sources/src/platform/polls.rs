//! The shops whose APIs are polled. They come and go while servers run.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use domain::ShopId;
use ports::OrderSource;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::Instant;

use crate::wait;

/// Between two shops that start: a server that starts with thousands has other things to do, and what begins spread out
/// stays so.
const APART: Duration = Duration::from_millis(30);

/// The running polls.
#[derive(Default)]
pub struct Polls(Mutex<Known>);

#[derive(Default)]
struct Known {
    by_shop: BTreeMap<ShopId, Running>,
    /// When the next one may start.
    next: Option<Instant>,
}

struct Running {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Polls {
    /// Starts polling for a shop, after stopping any earlier poll for it.
    pub async fn start(&self, shop: ShopId, source: Box<dyn OrderSource>) {
        self.stop(&shop).await;
        let (stop, mut stopped) = watch::channel(false);
        let turn = self.lock(Known::turn);
        let task = tokio::spawn(async move {
            if !wait(&mut stopped, turn).await {
                source.run(stopped).await;
            }
        });
        let before = self.lock(|known| known.by_shop.insert(shop, Running { stop, task }));
        // If two starts overlap, the later one wins.
        if let Some(before) = before {
            before.end().await;
        }
    }

    /// Stops polling for a shop, and waits for commits that have started.
    pub async fn stop(&self, shop: &ShopId) {
        if let Some(running) = self.lock(|known| known.by_shop.remove(shop)) {
            running.end().await;
        }
    }

    /// Stops all polls concurrently.
    pub async fn stop_all(&self) {
        let all = self.lock(|known| std::mem::take(&mut known.by_shop));
        for running in all.values() {
            running.stop.send_replace(true);
        }
        for running in all.into_values() {
            running.end().await;
        }
    }

    /// Whether a poll runs for a shop.
    pub fn is_running(&self, shop: &ShopId) -> bool {
        self.lock(|known| known.by_shop.contains_key(shop))
    }

    fn lock<T>(&self, look: impl FnOnce(&mut Known) -> T) -> T {
        // A panic cannot leave it inconsistent: entries are only added and removed.
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Known {
    /// How long the next one to start waits.
    fn turn(&mut self) -> Duration {
        let now = Instant::now();
        let turn = self.next.map_or(now, |next| next.max(now));
        self.next = Some(turn + APART);
        turn - now
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

#[cfg(test)]
mod tests {
    use async_trait::async_trait;
    use tokio::sync::mpsc;

    use super::*;

    struct Starting(mpsc::UnboundedSender<Instant>);

    #[async_trait]
    impl OrderSource for Starting {
        fn name(&self) -> String {
            "api:elm".to_owned()
        }

        async fn run(self: Box<Self>, _: watch::Receiver<bool>) {
            self.0.send(Instant::now()).unwrap();
        }
    }

    #[tokio::test(start_paused = true)]
    async fn shops_do_not_all_start_at_once() {
        let (polls, (told, mut started)) = (Polls::default(), mpsc::unbounded_channel());
        let begun = Instant::now();
        for shop in ["a", "b", "c"] {
            let source = Box::new(Starting(told.clone()));
            polls.start(ShopId::new(shop).unwrap(), source).await;
        }
        for turn in 0..3 {
            assert_eq!(started.recv().await.unwrap() - begun, APART * turn);
        }
        // One that is stopped before its turn never runs.
        let last = ShopId::new("d").unwrap();
        polls.start(last.clone(), Box::new(Starting(told))).await;
        polls.stop(&last).await;
        assert!(started.recv().await.is_none());
    }
}
