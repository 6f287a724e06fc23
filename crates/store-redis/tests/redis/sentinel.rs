//! The suite under Sentinel with one replica, a failover, and waiting for the replica.

use domain::Measure::Orders;
use std::sync::OnceLock;

use ports::suite::{Fixture, commit_eventually, durably, order};
use ports::{Committed, ErrorKind, StoreError};
use test_servers::{Redis, Watched, wait_until};

use crate::factory::{SharedServers, store};

/// Shared by all cases of the suite.
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
    // The new primary has no replica to wait for, but one is expected.
    let careful = store(&watched.url()).await;
    let it = Fixture::over(careful, "default").await;
    let refused = attempt(&it, "3").await.unwrap_err();
    assert!(
        refused.to_string().contains("too few replicas"),
        "{refused}"
    );
    let url = format!("{}?wait=0", watched.url());
    let it = Fixture::over(store(&url).await, "default").await;
    let orders = [
        order("1", at).line("A", 1, "1.00"),
        order("2", at).line("A", 1, "1.00"),
        order("3", at).line("A", 1, "1.00"),
    ];
    let outcomes = commit_eventually(&*it.store, &it.shop, &it.retention, &orders).await;
    assert_eq!(
        outcomes,
        [
            domain::Outcome::Duplicate,
            domain::Outcome::Accepted,
            domain::Outcome::Duplicate
        ]
    );
    assert_eq!(it.day("2018-03-11").await.sums[Orders], 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_store_follows_the_failover() {
    let mut watched = Watched::start(1);
    let it = Fixture::over(
        store(&format!("{}?wait=0&connect_timeout=1s", watched.url())).await,
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
    assert_eq!(it.day("2018-03-11").await.sums[Orders], 2);
    it.store.ready().await.unwrap();
}

/// Tries once to commit an order with that id and have it acknowledged.
async fn attempt(it: &Fixture, id: &str) -> Result<Committed, StoreError> {
    let events = [order(id, "2018-03-11T10:00:00Z").line("A", 1, "1.00")];
    let orders = ports::suite::orders_of(&it.shop, &events);
    let known = domain::Known {
        retained: it.retained().await,
        ..domain::Known::default()
    };
    let folded = domain::fold(&it.shop, &it.retention, &known, &orders);
    durably(&*it.store, &it.shop, &folded.commit).await
}

#[tokio::test]
async fn a_commit_waits_for_its_replicas() {
    let server = Redis::start();
    let url = format!("{}?wait=1&wait_timeout=100ms", server.url());
    let it = Fixture::over(store(&url).await, "default").await;
    for _ in 0..2 {
        // Sending it again fails too: it is now known, but still on only one machine.
        let error = attempt(&it, "1").await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TooFewReplicas);
        assert!(error.to_string().contains("0 of 1"), "{error}");
    }
}

#[tokio::test]
async fn a_server_that_had_a_replica_is_expected_to_have_one() {
    let primary = Redis::start();
    let open = async |options: &str| {
        let url = format!("{}?wait_timeout=100ms{options}", primary.url());
        Fixture::over(store(&url).await, "default").await
    };
    let it = open("").await;
    assert_eq!(
        attempt(&it, "1").await.expect("it never had one"),
        Committed::Applied
    );
    let mut replica = Redis::replica_of(&primary);
    let it = open("&wait_timeout=5s").await;
    assert_eq!(
        attempt(&it, "2").await.expect("the replica has it"),
        Committed::Applied
    );
    assert!(replica.ask("GET orders:20180311").contains("\r\n2\r\n"));
    replica.kill();
    wait_until("the primary knows that the replica is gone", || {
        primary
            .ask("INFO replication")
            .contains("connected_slaves:0")
    });
    for it in [open("").await, it] {
        let error = attempt(&it, "3").await.unwrap_err();
        assert!(error.to_string().contains("too few replicas"), "{error}");
    }
    let it = open("&wait=0").await;
    assert_eq!(
        attempt(&it, "4").await.expect("it does without"),
        Committed::Applied
    );
    assert_eq!(it.day("2018-03-11").await.sums[Orders], 4);
}
