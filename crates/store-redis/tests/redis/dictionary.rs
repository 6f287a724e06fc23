//! Items by number: a server never mistakes the numbers it remembers for those in Redis.

use domain::Known;
use ports::suite::{Dice, Event, Fixture, Naive, order};
use test_servers::Redis;

use crate::factory::store;

const AT: &str = "2018-03-11T10:00:00Z";

async fn open(server: &Redis) -> Fixture {
    Fixture::over(store(&server.url()).await, "default").await
}

/// Orders with these numbers. Each has an item of its own and one that all share.
fn orders_of(numbers: std::ops::Range<usize>) -> Vec<Event> {
    let one = |number: usize| {
        order(&format!("order-{number}"), AT)
            .line(&format!("sku-{number}"), 1 + (number % 7) as i64, "1.10")
            .named(&format!("Name {}", number % 5))
            .line("shared", 1, "0.01")
    };
    numbers.map(one).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn servers_that_add_items_at_once_agree() {
    let server = Redis::start();
    let events = orders_of(0..700);
    let mut writers = tokio::task::JoinSet::new();
    for seed in 0..4 {
        let it = open(&server).await;
        let batches = Dice::new(seed).batches(events.clone());
        writers.spawn(async move {
            for batch in batches {
                it.commit(&batch).await;
            }
        });
    }
    writers.join_all().await;
    let it = open(&server).await;
    let mut naive = Naive::new(&it.shop, it.retention.max_days);
    naive.take(&events);
    let leaders = it.store.popular(&it.shop, None, 0, 1_000).await.unwrap();
    assert_eq!(leaders.items, naive.popular(None));
    assert_eq!(leaders.total, 701);
    let numbers = server.ask("HGET livetill:state numbers");
    assert!(numbers.contains("\r\n701\r\n"), "{numbers}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_commit_takes_back_only_its_own_items() {
    let server = Redis::start();
    let it = open(&server).await;
    it.commit(&orders_of(0..100)).await;
    let more = orders_of(100..150);
    it.refused(&Known::default(), &more).await;
    // Numbers are asked for in transactions.
    let asked = || {
        let figures = server.ask("INFO commandstats");
        figures
            .lines()
            .find(|line| line.starts_with("cmdstat_exec:"))
            .map(str::to_owned)
    };
    let before = asked();
    it.commit(&more).await;
    assert_eq!(asked(), before, "all items are remembered");
    let mut naive = Naive::new(&it.shop, it.retention.max_days);
    naive.take(orders_of(0..150).iter());
    naive.assert_shown(&it).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_opens_a_shop_while_it_grows_learns_all_items() {
    let server = Redis::start();
    open(&server).await.commit(&orders_of(0..20_000)).await;
    // It starts to read the existing items while its own commits add more.
    let it = open(&server).await;
    // A commit that knows all its items is a single call. A server that has not learned them asks about every new item.
    let mut next = 20_000;
    loop {
        assert!(server.ask("CONFIG RESETSTAT").contains("OK"));
        it.commit(&orders_of(next..next + 1)).await;
        next += 1;
        let figures = server.ask("INFO commandstats");
        if figures.contains("cmdstat_evalsha:calls=1,") {
            break;
        }
        assert!(next < 22_000, "every commit asked about its item");
    }
    let leaders = it.store.popular(&it.shop, None, 0, 1).await.unwrap();
    assert_eq!(leaders.total, next + 1);
    assert_eq!(leaders.items[0].units, next as i64);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flushed_server_begins_anew() {
    let server = Redis::start();
    let it = open(&server).await;
    it.commit(&orders_of(0..100)).await;
    assert!(server.ask("FLUSHALL").contains("OK"));
    let events = orders_of(50..130);
    it.commit(&events).await;
    let mut naive = Naive::new(&it.shop, it.retention.max_days);
    naive.take(&events);
    naive.assert_shown(&it).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_went_back_is_not_taken_for_the_one_before() {
    let mut server = Redis::start();
    let remembering = open(&server).await;
    let kept = orders_of(0..40);
    remembering.commit(&kept).await;
    assert!(server.ask("SAVE").contains("OK"));
    // Items get the numbers from 41 on, and these are then lost.
    let lost = orders_of(40..80);
    remembering.commit(&lost).await;
    server.kill();
    server.start_again();
    // The same numbers go to as many other items.
    let other = orders_of(100..140);
    open(&server).await.commit(&other).await;

    let mut naive = Naive::new(&remembering.shop, remembering.retention.max_days);
    naive.take(kept.iter().chain(&other));
    naive.assert_shown(&remembering).await;
    let all: Vec<Event> = kept.into_iter().chain(lost).chain(other).collect();
    remembering.commit(&all).await;
    naive.take(&all);
    naive.assert_shown(&remembering).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_newest_name_wins_whoever_remembers_another() {
    let server = Redis::start();
    let (one, other) = (open(&server).await, open(&server).await);
    let mut naive = Naive::new(&one.shop, one.retention.max_days);
    for (number, (by, minute, name)) in [
        (&one, 10, "Bread"),
        (&other, 20, "Cake"),
        // An older name, from a server that remembers the one before.
        (&one, 15, "Bread"),
        (&other, 20, "Bun"),
        (&one, 20, "Cookie"),
        (&other, 19, "Zebra"),
        (&one, 30, "Cookie"),
        (&other, 25, "Bread"),
        (&one, 40, "Bread"),
        (&other, 40, "Bread"),
    ]
    .into_iter()
    .enumerate()
    {
        let at = format!("2018-03-11T10:{minute}:00Z");
        let event = order(&number.to_string(), &at)
            .line("A", 1, "1")
            .named(name);
        by.commit([&event]).await;
        naive.take([&event]);
        naive.assert_shown(&one).await;
    }
}
