//! Orders wait on this machine's disk while Redis is away, and then count once.

use std::net::TcpListener;
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};
use test_servers::{Redis, wait_until};

use super::figures::{assert_exact, order};
use super::load::Load;
use crate::support::{Server, Workplace};

fn url(redis: &Redis) -> String {
    format!(
        "{}?command_timeout=400ms&connect_timeout=400ms",
        redis.url()
    )
}

fn start(place: &Workplace, redis: &Redis, more: &[&str]) -> Server {
    let url = url(redis);
    let mut args = vec!["--store", &url, "--buffer", "waiting"];
    args.extend(more);
    Server::start(place, &args)
}

/// A figure of the metrics page; the largest value if there are several with different labels.
pub(super) fn metric(server: &Server, name: &str) -> f64 {
    let page = server.get("/metrics").body;
    let lines = page.lines().filter(|line| line.starts_with(name));
    let values = lines.filter_map(|line| line.rsplit(' ').next());
    values.fold(0.0, |most, value| f64::max(most, value.parse().unwrap()))
}

pub(super) fn wait_until_drained(server: &Server) {
    wait_until("the buffer is empty", || {
        server.get("/readyz").body == "ready\n" && metric(server, "livetill_buffer_orders") == 0.0
    });
}

#[test]
fn orders_wait_while_redis_is_away_and_count_once_when_it_is_back() {
    let (place, mut redis) = (Workplace::new(), Redis::durable());
    let server = start(&place, &redis, &[]);
    assert_eq!(server.post_json(&order(0)).json(200)["accepted"], 1);
    redis.kill();
    for number in 1..100 {
        let answer = server.post_json(&order(number)).json(202);
        assert_eq!(
            (&answer["buffered"], &answer["accepted"]),
            (&json!(1), &json!(0))
        );
    }
    // A waiting order and a stored one are posted again. Only later both turn out to be known.
    assert_eq!(server.post_json(&order(50)).json(202)["buffered"], 1);
    assert_eq!(server.post_json(&order(0)).json(202)["buffered"], 1);
    // Orders that are invalid whatever the store contains are rejected at once, and kept.
    let bad = json!({"id": "bad", "timestamp": "no time", "items": [], "secret": "s3cret"});
    let mixed = server.post_json(&json!([order(100), bad])).json(202);
    assert_eq!(mixed["rejected"][0]["reason"], "invalid_timestamp");
    let refused = server.post_json(&bad).json(422);
    assert_eq!(refused["rejected"][0]["index"], 0);

    assert_eq!(server.get("/readyz").body, "buffering\n");
    assert_eq!(metric(&server, "livetill_buffer_orders"), 102.0);
    assert!(metric(&server, "livetill_buffer_bytes") > 1_000.0);
    assert!(metric(&server, "livetill_buffer_oldest_timestamp_seconds") > 1e9);
    assert_eq!(server.get("/v1/board").status, 503);

    redis.start_again();
    wait_until_drained(&server);
    assert_exact(&server, 101);
    assert_eq!(metric(&server, "livetill_buffer_drained_total"), 102.0);
    let rejects = server.get("/v1/rejects").json(200);
    assert_eq!(rejects["total"], 2, "{rejects}");
    assert!(!rejects.to_string().contains("s3cret"));
    // They reached the store in the order in which they were posted.
    let feed = server.get("/v1/items/latest?limit=100").json(200);
    let skus = |feed: &Value| -> Vec<Value> {
        let items = feed["items"].as_array().unwrap();
        items.iter().map(|item| item["sku"].clone()).collect()
    };
    let sent: Vec<Value> = (1..=100)
        .rev()
        .map(|number| json!(format!("S{}", number % 9)))
        .collect();
    assert_eq!(skus(&feed), sent);
    // New orders now go straight to the store.
    assert_eq!(server.post_json(&order(101)).json(200)["accepted"], 1);
}

#[test]
fn killed_again_and_again_on_both_sides_it_counts_each_order_once() {
    let (place, mut redis) = (Workplace::new(), Redis::durable());
    // The address stays the same, so that the senders find the server again.
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let listen = format!("127.0.0.1:{port}");
    let url = url(&redis);
    let serve = || {
        let args = [
            "serve", "--listen", &listen, "--store", &url, "--buffer", "waiting",
        ];
        Server::spawn(place.command(&args))
    };
    let mut server = serve();
    let load = Load::start(&server.address);
    let mut faults = 0;
    for round in 0..5 {
        load.wait_for(30);
        redis.kill();
        load.wait_for(60);
        server.kill();
        // It starts and accepts orders although Redis is away.
        server = serve();
        load.move_to(&server.address);
        load.wait_for(60);
        redis.start_again();
        // Killed while it drains, or soon after.
        thread::sleep(Duration::from_millis(40 * round));
        server.kill();
        server = serve();
        load.move_to(&server.address);
        faults += 4;
    }
    load.wait_for(30);
    let report = load.finish();
    wait_until_drained(&server);
    let compared = assert_exact(&server, report.orders);
    assert!(report.buffered > 100, "{report:?}");
    let mut err = std::io::stderr();
    // The test does not depend on this output.
    let _ = std::io::Write::write_fmt(
        &mut err,
        format_args!("buffer: {faults} kills, {compared} figures compared, {report:?}\n"),
    );
}

/// Orders from a stream do not pass through the buffer: they wait in the stream.
#[test]
fn started_without_redis_it_counts_what_waits_here_and_what_waits_in_a_stream() {
    let (place, mut redis) = (Workplace::new(), Redis::durable());
    let add = |redis: &Redis, number: u64| {
        let order = order(number).to_string();
        redis.cli(&["XADD", "shop:orders", "*", "order", &order]);
    };
    (0..40).for_each(|number| add(&redis, number));
    redis.cli(&["XADD", "shop:orders", "*", "order", "{\"id\":"]);
    redis.kill();
    let source = "redis-stream:shop:orders?claim=1s&lease=1s&batch=7";
    let server = start(&place, &redis, &["--source", source]);
    // Some of these orders are also in the stream.
    for number in 30..60 {
        let answer = server.post_json(&order(number)).json(202);
        assert_eq!(answer["buffered"], 1);
    }
    assert_eq!(server.get("/readyz").body, "buffering\n");
    redis.start_again();
    wait_until_drained(&server);
    add(&redis, 60);
    wait_until("the stream is read", || {
        let pending = redis.cli(&["XPENDING", "shop:orders", "livetill"]);
        let board = server.get("/v1/board?date=2026-03-01").json(200);
        board["today"]["orders"] == 61 && pending.starts_with('0')
    });
    assert_exact(&server, 61);
    let rejects = server.get("/v1/rejects").json(200);
    assert_eq!(rejects["total"], 1, "{rejects}");
    assert_eq!(rejects["items"][0]["source"], "redis-stream:shop:orders");
}

#[test]
fn a_full_buffer_refuses_and_takes_again_when_there_is_room() {
    let (place, mut redis) = (Workplace::new(), Redis::durable());
    let server = start(&place, &redis, &["--buffer-max", "4KiB"]);
    redis.kill();
    let mut taken = 0;
    let refused = loop {
        let answer = server.post_json(&order(taken));
        if answer.status != 202 {
            break answer;
        }
        taken += 1;
        assert!(taken < 100, "it takes more than it may");
    };
    assert!(taken > 5);
    assert_eq!(refused.retry_after.as_deref(), Some("1"));
    let problem = refused.json(503);
    assert!(
        problem["detail"]
            .as_str()
            .unwrap()
            .contains("buffer is full"),
        "{problem}"
    );
    redis.start_again();
    wait_until_drained(&server);
    assert_exact(&server, taken);
}

#[test]
fn a_second_server_on_the_same_folder_is_told_who_has_it() {
    let (place, redis) = (Workplace::new(), Redis::start());
    let server = start(&place, &redis, &[]);
    let url = url(&redis);
    let args = [
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--store",
        &url,
        "--buffer",
        "waiting",
    ];
    let error = place.run(&args).error();
    assert!(
        error.contains(&format!("process {}", server.pid())),
        "{error}"
    );
    let embedded = place.run(&["serve", "--buffer", "waiting"]).error();
    assert!(
        embedded.contains("a buffer is only for a Redis store"),
        "{embedded}"
    );
    assert_eq!(server.get("/readyz").body, "ready\n");
}
