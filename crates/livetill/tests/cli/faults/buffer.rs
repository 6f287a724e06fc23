//! Orders wait on this machine's disk while Redis is away, and then count once.

use std::net::TcpListener;
#[cfg(target_os = "linux")]
use std::process::Command;
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
    // More than there is room for at all: the buffer is not full because of that.
    let many: Vec<Value> = (1_000..1_050).map(order).collect();
    let refused = server.post_json(&json!(many)).json(503);
    assert!(refused.to_string().contains("buffer is full"), "{refused}");
    assert_eq!(server.get("/readyz").body, "buffering\n");
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
    assert_refuses(&server, "the intake buffer takes no orders (it is full,");
    let ready = server.get("/readyz").json(503);
    assert!(
        ready.to_string().contains("intake buffer is full"),
        "{ready}"
    );
    redis.start_again();
    wait_until_drained(&server);
    assert_takes(&server);
    assert_exact(&server, taken);
}

/// The metric, health and an alert say that the buffer takes no orders, and why.
fn assert_refuses(server: &Server, why: &str) {
    wait_until("the alert is raised", || !alerts(server).is_empty());
    let detail = alerts(server)[0]["detail"].clone();
    assert!(detail.as_str().unwrap().starts_with(why), "{detail}");
    assert_eq!(alerts(server)[0]["said"]["code"], "buffer_refuses");
    let health = server.get("/v1/health").json(200);
    assert_eq!(health["intake"]["buffer_refuses"], detail);
    assert_eq!(metric(server, "livetill_buffer_refuses"), 1.0);
}

/// Nothing says so any more.
fn assert_takes(server: &Server) {
    wait_until("the alert is over", || alerts(server).is_empty());
    let health = server.get("/v1/health").json(200);
    assert_eq!(health["intake"]["buffer_refuses"], Value::Null);
    assert_eq!(metric(server, "livetill_buffer_refuses"), 0.0);
}

fn alerts(server: &Server) -> Vec<Value> {
    let mut list = server.get("/v1/alerts").json(200);
    let Value::Array(mut alerts) = list["alerts"].take() else {
        panic!("{list}");
    };
    alerts.retain(|alert| alert["id"] == "buffer_refuses");
    alerts
}

/// Limits how large files of a process may become, so that its disk seems to be full.
#[cfg(target_os = "linux")]
fn limit_files(server: &Server, size: &str) {
    let (pid, size) = (server.pid().to_string(), format!("--fsize={size}:"));
    let limited = Command::new("prlimit")
        .args(["--pid", &pid, &size])
        .status();
    assert!(limited.unwrap().success());
}

#[test]
#[cfg(target_os = "linux")]
fn after_a_failed_write_the_buffer_says_so_and_takes_orders_again_by_itself() {
    let (place, mut redis) = (Workplace::new(), Redis::durable());
    let url = url(&redis);
    let serve = |buffer: &str| {
        // Otherwise the signal of the limit ends the process.
        let mut command = Command::new("sh");
        command.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\""]);
        let of = place.command(&[
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--store",
            &url,
            "--buffer",
            buffer,
        ]);
        command.arg(of.get_program()).args(of.get_args());
        command.current_dir(of.get_current_dir().unwrap());
        for (name, value) in of.get_envs() {
            value.map(|value| command.env(name, value));
        }
        Server::spawn(command)
    };
    let server = serve("waiting");
    redis.kill();
    let mut taken = 1;
    let fill_until_it_fails = |server: &Server, size: &str, mut taken: u64| {
        limit_files(server, size);
        let refused = loop {
            let answer = server.post_json(&order(taken));
            if answer.status != 202 {
                break answer.json(503);
            }
            taken += 1;
        };
        let detail = refused["detail"].as_str().unwrap();
        assert!(detail.contains("disk of the intake buffer"), "{refused}");
        taken
    };
    // The first one fails in the middle of a record, the second one has to begin a file.
    for size in ["3000", "1"] {
        server.post_json(&order(0)).json(202);
        taken = fill_until_it_fails(&server, size, taken);
        // Redis may have died in the middle of the last look at it: then the next look tells that it is away.
        wait_until("it says why it is not ready", || {
            let ready = server.get("/readyz").json(503);
            ready.to_string().contains("disk cannot be written")
        });
        if size == "1" {
            let why = "the intake buffer takes no orders (its disk cannot be written: ";
            assert_refuses(&server, why);
        }
        limit_files(&server, "unlimited");
        wait_until("orders are taken again", || {
            server.get("/readyz").body == "buffering\n"
        });
    }
    assert!(taken > 5);
    assert_takes(&server);
    server.post_json(&order(taken)).json(202);
    // What was taken before and after is there, in this process and in the next one.
    server.kill();
    let server = serve("waiting");
    taken = fill_until_it_fails(&server, "1", taken + 1);
    redis.start_again();
    wait_until("the buffer is empty", || {
        server.get("/readyz").body == "ready, without the intake buffer\n"
    });
    // The store takes orders, and they need no buffer.
    server.post_json(&order(taken)).json(200);
    limit_files(&server, "unlimited");
    wait_until_drained(&server);
    assert_exact(&server, taken + 1);
}

#[test]
fn killed_while_it_is_full_and_while_it_drains_it_counts_each_order_once() {
    let (place, mut redis) = (Workplace::new(), Redis::durable());
    let url = url(&redis);
    let serve = || {
        let args = [
            "--store",
            &url,
            "--buffer",
            "waiting",
            "--buffer-max",
            "16KiB",
        ];
        Server::start(&place, &args)
    };
    let mut server = serve();
    let load = Load::start(&server.address);
    for round in 0..4 {
        load.wait_for(20);
        redis.kill();
        wait_until("the buffer is full", || server.get("/readyz").status == 503);
        server.kill();
        server = serve();
        load.move_to(&server.address);
        redis.start_again();
        // Killed while it drains, or soon after.
        thread::sleep(Duration::from_millis(30 * round));
        server.kill();
        server = serve();
        load.move_to(&server.address);
    }
    load.wait_for(20);
    let report = load.finish();
    wait_until_drained(&server);
    assert_exact(&server, report.orders);
    assert!(report.refused > 0 && report.buffered > 100, "{report:?}");
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
