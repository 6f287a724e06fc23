//! The server is killed or stopped at any moment. Acknowledged orders are counted exactly once.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};
use test_servers::wait_until;

use crate::support::{Server, Workplace, boards};

const MOMENT: &str = "2026-03-01T10:00:00Z";
const DAY: &str = "2026-03-01";

fn order(number: u64) -> Value {
    json!({"id": number, "timestamp": MOMENT, "items": [{"sku": format!("S{}", number % 9), "price": "0.01", "quantity": 1}]})
}

/// Posts over several connections until the server is gone. Returns the numbers of the acknowledged orders.
fn post_until_gone(server: &Server, next: &AtomicU64) -> Vec<u64> {
    let post = || {
        let mut acknowledged = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let body = order(number).to_string();
            let json = [("content-type", "application/json")];
            match server.try_post("/v1/orders", &json, body.as_bytes()) {
                Some(answer) if answer.status == 200 => acknowledged.push(number),
                _ => return acknowledged,
            }
        }
    };
    let first = next.load(Ordering::Relaxed);
    thread::scope(|scope| {
        let posting: Vec<_> = (0..4).map(|_| scope.spawn(post)).collect();
        thread::sleep(Duration::from_millis(300));
        // A busy machine may be slow.
        wait_until("there are enough to tell", || {
            next.load(Ordering::Relaxed) > first + 20
        });
        // Not through the server's own handle: the posting threads borrow it.
        let pid = server.pid().to_string();
        std::process::Command::new("kill")
            .args(["-KILL", &pid])
            .status()
            .unwrap();
        posting
            .into_iter()
            .flat_map(|thread| thread.join().unwrap())
            .collect()
    })
}

#[test]
fn after_a_kill_every_acknowledged_order_is_there_once() {
    let place = Workplace::new();
    let (next, mut acknowledged) = (AtomicU64::new(0), Vec::new());
    for _ in 0..3 {
        let server = Server::start(&place, &[]);
        let before = acknowledged.len();
        acknowledged.extend(post_until_gone(&server, &next));
        assert!(acknowledged.len() > before + 10, "it took too few to tell");
    }
    let server = Server::start(&place, &[]);
    let orders = |server: &Server| {
        server.get(&format!("/v1/board?date={DAY}")).json(200)["today"]["orders"]
            .as_u64()
            .unwrap()
    };
    // On each connection, at most one order in progress may be counted without an answer.
    let (known, counted) = (acknowledged.len() as u64, orders(&server));
    assert!(
        (known..=known + 12).contains(&counted),
        "{counted} for {known}"
    );
    let again: Vec<Value> = acknowledged.iter().map(|&number| order(number)).collect();
    assert_eq!(
        server.post_json(&json!(again)).json(200)["duplicates"],
        known
    );
    let everything: Vec<Value> = (0..next.load(Ordering::Relaxed)).map(order).collect();
    server.post_json(&json!(everything)).json(200);
    assert_eq!(orders(&server), everything.len() as u64);
    let revenue =
        server.get(&format!("/v1/board?date={DAY}")).json(200)["today"]["revenue"].clone();
    assert_eq!(
        revenue,
        format!("{}.{:02}", everything.len() / 100, everything.len() % 100)
    );
}

#[test]
fn told_to_stop_it_finishes_what_was_begun() {
    let place = Workplace::new();
    let mut server = Server::start(&place, &[]);
    let url = server.url("/v1/orders");
    let acknowledged = Arc::new(AtomicU64::new(0));
    let count = Arc::clone(&acknowledged);
    let posting = thread::spawn(move || {
        let next = || order(count.load(Ordering::Relaxed));
        while ureq::post(&url).send_json(next()).is_ok() {
            count.fetch_add(1, Ordering::Relaxed);
        }
    });
    wait_until("there are orders", || {
        acknowledged.load(Ordering::Relaxed) >= 20
    });
    let status = server.terminate();
    assert!(
        status.success() && server.log().ends_with("stopped\n"),
        "{}",
        server.log()
    );
    posting.join().unwrap();
    let server = Server::start(&place, &[]);
    let board = server.get(&format!("/v1/board?date={DAY}")).json(200);
    let acknowledged = acknowledged.load(Ordering::Relaxed);
    assert_eq!(board["today"]["orders"], acknowledged);
}

#[test]
fn an_import_that_was_killed_is_simply_run_again() {
    let orders = "--orders=60000";
    let generate = [
        "generate",
        "--plain",
        orders,
        "--days=6",
        "--now=2026-03-07T12:00:00Z",
        "--to=orders.ndjson",
    ];
    let import = [
        "import",
        "--json",
        "--store=embedded:store",
        "orders.ndjson",
    ];
    let days = ["2026-03-02", "2026-03-04", "2026-03-07"];
    let whole = Workplace::new();
    whole.run(&generate).expect(0);
    assert_eq!(whole.run(&import).json(0)["accepted"], 60_000);
    let expected = boards(&Server::start(&whole, &["--store=embedded:store"]), &days);

    let killed = Workplace::new();
    std::fs::copy(whole.path("orders.ndjson"), killed.path("orders.ndjson")).unwrap();
    for pause in [150, 300, 500] {
        let mut running = killed
            .command(&import)
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap();
        thread::sleep(Duration::from_millis(pause));
        running.kill().unwrap();
        running.wait().unwrap();
    }
    let last = killed.run(&import).json(0);
    assert_eq!(
        last["accepted"].as_u64().unwrap() + last["duplicates"].as_u64().unwrap(),
        60_000
    );
    assert_eq!(
        boards(&Server::start(&killed, &["--store=embedded:store"]), &days),
        expected
    );
}
