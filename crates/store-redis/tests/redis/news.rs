//! News: a server subscribes only to shops that somebody waits for.

use std::sync::Arc;
use std::time::Duration;

use domain::Measure::Orders;
use domain::{BusinessDay, Shop};
use ports::Store;
use ports::suite::{Fixture, commit_eventually, order};
use test_servers::{Cluster, Redis, Watched, wait_until};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::factory::store;

const AT: &str = "2018-03-11T10:00:00Z";
const SHOPS: usize = 1_000;

/// The number of channels with a subscriber.
fn channels(server: &Redis) -> usize {
    let answer = server.ask("PUBSUB CHANNELS *");
    let count = answer.lines().next().and_then(|it| it.strip_prefix('*'));
    count.and_then(|it| it.parse().ok()).unwrap()
}

/// Whether each channel of a shop has a subscriber.
fn listeners(server: &Redis, shop: &str) -> [bool; 2] {
    ["orders:", "sales:"].map(|end| {
        let answer = server.ask(&format!("PUBSUB NUMSUB {{{shop}}}:{end}"));
        !answer.contains(":0\r\n")
    })
}

async fn told(news: &mut watch::Receiver<u64>, what: &str) {
    let changed = tokio::time::timeout(Duration::from_secs(15), news.changed()).await;
    changed.expect(what).unwrap();
}

/// Opens many shops.
async fn opened(store: &Arc<dyn Store>) {
    let mut opening = JoinSet::new();
    for part in 0..20 {
        let store = Arc::clone(store);
        opening.spawn(async move {
            for number in (part..SHOPS).step_by(20) {
                let shop = Shop::new(&format!("shop-{number}"), "UTC", "USD").unwrap();
                store.open_shop(&shop).await.unwrap();
            }
        });
    }
    opening.join_all().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_thousand_shops_a_server_hears_those_that_somebody_waits_for() {
    let server = Redis::start();
    let (reader, writer) = (store(&server.url()).await, store(&server.url()).await);
    tokio::join!(opened(&reader), opened(&writer));
    let writer = Fixture::over(writer, "shop-7").await;
    let reader = Fixture::over(reader, "shop-7").await;
    writer.commit(&[order("0", AT).line("A", 1, "1")]).await;
    assert_eq!(channels(&server), 0, "nobody looks");

    // A viewer who joins sees every order, including those that arrive while joining.
    let writing = tokio::spawn(async move {
        for id in 1..=200 {
            let order = order(&id.to_string(), AT).line("A", 1, "1");
            writer.commit(&[order]).await;
        }
    });
    let mut news = reader.store.news(&reader.shop);
    reader.store.listening(&[&reader.shop]).await;
    assert_eq!(listeners(&server, "shop-7"), [true; 2]);
    assert_eq!(channels(&server), 2);
    loop {
        news.mark_unchanged();
        if reader.day("2018-03-11").await.sums[Orders] == 201 {
            break;
        }
        told(&mut news, "more orders").await;
    }
    writing.await.unwrap();

    // Many become interested, and then stop.
    let other = Shop::new("shop-8", "UTC", "USD").unwrap();
    let second = [reader.store.news(&other), news.clone()];
    reader.store.listening(&[&reader.shop, &other]).await;
    assert_eq!(channels(&server), 4);
    drop(news);
    drop(second);
    wait_until("nobody is subscribed any more", || channels(&server) == 0);
}

/// A viewer at one of a shop's two servers.
async fn viewer(url: &str, shop: &str) -> (Fixture, Fixture, watch::Receiver<u64>) {
    let reader = Fixture::over(store(url).await, shop).await;
    let writer = Fixture::over(store(url).await, shop).await;
    let mut news = reader.store.news(&reader.shop);
    reader.store.listening(&[&reader.shop]).await;
    news.mark_unchanged();
    writer.commit(&[order("1", AT).line("A", 1, "1")]).await;
    told(&mut news, "another server's order").await;
    (reader, writer, news)
}

/// After a failover, an order from the other server is announced and read.
async fn goes_on(reader: &Fixture, writer: &Fixture, news: &mut watch::Receiver<u64>) {
    news.mark_unchanged();
    let orders = [order("2", AT).line("A", 1, "1")];
    commit_eventually(&*writer.store, &writer.shop, &writer.retention, &orders).await;
    let day = BusinessDay::parse("2018-03-11").unwrap();
    for _ in 0..600 {
        match reader.store.days(&reader.shop, day, day).await {
            Ok(days) if days[0].sums[Orders] >= 2 => return,
            Ok(_) => told(news, "an order after the failover").await,
            // The writer may find the new primary before the reader does.
            Err(error) if error.is_retryable() => {
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            Err(error) => panic!("the store fails for good: {error}"),
        }
    }
    panic!("the store stays away");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_viewer_goes_on_hearing_when_a_replica_takes_over() {
    let mut watched = Watched::start(1);
    let url = format!("{}?wait=0&connect_timeout=1s", watched.url());
    let (reader, writer, mut news) = viewer(&url, "acme").await;
    wait_until("the replica has it", || {
        let answer = watched.replicas[0].ask("GET {acme}:orders:20180311");
        answer.contains("\r\n1\r\n")
    });
    watched.primary.kill();
    goes_on(&reader, &writer, &mut news).await;
    let primary = watched.promoted();
    wait_until("it subscribes at the new primary", || {
        listeners(primary, "acme") == [true; 2]
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn in_a_cluster_a_viewer_goes_on_hearing_when_its_node_is_gone() {
    let mut cluster = Cluster::start();
    let url = format!("{}?wait=0&connect_timeout=1s", cluster.url());
    let (reader, writer, mut news) = viewer(&url, "acme").await;
    let listens = |node: &Redis| listeners(node, "acme") == [true; 2];
    let nodes = &cluster.servers;
    let place = nodes.iter().position(listens).expect("one of the nodes");
    wait_until("the replica follows", || {
        let replica = &nodes[place + 3];
        let info = replica.ask("INFO replication");
        info.contains("master_link_status:up")
            && replica.ask("DBSIZE") == nodes[place].ask("DBSIZE")
    });
    cluster.servers[place].kill();
    wait_until("the replica is a primary", || {
        cluster.servers[place + 3].ask("ROLE").contains("master")
    });
    goes_on(&reader, &writer, &mut news).await;
    assert!(cluster.servers.iter().any(listens));
}
