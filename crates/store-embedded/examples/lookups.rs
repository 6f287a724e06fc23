//! Measures how long full scans take, and how long other reads wait meanwhile:
//! `cargo run --release -p store-embedded --example lookups FOLDER`, on a folder that the example
//! `footprint ORDERS FOLDER` has filled.

#![allow(clippy::print_stdout, reason = "its answer goes to standard output")]

use std::error::Error;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use domain::{SearchText, Shop};
use ports::{Figures as _, Ledger as _, Records as _, Store as _, StoreError};
use store_embedded::EmbeddedStore;

#[tokio::main(flavor = "multi_thread", worker_threads = 1)]
async fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("name a folder")?;
    let store = Arc::new(EmbeddedStore::open(folder)?);
    let shop = Shop::new("shop", "UTC", "USD")?;
    store.open_shop(&shop).await?;
    let days = store.retained(&shop).await?.days;
    let day = *days.last().ok_or("the folder is empty")?;
    let (some, all) = (SearchText::new("sku-0123"), SearchText::new("sku"));

    let everything = domain::OrderFilter::default();
    let item = domain::OrderFilter::of_item(Some("SKU-000123"));
    let newest = store.orders(&shop, day, &everything, 0, 100);
    measured(&store, &shop, "the newest orders", newest).await?;
    let of_item = store.orders(&shop, day, &item, 0, 100);
    measured(&store, &shop, "an item's orders", of_item).await?;
    let deep = store.orders(&shop, day, &everything, 900_000, 100);
    measured(&store, &shop, "orders far back", deep).await?;
    let search = store.search(&shop, None, &some, 0, 100);
    measured(&store, &shop, "a search for a few", search).await?;
    let search = store.search(&shop, None, &all, 50_000, 100);
    measured(&store, &shop, "a search for all", search).await?;
    let search = store.search(&shop, Some(day), &some, 0, 100);
    measured(&store, &shop, "a search in a day", search).await?;
    store.close().await?;
    Ok(())
}

/// Prints how long a read takes, and how long short reads next to it wait.
async fn measured<T>(
    store: &Arc<EmbeddedStore>,
    shop: &Shop,
    what: &str,
    ask: impl Future<Output = Result<ports::Page<T>, StoreError>>,
) -> Result<(), Box<dyn Error>> {
    let is_over = Arc::new(AtomicBool::new(false));
    let (beside, own, over) = (Arc::clone(store), shop.clone(), Arc::clone(&is_over));
    let waiting = tokio::spawn(async move {
        let mut waits = Vec::new();
        while !over.load(Ordering::Relaxed) {
            let started = Instant::now();
            beside.retained(&own).await?;
            waits.push(started.elapsed());
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        waits.sort_unstable();
        Ok::<_, StoreError>(waits)
    });
    let started = Instant::now();
    let page = ask.await?;
    let took = started.elapsed();
    is_over.store(true, Ordering::Relaxed);
    let waits = waiting.await??;
    let at = |share: usize| waits.get(waits.len().saturating_sub(1) * share / 100);
    println!(
        "{what}: {} of {} in {took:.1?}; others waited {:.1?}, p99 {:.1?}, at most {:.1?}",
        page.items.len(),
        page.total,
        at(50).copied().unwrap_or_default(),
        at(99).copied().unwrap_or_default(),
        at(100).copied().unwrap_or_default(),
    );
    Ok(())
}
