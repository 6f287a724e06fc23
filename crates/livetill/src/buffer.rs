//! Starts the intake buffer: one queue on disk with a line for each shop.

use std::collections::HashMap;
use std::sync::Arc;

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
    /// What the queue held at the start, by shop.
    held: HashMap<String, Held>,
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
        held: held.into_iter().collect(),
    })
}

impl Buffers {
    /// The line of a shop. `is_open` says whether the shop is open in the store.
    pub(crate) fn of(&self, shop: &Arc<Shop>, is_open: bool) -> Buffer {
        let (store, queue) = (Arc::clone(&self.store), Arc::clone(&self.queue));
        let held = self.held.get(shop.id.as_str()).copied();
        let held = held.unwrap_or_default();
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
