//! Servers that go away, forget scripts, or refuse.

use std::time::Duration;

use domain::Measure::Orders;
use domain::Outcome;
use ports::ErrorKind;
use ports::suite::{Fixture, commit_eventually, durably, order};
use store_redis::RedisStore;
use test_servers::Redis;

use crate::factory::{plain, store};

const AT: &str = "2018-03-11T10:00:00Z";

#[tokio::test]
async fn forgotten_scripts_are_sent_again() {
    let server = Redis::start();
    let it = Fixture::over(store(&server.url()).await, "default").await;
    for id in 0..3 {
        it.commit(&[order(&id.to_string(), AT).line("A", 1, "1.00")])
            .await;
        assert!(server.ask("SCRIPT FLUSH").contains("OK"));
    }
    assert_eq!(it.day("2018-03-11").await.sums[Orders], 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_server_is_unavailable_until_it_is_back() {
    let mut server = Redis::durable();
    let it = Fixture::over(store(&server.url()).await, "default").await;
    it.commit(&[order("1", AT).line("A", 1, "1.00")]).await;
    server.kill();
    for _ in 0..3 {
        let error = it.store.ready().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unavailable);
        assert!(error.is_retryable());
        let error = it.store.retained(&it.shop).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unavailable);
    }
    let mut news = it.store.news(&it.shop);
    server.start_again();
    let orders = [
        order("1", AT).line("A", 1, "1.00"),
        order("2", AT).line("A", 1, "1.00"),
    ];
    let outcomes = commit_eventually(&*it.store, &it.shop, &it.retention, &orders).await;
    assert_eq!(outcomes, [Outcome::Duplicate, Outcome::Accepted]);
    assert_eq!(it.day("2018-03-11").await.sums[Orders], 2);
    let changed = tokio::time::timeout(Duration::from_secs(10), news.changed()).await;
    changed.expect("news comes in time").unwrap();
}

#[tokio::test]
async fn a_hanging_server_is_given_up_in_time() {
    let server = Redis::start();
    let url = format!("{}?command_timeout=200ms", server.url());
    let it = Fixture::over(store(&url).await, "default").await;
    let mut plain = plain(&server);
    let mut pause = redis::cmd("CLIENT");
    pause.arg(&["PAUSE", "4000"]).exec(&mut plain).unwrap();
    let started = std::time::Instant::now();
    let error = it.store.retained(&it.shop).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unavailable);
    assert!(started.elapsed() < Duration::from_millis(3_900));
    commit_eventually(
        &*it.store,
        &it.shop,
        &it.retention,
        &[order("1", AT).line("A", 1, "1")],
    )
    .await;
    assert_eq!(it.day("2018-03-11").await.sums[Orders], 1);
}

#[tokio::test]
async fn a_store_that_was_emptied_or_went_back_says_so() {
    let server = Redis::start();
    let store = std::sync::Arc::new(RedisStore::connect(&server.url()).await.unwrap());
    let it = Fixture::over(store.clone(), "default").await;
    for id in ["1", "2", "3"] {
        it.commit(&[order(id, AT).line("A", 1, "1.00")]).await;
    }
    let losses = async || {
        let concerns = ports::Presence::health(&*store).await.unwrap().concerns;
        let losses = concerns.into_iter().filter(|it| it.is_loss);
        losses.map(|it| it.detail).collect::<Vec<_>>()
    };
    // Progress is checked once a second, so sooner or later that happens before the store is emptied.
    let (begun, mut emptied, mut rounds) = (std::time::Instant::now(), false, 0_u32);
    loop {
        let told = losses().await;
        if let [told] = &told[..] {
            assert!(told.contains("shop default fell from "), "{told}");
            break;
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "nobody says so");
        tokio::time::sleep(Duration::from_millis(50)).await;
        rounds += 1;
        if rounds.is_multiple_of(30) {
            assert!(emptied || losses().await.is_empty(), "too early");
            emptied = server.ask("FLUSHALL").contains("OK");
            for id in ["4", "5"].iter().take(rounds as usize / 60) {
                it.commit(&[order(id, AT).line("A", 1, "1.00")]).await;
            }
        }
    }
    assert!(emptied);
}

#[tokio::test]
async fn nobody_there_and_wrong_passwords_are_told_apart() {
    let server = Redis::with(&["--requirepass", "secret"]);
    let url = format!("redis://:secret@{}/2", server.address());
    let it = Fixture::over(store(&url).await, "default").await;
    it.commit(&[order("1", AT).line("A", 1, "1.00")]).await;
    for login in ["", ":wrong@"] {
        let url = format!("redis://{login}{}", server.address());
        let error = RedisStore::connect(&url).await.err().unwrap();
        assert_eq!(error.kind(), ErrorKind::Settings, "{error}");
    }
    let error = RedisStore::connect("redis://127.0.0.1:1")
        .await
        .err()
        .unwrap();
    assert_eq!(error.kind(), ErrorKind::Unavailable, "{error}");
}

/// A store that connects on first use, as for a server that starts while Redis refuses writes.
fn again(server: &Redis) -> std::sync::Arc<dyn ports::Store> {
    let url = store_redis::StoreUrl::parse(&server.url()).unwrap();
    std::sync::Arc::new(RedisStore::lazy(url, None).unwrap())
}

#[tokio::test]
async fn full_memory_refuses_a_commit_whole() {
    let server = Redis::start();
    let it = Fixture::over(store(&server.url()).await, "default").await;
    it.commit(&[order("1", AT).line("A", 1, "1.00")]).await;
    assert!(server.ask("CONFIG SET maxmemory 1").contains("OK"));
    let orders = ports::suite::orders_of(&it.shop, &[order("2", AT).line("B", 1, "1.00")]);
    let known = domain::Known {
        retained: it.retained().await,
        ..domain::Known::default()
    };
    let folded = domain::fold(&it.shop, &it.retention, &known, &orders);
    let error = durably(&*it.store, &it.shop, &folded.commit)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unavailable, "{error}");
    assert!(it.store.ready().await.is_err());
    // Existing data can be read, even by a server that starts in the meantime.
    for it in [&it, &Fixture::over(again(&server), "default").await] {
        let mut naive = ports::suite::Naive::new(&it.shop, it.retention.max_days);
        naive.take(&[order("1", AT).line("A", 1, "1.00")]);
        naive.assert_shown(it).await;
        it.store.rejects(&it.shop, 0, 10).await.unwrap();
        it.store.item_days(&it.shop, "A").await.unwrap();
    }
    assert!(server.ask("CONFIG SET maxmemory 0").contains("OK"));
    assert_eq!(it.leaders(None).await, [("A".to_owned(), 1)]);
    assert_eq!(
        it.commit(&[order("2", AT).line("B", 1, "1.00")]).await,
        [Outcome::Accepted]
    );
}
