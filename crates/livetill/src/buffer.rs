//! Starts the intake buffer: a line for each shop over one queue on disk.

use std::sync::Arc;

use anyhow::Context;
use domain::Shop;
use pipeline::Buffer;
use ports::{Held, Ledger, RecordQueue};
use store_embedded::DiskQueue;

use crate::config::BufferSettings;

/// A line for each of the shops, in their order.
///
/// # Errors
/// When the folder is in use, or cannot be read or made.
pub(crate) async fn start(
    settings: &BufferSettings,
    shops: &[Arc<Shop>],
    store: Arc<dyn Ledger>,
    is_open: bool,
) -> anyhow::Result<Vec<Buffer>> {
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
    let held_of = |shop: &Shop| {
        let found = held.iter().find(|(id, _)| id == shop.id.as_str());
        found.map_or_else(Held::default, |(_, held)| *held)
    };
    let start = |shop: &Arc<Shop>| {
        let (store, queue) = (Arc::clone(&store), Arc::clone(&queue));
        let (held, max_bytes) = (held_of(shop), settings.max_bytes);
        Buffer::start(Arc::clone(shop), store, queue, held, max_bytes, is_open)
    };
    Ok(shops.iter().map(start).collect())
}
