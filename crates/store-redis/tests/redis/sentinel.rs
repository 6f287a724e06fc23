//! The suite under Sentinel with one replica, a failover, and waiting for the replica.

use std::sync::OnceLock;

use ports::suite::{Fixture, commit_eventually, order};
use ports::{ErrorKind, SalesStore as _};

use crate::factory::{SharedServers, store};
use crate::server::{Server, wait_until};
use crate::watched::Watched;

/// One for all cases of the suite.
fn shared() -> &'static Watched {
    static WATCHED: OnceLock<Watched> = OnceLock::new();
    WATCHED.get_or_init(|| Watched::start(1))
}

ports::store_suite!(together every_case_of_the_suite: SharedServers::at(shared().url()));

#[tokio::test(flavor = "multi_thread")]
async fn the_replica_takes_over() {
    let mut watched = Watched::start(1);
    let it = Fixture::over(store(&format!("{}?wait=1", watched.url())).await, "default").await;
    let at = "2018-03-11T10:00:00Z";
    it.commit(&[order("1", at).line("A", 1, "1.00")]).await;
    watched.primary.kill();
    watched.promoted();
    // The new primary has no replica to wait for.
    let it = Fixture::over(store(&watched.url()).await, "default").await;
    let orders = [
        order("1", at).line("A", 1, "1.00"),
        order("2", at).line("A", 1, "1.00"),
    ];
    let outcomes = commit_eventually(&*it.store, &it.shop, &it.retention, &orders).await;
    assert_eq!(
        outcomes,
        [domain::Outcome::Duplicate, domain::Outcome::Accepted]
    );
    assert_eq!(it.day("2018-03-11").await.orders, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_store_follows_the_failover() {
    let mut watched = Watched::start(1);
    let it = Fixture::over(
        store(&format!("{}?connect_timeout=1s", watched.url())).await,
        "default",
    )
    .await;
    let at = "2018-03-11T10:00:00Z";
    it.commit(&[order("1", at).line("A", 1, "1.00")]).await;
    wait_until("the replica has it", || {
        watched.replicas[0]
            .ask("GET orders:20180311")
            .contains("\r\n1\r\n")
    });
    watched.primary.kill();
    let orders = [order("2", at).line("A", 1, "1.00")];
    commit_eventually(&*it.store, &it.shop, &it.retention, &orders).await;
    assert_eq!(it.day("2018-03-11").await.orders, 2);
    it.store.ready().await.unwrap();
}

#[tokio::test]
async fn a_commit_waits_for_its_replicas() {
    let server = Server::start();
    let url = format!("{}?wait=1&wait_timeout=100ms", server.url());
    let store = store_redis::RedisStore::connect(&url).await.unwrap();
    let shop = domain::Shop::new("default", "UTC", "USD").unwrap();
    store.open_shop(&shop).await.unwrap();
    let orders = ports::suite::orders_of(
        &shop,
        &[order("1", "2018-03-11T10:00:00Z").line("A", 1, "1")],
    );
    let retention = domain::Retention {
        max_days: 8,
        hold: None,
    };
    let known = domain::Known::default();
    let folded = domain::fold(&shop, &retention, &known, &orders);
    let error = store.commit(&shop, &folded.commit).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unavailable);
    assert!(error.to_string().contains("0 of 1 replicas"), "{error}");
}
