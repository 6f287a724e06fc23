//! Starts the intake buffer: one queue on disk with a line for each shop.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::Context;
use domain::{Shop, ShopId};
use pipeline::Buffer;
use ports::{Held, Ledger, RecordQueue, StoreError};
use store_embedded::DiskQueue;

use crate::config::BufferSettings;

/// The queue that all lines share.
pub(crate) struct Buffers {
    queue: Arc<dyn RecordQueue>,
    store: Arc<dyn Ledger>,
    max_bytes: u64,
    lines: Mutex<HashMap<String, Known>>,
}

/// What is known of a shop's line.
enum Known {
    /// What it held at the start, until the shop is opened.
    Held(Held),
    /// Once it is opened. One that was closed still says what it holds: the shop may come back.
    Opened(Buffer),
}

/// Opens the queue. `shops` are those known already.
///
/// # Errors
/// When the folder is in use, or cannot be read or created.
pub(crate) async fn open(
    settings: &BufferSettings,
    shops: &[Arc<Shop>],
    store: Arc<dyn Ledger>,
) -> anyhow::Result<Buffers> {
    let queue = DiskQueue::open(&settings.path).context("buffer")?;
    let queue: Arc<dyn RecordQueue> = Arc::new(queue);
    let held = queue.held().await.context("buffer")?;
    for (shop, held) in &held {
        let orders = held.orders;
        if shops.iter().any(|it| it.id.as_str() == shop) {
            tracing::info!(shop, orders, "orders wait in the intake buffer");
        } else {
            tracing::warn!(
                shop,
                orders,
                "orders wait in the intake buffer for a shop that is not configured"
            );
        }
    }
    let lines = held.into_iter();
    let lines = lines.map(|(shop, held)| (shop, Known::Held(held)));
    Ok(Buffers {
        queue,
        store,
        max_bytes: settings.max_bytes,
        lines: Mutex::new(lines.collect()),
    })
}

impl Buffers {
    /// The line of a shop. `is_open` says whether the shop is open in the store.
    pub(crate) fn of(&self, shop: &Arc<Shop>, is_open: bool) -> Buffer {
        let (store, queue) = (Arc::clone(&self.store), Arc::clone(&self.queue));
        let mut lines = self.lock();
        let held = match lines.get(shop.id.as_str()) {
            None => Held::default(),
            Some(Known::Held(held)) => *held,
            Some(Known::Opened(before)) => before.held(),
        };
        let line = Buffer::start(
            Arc::clone(shop),
            store,
            queue,
            held,
            self.max_bytes,
            is_open,
        );
        lines.insert(shop.id.to_string(), Known::Opened(line.clone()));
        line
    }

    /// Deletes what waits for a shop. Its line is closed, or was not opened.
    ///
    /// # Errors
    /// Any of the queue.
    pub(crate) async fn forget(&self, shop: &ShopId) -> Result<(), StoreError> {
        self.lock().remove(shop.as_str());
        let Held { orders, .. } = self.queue.remove(shop, u64::MAX).await?;
        if orders > 0 {
            tracing::warn!(%shop, orders, "orders that waited in the intake buffer went with their shop");
        }
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Known>> {
        // A map stays whole whatever panics.
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use domain::Timestamp;
    use ports::{NewRecord, Store as _};
    use store_embedded::EmbeddedStore;

    use super::*;

    /// The list of shops was lost, and is there again.
    #[tokio::test]
    async fn a_shop_that_comes_back_has_what_still_waits() {
        let (queue, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let shop = Arc::new(Shop::new("shop", "UTC", "USD").unwrap());
        let before = DiskQueue::open(queue.path()).unwrap();
        before.append(&shop.id, vec![record()]).await.unwrap();
        drop(before);
        let store = Arc::new(EmbeddedStore::open(folder.path()).unwrap());
        let away: Arc<EmbeddedStore> = Arc::clone(&store);
        away.close().await.unwrap();
        let buffers = open(&settings(&queue), &[], store).await.unwrap();
        for _ in 0..2 {
            let line = buffers.of(&shop, true);
            line.shutdown().await;
            assert_eq!(line.status().orders, 1);
        }
        let drained = buffers.queue.remove(&shop.id, u64::MAX).await.unwrap();
        assert_eq!(drained.orders, 1, "it was there all the time");
    }

    #[tokio::test]
    async fn what_waits_for_a_removed_shop_goes_with_it() {
        let (queue, store) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let shop = Arc::new(Shop::new("shop", "UTC", "USD").unwrap());
        let other = ShopId::new("other").unwrap();
        let before = DiskQueue::open(queue.path()).unwrap();
        for shop in [&shop.id, &other] {
            before.append(shop, vec![record()]).await.unwrap();
        }
        drop(before);
        let store = Arc::new(EmbeddedStore::open(store.path()).unwrap());
        let buffers = open(&settings(&queue), &[], store).await.unwrap();
        buffers.forget(&shop.id).await.unwrap();
        assert!(!buffers.of(&shop, true).is_in_use());
        let held = buffers.queue.held().await.unwrap();
        assert_eq!(
            held.iter().map(|(shop, _)| &**shop).collect::<Vec<_>>(),
            ["other"]
        );
    }

    fn settings(queue: &tempfile::TempDir) -> BufferSettings {
        BufferSettings {
            path: queue.path().to_owned(),
            max_bytes: 1_000,
        }
    }

    fn record() -> NewRecord {
        NewRecord {
            orders: 1,
            received_at: Timestamp::from_millis(0),
            bytes: b"an order".to_vec(),
        }
    }
}
