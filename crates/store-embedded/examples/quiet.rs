//! Measures the memory of a quiet shop, and how long its figures take to be read back:
//! `cargo run --release -p store-embedded --example quiet [SHOPS [ORDERS_A_DAY]]`.
//!
//! Each shop has eight days, with orders of one to four lines over 200 SKUs during opening hours. A separate process
//! fills the folder, so that only reading it is measured. Linux only.

#![allow(clippy::print_stdout, reason = "its answer goes to standard output")]

use std::error::Error;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use domain::{
    BoardQuery, BusinessDay, Known, OrderEvent, OrderLine, Orders, Price, Quantity, Retention,
    Shop, Timestamp, fold,
};
use ports::suite::{Dice, durably};
use ports::{Committed, Figures as _, Ledger as _, Store as _};
use store_embedded::{EmbeddedStore, Options};

/// As in the program, because the measurement depends on what the allocator returns to the system.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const DAYS: i64 = 8;
const DAY: i64 = 86_400_000;
const FIRST_DAY: i64 = 17_600;
const FILL: &str = "fill";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [fills, folder, shops, orders] = &arguments[..]
        && fills == FILL
    {
        return fill(Path::new(folder), shops.parse()?, orders.parse()?).await;
    }
    let number = |at: usize, usual| arguments.get(at).map_or(Ok(usual), |text| text.parse());
    let (shops, orders): (usize, usize) = (number(0, 1_000)?, number(1, 50)?);
    let folder = tempfile::tempdir()?;
    let filled = Command::new(std::env::current_exe()?)
        .arg(FILL)
        .arg(folder.path())
        .args([shops.to_string(), orders.to_string()])
        .status()?;
    if !filled.success() {
        return Err("the folder was not filled".into());
    }

    let options = Options {
        quiet: Duration::from_secs(2),
        ..Options::default()
    };
    let store = EmbeddedStore::open_with(folder.path(), options)?;
    let empty = resident()?;
    let kib = |bytes: u64| bytes.saturating_sub(empty) as f64 / 1_024.0 / shops as f64;
    let started = Instant::now();
    for number in 0..shops {
        store.open_shop(&shop(number)?).await?;
    }
    println!(
        "{shops} shops of {orders} orders a day: {:.1} KiB each, opened in {:.2} s",
        kib(resident()?),
        started.elapsed().as_secs_f64()
    );
    tokio::time::sleep(Duration::from_secs(6)).await;
    // The allocator returns memory freed by another thread when this one next allocates.
    store.board(&shop(0)?, &BoardQuery::of(last_day())).await?;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let asked_for: Vec<Vec<u8>> = (0..10).map(|_| Vec::with_capacity(100_000)).collect();
    drop(std::hint::black_box(asked_for));
    println!("at rest: {:.1} KiB each", kib(resident()?));
    let query = BoardQuery::of(last_day());
    let mut waits = Vec::new();
    for number in 1..shops {
        let shop = shop(number)?;
        let started = Instant::now();
        store.board(&shop, &query).await?;
        waits.push(started.elapsed());
    }
    waits.sort_unstable();
    let at = |share: usize| waits.get(waits.len().saturating_sub(1) * share / 100);
    println!(
        "the first board after that: {:.2?}, p99 {:.2?}, at most {:.2?}",
        at(50).copied().unwrap_or_default(),
        at(99).copied().unwrap_or_default(),
        at(100).copied().unwrap_or_default()
    );
    store.close().await?;
    Ok(())
}

fn last_day() -> BusinessDay {
    BusinessDay::from_epoch_days(FIRST_DAY as i32 + 7)
}

fn shop(number: usize) -> Result<Shop, Box<dyn Error>> {
    Ok(Shop::new(&format!("shop-{number}"), "UTC", "USD")?)
}

/// The bytes of this process in memory.
fn resident() -> Result<u64, Box<dyn Error>> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let number = line.and_then(|line| line.trim().strip_suffix(" kB"));
    Ok(1_024 * number.ok_or("no VmRSS")?.trim().parse::<u64>()?)
}

async fn fill(folder: &Path, shops: usize, orders_a_day: usize) -> Result<(), Box<dyn Error>> {
    let store = EmbeddedStore::open(folder)?;
    let mut dice = Dice::new(1);
    let skus: Vec<String> = (0..200).map(|sku| format!("SKU-{sku:06}")).collect();
    for number in 0..shops {
        let shop = shop(number)?;
        store.open_shop(&shop).await?;
        let retention = Retention {
            max_days: shop.retention_days,
            hold: None,
        };
        let mut batch = Orders::default();
        for order in 0..orders_a_day * DAYS as usize {
            let lines: Vec<OrderLine<'_>> = (0..1 + dice.below(4))
                .map(|_| {
                    let sku = &skus[dice.below(skus.len())];
                    let price = Price::from_micros(10_000 * dice.below(10_000) as u64);
                    let quantity = Quantity::whole(1 + dice.below(3) as i64);
                    OrderLine::product(sku, None, price, quantity.unwrap_or(Quantity::MAX))
                })
                .collect();
            let day = FIRST_DAY + (order / orders_a_day) as i64;
            // Between eight in the morning and eight in the evening.
            let of_day = DAY / 3 + dice.below(DAY as usize / 2) as i64;
            let id = format!("order-{order:06x}");
            let placed_at = Timestamp::from_millis(day * DAY + of_day);
            let event = OrderEvent::of_lines(&id, placed_at, &lines);
            let now = Timestamp::from_millis(1_600_000_000_000);
            let pushed = batch.push(&shop, now, &event);
            pushed.map_err(|rejection| rejection.detail)?;
        }
        let known = Known {
            retained: store.retained(&shop).await?,
            ..Known::default()
        };
        let folded = fold(&shop, &retention, &known, &batch);
        let committed = durably(&store, &shop, &folded.commit).await?;
        assert_eq!(committed, Committed::Applied, "every id is new");
    }
    store.close().await?;
    Ok(())
}
