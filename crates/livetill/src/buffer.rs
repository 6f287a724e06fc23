//! Starts the intake buffer: one queue on disk with a line for each shop.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Context;
use domain::Shop;
use pipeline::Buffer;
use ports::{Held, Ledger, RecordQueue};
use store_embedded::DiskQueue;

use crate::config::BufferSettings;

/// The queue that all lines share.
pub(crate) struct Buffers {
    queue: Arc<dyn RecordQueue>,
    store: Arc<dyn Ledger>,
    max_bytes: u64,
    /// What the queue held at the start, by shop, until the shop is opened: one that is added again does not have it.
    held: Mutex<HashMap<String, Held>>,
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
    Ok(Buffers {
        queue,
        store,
        max_bytes: settings.max_bytes,
        held: Mutex::new(held.into_iter().collect()),
    })
}

impl Buffers {
    /// The line of a shop. `is_open` says whether the shop is open in the store.
    pub(crate) fn of(&self, shop: &Arc<Shop>, is_open: bool) -> Buffer {
        let (store, queue) = (Arc::clone(&self.store), Arc::clone(&self.queue));
        // A map stays whole whatever panics.
        let mut waiting = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let held = waiting.remove(shop.id.as_str()).unwrap_or_default();
        drop(waiting);
        Buffer::start(
            Arc::clone(shop),
            store,
            queue,
            held,
            self.max_bytes,
            is_open,
        )
    }
}

#[cfg(test)]
mod tests {
    use domain::Timestamp;
    use ports::NewRecord;
    use store_embedded::EmbeddedStore;

    use super::*;

    #[tokio::test]
    async fn what_waited_at_the_start_is_not_counted_again_for_a_shop_that_is_added_again() {
        let (queue, store) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let shop = Arc::new(Shop::new("shop", "UTC", "USD").unwrap());
        let record = NewRecord {
            orders: 1,
            received_at: Timestamp::from_millis(0),
            bytes: b"an order".to_vec(),
        };
        let before = DiskQueue::open(queue.path()).unwrap();
        before.append(&shop.id, vec![record]).await.unwrap();
        drop(before);
        let settings = BufferSettings {
            path: queue.path().to_owned(),
            max_bytes: 1_000,
        };
        let store = Arc::new(EmbeddedStore::open(store.path()).unwrap());
        let buffers = open(&settings, &[], store).await.unwrap();
        assert!(buffers.of(&shop, true).is_in_use());
        assert!(!buffers.of(&shop, true).is_in_use());
    }
}
