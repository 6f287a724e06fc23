//! Measures how much memory an order takes, and how long a store takes to open:
//! `cargo run --release -p store-embedded --example footprint [ORDERS [FOLDER]]`.
//!
//! Orders have 2.5 lines on average and ids of 12 characters; 100,000 SKUs.

#![allow(clippy::print_stdout, reason = "its answer goes to standard output")]

use std::error::Error;
use std::path::PathBuf;
use std::time::Instant;

use domain::{
    Commit, Known, OrderEvent, OrderLine, Orders, Price, Quantity, Retention, Shop, Timestamp, fold,
};
use ports::suite::Dice;
use ports::{Committed, Ledger as _, Store as _};
use store_embedded::EmbeddedStore;

const BATCH: usize = 10_000;
const DAYS: i64 = 8;
const DAY: i64 = 86_400_000;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let orders: usize = arguments
        .next()
        .map_or(Ok(1_000_000), |orders| orders.parse())?;
    let temporary = tempfile::tempdir()?;
    let folder = arguments
        .next()
        .map_or_else(|| temporary.path().to_owned(), PathBuf::from);
    let shop = Shop::new("shop", "UTC", "USD")?;

    let started = Instant::now();
    let store = EmbeddedStore::open(&folder)?;
    store.open_shop(&shop).await?;
    fill(&store, &shop, orders).await?;
    let seconds = started.elapsed().as_secs_f64();
    println!(
        "filled in {seconds:.1} s, {:.0} orders/s",
        orders as f64 / seconds
    );
    let size = store.ledger_size(&shop)?;
    println!(
        "{} orders, {:.1} bytes each",
        size.orders,
        size.bytes as f64 / size.orders as f64
    );
    let started = Instant::now();
    store.close().await?;
    drop(store);
    println!("closed in {:.2} s", started.elapsed().as_secs_f64());

    for _ in 0..2 {
        let started = Instant::now();
        let store = EmbeddedStore::open(&folder)?;
        let opened = started.elapsed().as_secs_f64();
        store.open_shop(&shop).await?;
        let ready = started.elapsed().as_secs_f64();
        let size = store.ledger_size(&shop)?;
        let bytes = size.bytes as f64 / size.orders as f64;
        println!(
            "ready in {ready:.2} s ({opened:.2} s for the library), {bytes:.1} bytes an order"
        );
        store.close().await?;
    }
    Ok(())
}

async fn fill(store: &EmbeddedStore, shop: &Shop, orders: usize) -> Result<(), Box<dyn Error>> {
    let mut dice = Dice::new(1);
    let skus: Vec<String> = (0..100_000).map(|sku| format!("SKU-{sku:06}")).collect();
    let retention = Retention {
        max_days: shop.retention_days,
        hold: None,
    };
    for first in (0..orders).step_by(BATCH) {
        let mut batch = Orders::default();
        for number in first..(first + BATCH).min(orders) {
            let lines: Vec<OrderLine<'_>> = (0..1 + dice.below(4))
                .map(|_| {
                    let sku = &skus[dice.below(skus.len())];
                    let price = Price::from_micros(10_000 * dice.below(10_000) as u64);
                    let quantity = Quantity::whole(1 + dice.below(3) as i64);
                    OrderLine::product(sku, None, price, quantity.unwrap_or(Quantity::MAX))
                })
                .collect();
            let at = number as i64 * DAYS * DAY / orders as i64;
            let id = format!("order-{number:06x}", number = number ^ 0x5a_5a5a);
            let placed_at = Timestamp::from_millis(1_520_000_000_000 / DAY * DAY + at);
            let event = OrderEvent::of_lines(&id, placed_at, &lines);
            let now = Timestamp::from_millis(1_600_000_000_000);
            batch
                .push(shop, now, &event)
                .map_err(|rejection| rejection.detail)?;
        }
        let known = Known {
            retained: store.retained(shop).await?,
            ..Known::default()
        };
        let folded = fold(shop, &retention, &known, &batch);
        let committed = store.submit(shop, &folded.commit).await?.applied().await?;
        assert_eq!(committed, Committed::Applied, "every id is new");
    }
    let nothing = Commit::default();
    let synced = store.submit(shop, &nothing).await?.durable().await?;
    assert_eq!(synced, Committed::Applied);
    Ok(())
}
