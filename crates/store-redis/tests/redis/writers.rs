//! Several servers and programs on one Redis, and what commits leave in it.

use std::time::Duration;

use domain::{BoardQuery, BusinessDay};
use ports::suite::{Dice, Event, Fixture, Naive, order};
use test_servers::{Redis, wait_until};

use crate::factory::store;

const AT: &str = "2018-03-11T10:00:00Z";

#[tokio::test(flavor = "multi_thread")]
async fn two_stores_with_the_same_shuffled_orders_agree() {
    let server = Redis::start();
    let events: Vec<Event> = (0..600)
        .map(|number| {
            let id = (number * 7 % 250).to_string();
            let at = format!("2018-03-{:02}T{:02}:00:00Z", 5 + number % 6, number % 24);
            let event = order(&id, &at).version(number as i64);
            if number % 9 == 0 {
                return event.cancelled();
            }
            event.line(
                &format!("sku-{}", number % 31),
                1 + (number % 3) as i64,
                "0.07",
            )
        })
        .collect();
    let mut naive = None;
    let mut writers = tokio::task::JoinSet::new();
    for seed in 0..4 {
        let it = Fixture::over(store(&server.url()).await, "default").await;
        let naive = naive.get_or_insert_with(|| Naive::new(&it.shop, it.retention.max_days));
        if seed == 0 {
            naive.take(&events);
        }
        let batches = Dice::new(seed).batches(events.clone());
        writers.spawn(async move {
            for batch in batches {
                it.commit(&batch).await;
            }
        });
    }
    writers.join_all().await;
    let naive = naive.unwrap();
    let it = Fixture::over(store(&server.url()).await, "default").await;
    for day in naive.all_days() {
        let board = it
            .store
            .board(&it.shop, &BoardQuery::of(day))
            .await
            .unwrap();
        assert_eq!(board.week[6], naive.day(day));
        assert_eq!(board.minutes, naive.minutes(day));
        assert_eq!(board.popular_day, naive.popular(Some(day)));
        assert_eq!(board.popular, naive.popular(None));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn news_comes_from_others_too() {
    let server = Redis::start();
    let reader = Fixture::over(store(&server.url()).await, "default").await;
    let writer = Fixture::over(store(&server.url()).await, "default").await;
    let mut news = reader.store.news(&reader.shop);
    reader.store.listening(&[&reader.shop]).await;
    news.mark_unchanged();
    let mut told = async |what: &str| {
        let changed = tokio::time::timeout(Duration::from_secs(15), news.changed()).await;
        changed.expect(what).unwrap();
        // Every commit is announced twice, once on each channel.
        tokio::time::sleep(Duration::from_millis(300)).await;
        news.mark_unchanged();
    };
    writer.commit(&[order("1", AT).line("A", 1, "1")]).await;
    told("another server's commit").await;
    assert!(server.ask("PUBLISH sales: anything").contains(":1\r\n"));
    told("a foreign program's message").await;

    // Nobody receives these messages, so the counter is read instead.
    server.ask("CLIENT KILL TYPE pubsub");
    writer.commit(&[order("2", AT).line("A", 1, "1")]).await;
    told("what was missed").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_day_gives_its_memory_back() {
    let server = Redis::start();
    let mut it = Fixture::over(store(&server.url()).await, "default").await;
    it.retention.max_days = 1;
    let on = |day: usize| -> Vec<Event> {
        let at = format!("2018-03-{day:02}T10:00:00Z");
        (0..2_000)
            .map(|id| order(&format!("{day}-{id}"), &at).line(&id.to_string(), 1, "1"))
            .collect()
    };
    // Orders with consecutive ids share buckets; both days have the same number of them.
    let buckets = || -> usize {
        let count = |shard| {
            let answer = server.ask(&format!("HLEN livetill:entries:{shard}"));
            let count = answer.lines().next().and_then(|it| it.strip_prefix(':'));
            count
                .and_then(|it| it.parse::<usize>().ok())
                .unwrap_or_default()
        };
        (0..16).map(count).sum()
    };
    it.commit(&on(10)).await;
    let before = buckets();
    assert!((80..200).contains(&before), "{before} buckets");
    it.commit(&on(11)).await;
    wait_until("the ledger of the day is gone", || buckets() == before);
    let day = BusinessDay::parse("2018-03-11").unwrap();
    let orders = it
        .store
        .orders(&it.shop, day, &domain::OrderFilter::default(), 0, 1)
        .await
        .unwrap();
    assert_eq!(orders.total, 2_000);
    wait_until("the day's keys are gone, but for its items", || {
        let keys = server.ask("KEYS *20180310");
        keys.starts_with("*1") && keys.contains("livetill:items:20180310")
    });
}
