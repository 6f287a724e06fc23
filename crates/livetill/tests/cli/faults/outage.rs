//! Redis goes away or refuses, or the connection to it breaks.

use std::thread;
use std::time::Duration;
use test_servers::{Proxy, Redis, wait_until};

use super::figures::{DAY, assert_exact};
use super::load::{Load, Report};
use crate::support::{Server, Workplace};

/// Commands time out early, so that the tests need not wait long.
const IMPATIENT: &str = "command_timeout=400ms&connect_timeout=400ms";

fn serve(url: &str) -> Server {
    Server::start(&Workplace::new(), &["--store", url])
}

/// Compares all figures, and prints the result for the record.
#[track_caller]
fn conclude(name: &str, faults: usize, server: &Server, report: Report) {
    let compared = assert_exact(server, report.orders);
    let mut err = std::io::stderr();
    // The test does not depend on this output.
    let _ = std::io::Write::write_fmt(
        &mut err,
        format_args!("{name}: {faults} faults, {compared} figures compared, {report:?}\n"),
    );
}

#[test]
fn a_redis_that_is_killed_loses_nothing_and_counts_nothing_twice() {
    let mut redis = Redis::durable();
    let server = serve(&format!("{}?{IMPATIENT}", redis.url()));
    let load = Load::start(&server.address);
    let kills = 6;
    for round in 0..kills {
        load.wait_for(50);
        redis.kill();
        wait_until("the server says that it is not ready", || {
            server.get("/readyz").status == 503
        });
        let board = server.get(&format!("/v1/board?date={DAY}"));
        assert_eq!(
            (board.status, board.retry_after.as_deref()),
            (503, Some("1"))
        );
        assert_eq!(server.get("/healthz").status, 200);
        thread::sleep(Duration::from_millis(50 * round));
        redis.start_again();
        wait_until("the server is ready again", || {
            server.get("/readyz").status == 200
        });
    }
    load.wait_for(50);
    let report = load.finish();
    assert!(report.refused > 0, "nobody was refused: {report:?}");
    conclude("killed redis", kills as usize, &server, report);
}

#[test]
fn a_line_that_is_cut_slowed_or_dead_loses_nothing_and_counts_nothing_twice() {
    let redis = Redis::start();
    let proxy = Proxy::to(redis.port);
    let server = serve(&format!("redis://{}?{IMPATIENT}", proxy.address()));
    let load = Load::start(&server.address);
    let rounds = 5;
    for round in 0..rounds {
        load.wait_for(20);
        proxy.cut();
        load.wait_for(20);
        // Half-open: the connection stays up, but nothing gets through.
        proxy.set_dead(true);
        thread::sleep(Duration::from_millis(700));
        proxy.set_dead(false);
        load.wait_for(20);
        // Slower than the command timeout: commits are applied, but their answers come too late.
        proxy.slow(Duration::from_millis(300));
        thread::sleep(Duration::from_millis(900));
        proxy.slow(Duration::from_millis(30));
        load.wait_for(10);
        proxy.slow(Duration::ZERO);
        // Nothing listens.
        proxy.lead_to(0);
        thread::sleep(Duration::from_millis(100 * round));
        proxy.lead_to(redis.port);
        load.wait_for(20);
    }
    let report = load.finish();
    assert!(report.refused > 0, "nobody was refused: {report:?}");
    conclude("broken lines", 5 * rounds as usize, &server, report);
}

#[test]
fn a_redis_that_refuses_loses_nothing_and_counts_nothing_twice() {
    let redis = Redis::start();
    let server = serve(&format!("{}?{IMPATIENT}", redis.url()));
    let load = Load::start(&server.address);
    load.wait_for(20);
    let refusals = [
        // "OOM command not allowed when used memory > 'maxmemory'"
        ("CONFIG SET maxmemory 1", "CONFIG SET maxmemory 0"),
        // "READONLY You can't write against a read only replica"
        ("REPLICAOF 127.0.0.1 1", "REPLICAOF NO ONE"),
        // "NOREPLICAS Not enough good replicas to write"
        (
            "CONFIG SET min-replicas-to-write 1",
            "CONFIG SET min-replicas-to-write 0",
        ),
    ];
    let rounds = 3;
    for _ in 0..rounds {
        for (begin, end) in refusals {
            assert!(redis.ask(begin).contains("OK"), "{begin}");
            wait_until("the server says that it is not ready", || {
                server.get("/readyz").status == 503
            });
            assert_eq!(server.get("/v1/board").status, 200, "{begin}");
            assert!(redis.ask(end).contains("OK"), "{end}");
            load.wait_for(20);
        }
        for harmless in [
            "SCRIPT FLUSH",
            "CLIENT KILL TYPE normal",
            "CLIENT PAUSE 600 ALL",
        ] {
            // The second command may end this connection before its answer.
            redis.ask(harmless);
            load.wait_for(20);
        }
    }
    let report = load.finish();
    assert!(report.refused > 0, "nobody was refused: {report:?}");
    conclude("refusing redis", 6 * rounds, &server, report);
}
