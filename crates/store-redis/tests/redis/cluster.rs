//! The suite on a cluster of three primaries with a replica each, and a failover in it.

use domain::Measure::Orders;
use std::sync::OnceLock;

use ports::suite::{Fixture, order};
use test_servers::{Cluster, wait_until};

use crate::factory::{SharedServers, store};

/// Shared by all cases of this process.
fn shared() -> &'static Cluster {
    static CLUSTER: OnceLock<Cluster> = OnceLock::new();
    CLUSTER.get_or_init(Cluster::start)
}

ports::store_suite!(together every_case_of_the_suite: SharedServers::at(shared().url()));

#[tokio::test]
async fn shops_are_spread_and_the_default_one_has_a_prefix() {
    let cluster = shared();
    let url = format!("{}?prefix=spread&wait=1", cluster.url());
    let connection = store(&url).await;
    let mut nodes = Vec::new();
    for shop in [
        "default", "spread-a", "spread-b", "spread-c", "spread-d", "spread-e", "spread-f",
    ] {
        let it = Fixture::over(connection.clone(), shop).await;
        it.commit(&[order("1", "2018-03-11T10:00:00Z").line("A", 1, "1.00")])
            .await;
        assert_eq!(it.day("2018-03-11").await.sums[Orders], 1);
        let prefix = if shop == "default" { "spread" } else { shop };
        let command = format!("GET {{{prefix}}}:orders:20180311");
        let holders = cluster.servers[..3]
            .iter()
            .position(|node| node.ask(&command).contains("\r\n1\r\n"));
        nodes.push(holders.expect("one of the nodes has it"));
    }
    nodes.sort_unstable();
    nodes.dedup();
    assert!(nodes.len() > 1, "all shops are on one node");
    let same_name = domain::Shop::new("spread", "UTC", "USD").unwrap();
    let error = connection.open_shop(&same_name).await.unwrap_err();
    assert_eq!(error.kind(), ports::ErrorKind::Settings);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replica_takes_over() {
    let mut cluster = Cluster::start();
    // Afterwards the new primary has no replica to wait for.
    let url = format!("{}?wait=0", cluster.url());
    let it = Fixture::over(store(&url).await, "acme").await;
    let at = "2018-03-11T10:00:00Z";
    it.commit(&[order("1", at).line("A", 1, "1.00")]).await;
    let command = "GET {acme}:orders:20180311";
    let holder = cluster.servers[..3]
        .iter()
        .position(|node| node.ask(command).contains("\r\n1\r\n"));
    let holder = holder.expect("one of the nodes has it");
    let replica = holder + 3;
    wait_until("the replica has it", || {
        cluster.servers[replica]
            .ask("INFO replication")
            .contains("master_link_status:up")
            && cluster.servers[replica].ask("DBSIZE") == cluster.servers[holder].ask("DBSIZE")
    });
    cluster.servers[holder].kill();
    wait_until("the replica is a primary", || {
        cluster.servers[replica].ask("ROLE").contains("master")
    });
    let known = ports::suite::commit_eventually(
        &*it.store,
        &it.shop,
        &it.retention,
        &[
            order("1", at).line("A", 1, "1.00"),
            order("2", at).line("A", 1, "1.00"),
        ],
    )
    .await;
    assert_eq!(known[1], domain::Outcome::Accepted);
    assert_eq!(it.day("2018-03-11").await.sums[Orders], 2);
}
