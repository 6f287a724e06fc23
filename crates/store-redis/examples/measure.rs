//! Measures the store on its own redis-server, and the article's commands on another one: orders per second, time of
//! the script calls, memory per order and per item.
//!
//! `cargo run --release -p store-redis --example measure -- [ORDERS] [LINES-A-COMMIT] [IDS]`
//!
//! Orders have 1–4 lines of 100,000 SKUs with a Zipf-like spread and names, sorted by time over a week. Ids are
//! consecutive numbers, or UUIDs with `random`.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::collections::HashMap;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use domain::{
    BoardQuery, BusinessDay, Known, OrderEvent, OrderLine, Orders, Price, Quantity, Retention,
    Shop, Timestamp, fold,
};
use ports::suite::durably;
use ports::{Committed, Figures, Ledger};
use store_redis::RedisStore;
use test_servers::Redis;

const SKUS: usize = 100_000;
const WEEK: u64 = 7 * 86_400_000;
const START: i64 = 1_520_380_800_000;

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |index: usize| arguments.get(index).map(|it| it.parse::<usize>().unwrap());
    let orders = number(0).unwrap_or(400_000);
    let lines_a_commit = number(1).unwrap_or(40_000);
    let random_ids = arguments.get(2).is_some_and(|ids| ids == "random");
    let mut shop = Shop::new("default", "UTC", "USD").unwrap();
    shop.products = Some(arguments.iter().any(|it| it == "products"));
    let catalogue = Catalogue::new(random_ids);

    let server = Server::start();
    let batches = batches(&shop, &catalogue, orders, lines_a_commit);
    let lines: usize = batches.iter().map(Orders::line_count).sum();
    println!("{orders} orders, {lines} lines, {} commits", batches.len());
    let store = RedisStore::connect(&server.0.url()).await.unwrap();
    store.open_shop(&shop).await.unwrap();
    let (before, cpu_before) = (server.memory(), server.cpu());
    let started = Instant::now();
    let mut folding = Duration::ZERO;
    let retention = Retention {
        max_days: 8,
        hold: None,
    };
    let mut known = Known::default();
    for batch in &batches {
        let fold_started = Instant::now();
        let folded = fold(&shop, &retention, &known, batch);
        folding += fold_started.elapsed();
        let answer = durably(&store, &shop, &folded.commit).await.unwrap();
        assert_eq!(answer, Committed::Applied);
        let retained = folded.commit.retained.clone();
        drop(folded);
        known.retained = retained.unwrap_or(known.retained);
    }
    let ours = orders as f64 / started.elapsed().as_secs_f64();
    let memory = server.memory() - before;
    let our_cpu = (server.cpu() - cpu_before) * 1e6 / orders as f64;
    println!(
        "livetill        {ours:>9.0} orders/s (of the time, {:.0} % folding)",
        100.0 * folding.as_secs_f64() / started.elapsed().as_secs_f64()
    );
    server.calls("evalsha", orders);
    let ledger: usize = (0..16)
        .map(|shard| server.usage(&format!("livetill:entries:{shard}")))
        .sum();
    println!(
        "ledger          {:>9.1} bytes an order",
        ledger as f64 / orders as f64
    );
    let items: usize = server.number(&["HLEN", "livetill:catalogue"]);
    let day = "20180308";
    let day_keys = [
        format!("orders:items:{day}"),
        format!("livetill:sold:{day}"),
    ];
    let keys = ["livetill:catalogue", "livetill:sold", "livetill:named"].map(str::to_owned);
    for key in keys.into_iter().chain(day_keys) {
        let items = if key.ends_with(day) {
            server.number(&["SCARD", &format!("orders:items:{day}")])
        } else {
            items
        };
        let bytes = server.usage(&key) as f64 / items as f64;
        println!("{key:<24} {bytes:>6.1} bytes an item");
    }
    println!(
        "all             {:>9.1} bytes an order",
        memory as f64 / orders as f64
    );
    check(&store, &shop, orders).await;

    server.ask(&["SLOWLOG", "RESET"]);
    let single = Instant::now();
    let count = 2_000;
    for number in 0..count {
        let mut one = Orders::default();
        catalogue.push(&mut one, &shop, orders + number, orders);
        let folded = fold(&shop, &retention, &known, &one);
        assert_eq!(
            durably(&store, &shop, &folded.commit).await.unwrap(),
            Committed::Applied
        );
    }
    println!(
        "one by one      {:>9.1} µs a commit",
        single.elapsed().as_secs_f64() * 1e6 / f64::from(count as u32)
    );
    server.calls("evalsha", count);
    let query = BoardQuery::of(BusinessDay::parse_compact(day).unwrap());
    let boards = Instant::now();
    for _ in 0..200 {
        store.board(&shop, &query).await.unwrap();
    }
    println!(
        "a board         {:>9.1} µs",
        boards.elapsed().as_secs_f64() * 1e6 / 200.0
    );
    let again = Instant::now();
    for batch in &batches {
        let folded = fold(&shop, &retention, &known, batch);
        let answer = durably(&store, &shop, &folded.commit).await.unwrap();
        assert!(matches!(answer, Committed::Conflict(_)));
    }
    println!(
        "replay          {:>9.0} orders/s",
        orders as f64 / again.elapsed().as_secs_f64()
    );
    drop(server);

    let (theirs, their_cpu) = article(&catalogue, orders.min(200_000));
    println!(
        "article's pipe  {theirs:>9.0} orders/s; ratio {:.2}",
        ours / theirs
    );
    println!(
        "server's processor: {our_cpu:.2} µs an order, article's {their_cpu:.2} µs; ratio {:.2}",
        their_cpu / our_cpu
    );
}

/// Speed is worthless if the figures are wrong.
async fn check(store: &RedisStore, shop: &Shop, orders: usize) {
    let first = BusinessDay::parse("2018-03-01").unwrap();
    let days = store.days(shop, first, first + 20).await.unwrap();
    assert_eq!(
        days.iter()
            .map(|day| day.sums[domain::Measure::Orders])
            .sum::<i128>(),
        orders as i128
    );
    let page = store.popular(shop, None, 0, 1_000).await.unwrap();
    assert!(
        page.items
            .is_sorted_by_key(|item| std::cmp::Reverse(item.units))
    );
}

/// SKUs, names and prices, and how often each item sells.
struct Catalogue {
    skus: Vec<String>,
    names: Vec<String>,
    random_ids: bool,
}

impl Catalogue {
    fn new(random_ids: bool) -> Catalogue {
        Catalogue {
            random_ids,
            skus: (0..SKUS)
                .map(|sku| (100_000_000 + sku * 7_919 % 899_999_999).to_string())
                .collect(),
            names: (0..SKUS)
                .map(|sku| format!("Chocolate cookie {sku}"))
                .collect(),
        }
    }

    /// Order `number` of `all`: its lines as (SKU, quantity, price in cents), and its time.
    fn order(&self, number: usize, all: usize) -> (Vec<(usize, i64, u64)>, i64) {
        let mut seed = number as u64;
        let mut next = || {
            seed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mixed = (seed ^ (seed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            seed = seed.wrapping_mul(31).wrapping_add(mixed >> 40);
            mixed ^ (mixed >> 31)
        };
        let lines = (0..1 + next() % 4).map(|_| {
            // Rank r is drawn about as often as 1/r.
            let even = (next() >> 11) as f64 / (1_u64 << 53) as f64;
            let rank = ((SKUS as f64).powf(even) - 1.0) as usize;
            (
                rank.min(SKUS - 1),
                1 + (next() % 3) as i64,
                99 + (rank as u64 * 37) % 5_000,
            )
        });
        let lines = lines.collect();
        (lines, START + (WEEK * number as u64 / all as u64) as i64)
    }

    fn id(&self, number: usize) -> String {
        if !self.random_ids {
            return (5_000_000_000 + number).to_string();
        }
        let mixed = (number as u128 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835);
        let digits = format!("{mixed:032x}");
        let groups = [
            &digits[..8],
            &digits[8..12],
            &digits[12..16],
            &digits[16..20],
            &digits[20..],
        ];
        groups.join("-")
    }

    fn push(&self, orders: &mut Orders, shop: &Shop, number: usize, all: usize) {
        let (lines, placed_at) = self.order(number.min(all - 1), all);
        let lines: Vec<OrderLine<'_>> = lines
            .iter()
            .map(|&(sku, quantity, cents)| {
                let price = Price::from_micros(cents * 10_000);
                let quantity = Quantity::whole(quantity).unwrap();
                OrderLine::product(&self.skus[sku], Some(&self.names[sku]), price, quantity)
            })
            .collect();
        let (id, placed_at) = (self.id(number), Timestamp::from_millis(placed_at));
        let event = OrderEvent::of_lines(&id, placed_at, &lines);
        orders
            .push(
                shop,
                Timestamp::from_millis(START + 2 * WEEK as i64),
                &event,
            )
            .unwrap();
    }
}

fn batches(shop: &Shop, catalogue: &Catalogue, orders: usize, lines: usize) -> Vec<Orders> {
    let mut batches = vec![Orders::default()];
    for number in 0..orders {
        let batch = batches.last_mut().unwrap();
        catalogue.push(batch, shop, number, orders);
        if batch.line_count() >= lines {
            batches.push(Orders::default());
        }
    }
    batches.retain(|batch| !batch.is_empty());
    batches
}

/// The article's commands through `redis-cli --pipe`: the fastest that Redis runs them.
fn article(catalogue: &Catalogue, orders: usize) -> (f64, f64) {
    let server = Server::start();
    let mut stream = Vec::new();
    let mut command = |parts: &[&str]| {
        write!(stream, "*{}\r\n", parts.len()).unwrap();
        for part in parts {
            write!(stream, "${}\r\n{part}\r\n", part.len()).unwrap();
        }
    };
    for number in 0..orders {
        let (lines, placed_at) = catalogue.order(number, orders);
        let day = format!("201803{:02}", 7 + (placed_at - START) / 86_400_000);
        let hour = ((placed_at - START) / 3_600_000 % 24).to_string();
        command(&["INCR", &format!("orders:{day}")]);
        command(&["EXPIRE", &format!("orders:{day}"), "691200"]);
        let mut total = 0;
        for (sku, quantity, cents) in lines {
            let sku = &catalogue.skus[sku];
            command(&[
                "ZINCRBY",
                "orders:items:popular",
                &quantity.to_string(),
                sku,
            ]);
            command(&["SADD", &format!("orders:items:{day}"), sku]);
            command(&["EXPIRE", &format!("orders:items:{day}"), "691200"]);
            command(&["LPUSH", "orders:items:latest", sku]);
            command(&["LTRIM", "orders:items:latest", "0", "100"]);
            total += cents * quantity as u64;
        }
        command(&["ZADD", "sales:revenue:days", "0", &day]);
        let amount = format!("{}.{:02}", total / 100, total % 100);
        command(&[
            "HINCRBYFLOAT",
            &format!("sales:revenue:{day}"),
            &hour,
            &amount,
        ]);
        command(&["EXPIRE", &format!("sales:revenue:{day}"), "691200"]);
    }
    let file = server.0.folder().join("commands");
    std::fs::write(&file, stream).unwrap();
    let started = Instant::now();
    let pipe = Command::new("redis-cli")
        .args(["-p", &server.0.port.to_string(), "--pipe"])
        .stdin(std::fs::File::open(&file).unwrap())
        .stdout(Stdio::null())
        .status();
    assert!(pipe.unwrap().success());
    let rate = orders as f64 / started.elapsed().as_secs_f64();
    (rate, server.cpu() * 1e6 / orders as f64)
}

/// A redis-server that logs how long each command took.
struct Server(Redis);

impl Server {
    fn start() -> Server {
        let binary = std::env::var("REDIS_SERVER").unwrap_or_else(|_| "redis-server".to_owned());
        let server = Server(Redis::of(binary.as_ref(), &[]));
        server.number::<i64>(&["CONFIG", "SET", "slowlog-log-slower-than", "0"]);
        server.number::<i64>(&["CONFIG", "SET", "slowlog-max-len", "100000"]);
        server
    }

    fn ask(&self, command: &[&str]) -> redis::Value {
        let mut connection = redis::Client::open(self.0.url())
            .unwrap()
            .get_connection()
            .unwrap();
        let mut request = redis::cmd(command[0]);
        request.arg(&command[1..]);
        request.query(&mut connection).unwrap()
    }

    fn number<T: TryFrom<i64> + Default>(&self, command: &[&str]) -> T {
        match self.ask(command) {
            redis::Value::Int(number) => T::try_from(number).unwrap_or_default(),
            _ => T::default(),
        }
    }

    fn usage(&self, key: &str) -> usize {
        self.number(&["MEMORY", "USAGE", key, "SAMPLES", "2000"])
    }

    fn memory(&self) -> usize {
        let info: String = redis::from_redis_value(self.ask(&["INFO", "memory"])).unwrap();
        let line = info
            .lines()
            .find_map(|line| line.strip_prefix("used_memory:"));
        line.and_then(|bytes| bytes.parse().ok())
            .unwrap_or_default()
    }

    /// Seconds of processor time that the server has used: comparable even on a busy machine.
    fn cpu(&self) -> f64 {
        let info: String = redis::from_redis_value(self.ask(&["INFO", "cpu"])).unwrap();
        let seconds = ["used_cpu_user:", "used_cpu_sys:"].map(|name| {
            let value = info.lines().find_map(|line| line.strip_prefix(name));
            value
                .and_then(|value| value.parse::<f64>().ok())
                .unwrap_or_default()
        });
        seconds.iter().sum()
    }

    /// Prints what the server spent in a command's calls.
    fn calls(&self, command: &str, orders: usize) {
        type Entry = (i64, i64, u64, Vec<Vec<u8>>, String, String);
        let entries: Vec<Entry> =
            redis::from_redis_value(self.ask(&["SLOWLOG", "GET", "100000"])).unwrap();
        // Commits run the script that took most of the time; sweeps run more often.
        let mut scripts: HashMap<Vec<u8>, Vec<u64>> = HashMap::new();
        for (_, _, micros, words, ..) in entries {
            if words[0].eq_ignore_ascii_case(command.as_bytes()) {
                scripts.entry(words[1].clone()).or_default().push(micros);
            }
        }
        let mut micros = scripts
            .into_values()
            .max_by_key(|calls| calls.iter().sum::<u64>())
            .unwrap();
        micros.sort_unstable();
        let all: u64 = micros.iter().sum();
        println!(
            "script calls    {:>9.2} µs an order; median {:.1} ms, longest {:.1} ms",
            all as f64 / orders as f64,
            micros[micros.len() / 2] as f64 / 1e3,
            micros[micros.len() - 1] as f64 / 1e3,
        );
    }
}
