//! The primary dies under load and a replica takes over. By default, every acknowledged order survives.

use test_servers::{Cluster, Watched, wait_until};

use super::figures::assert_exact;
use super::load::Load;
use crate::support::{Server, Workplace};

/// Prints the result for the record.
fn say(name: &str, compared: usize, report: impl std::fmt::Debug) {
    let mut err = std::io::stderr();
    // The test does not depend on this output.
    let _ = std::io::Write::write_fmt(
        &mut err,
        format_args!("{name}: 1 fault, {compared} figures compared, {report:?}\n"),
    );
}

#[test]
fn under_sentinel_acknowledged_orders_survive_the_primary() {
    // Two replicas: the promoted one must itself have a replica to wait for.
    let mut watched = Watched::start(2);
    let url = format!("{}?connect_timeout=1s&command_timeout=1s", watched.url());
    let server = Server::start(&Workplace::new(), &["--store", &url]);
    let load = Load::start(&server.address);
    load.wait_for(200);
    watched.primary.kill();
    watched.promoted();
    load.wait_for(200);
    let report = load.finish();
    assert!(report.refused > 0, "nobody was refused: {report:?}");
    say(
        "sentinel failover",
        assert_exact(&server, report.orders),
        report,
    );
}

#[test]
fn in_a_cluster_acknowledged_orders_survive_the_primary() {
    let mut cluster = Cluster::start();
    let url = format!(
        "{}?prefix=shop&connect_timeout=1s&command_timeout=1s",
        cluster.url()
    );
    let server = Server::start(&Workplace::new(), &["--store", &url]);
    let load = Load::start(&server.address);
    load.wait_for(200);
    let holder = (0..3).find(|&node| {
        let keys = cluster.servers[node].ask("EXISTS {shop}:orders:20260301");
        keys.contains(":1")
    });
    let holder = holder.expect("one of the nodes has the shop");
    cluster.servers[holder].kill();
    let replica = holder + 3;
    wait_until("the replica is a primary", || {
        cluster.servers[replica].ask("ROLE").contains("master")
    });
    // It follows the new primary, which then has a replica to wait for.
    cluster.servers[holder].start_again();
    load.wait_for(200);
    let report = load.finish();
    assert!(report.refused > 0, "nobody was refused: {report:?}");
    say(
        "cluster failover",
        assert_exact(&server, report.orders),
        report,
    );
}
