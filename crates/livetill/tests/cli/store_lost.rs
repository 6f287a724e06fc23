//! A store that loses figures without an error: the log warns of it at once, and an alert reports the loss.

use serde_json::json;
use test_servers::{Redis, wait_until};

use crate::support::{Server, Workplace};

#[test]
fn a_redis_that_throws_keys_away_is_told() {
    let place = Workplace::new();
    let policy = ["--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru"];
    let redis = Redis::with(&policy);
    let server = Server::start(&place, &["--store", &redis.url()]);
    wait_until("the log names the policy", || {
        server.log().contains("set maxmemory-policy noeviction")
    });
    assert_eq!(server.get("/v1/alerts").json(200)["alerts"], json!([]));
    // Another key that uses memory. Redis evicts it as it would evict Livetill's keys.
    redis.cli(&["SET", "filler", &"x".repeat(100_000)]);
    let used = redis.cli(&["INFO", "memory"]);
    let used = used
        .lines()
        .find_map(|line| line.trim().strip_prefix("used_memory:"));
    let limit = used.unwrap().parse::<u64>().unwrap() - 20_000;
    redis.cli(&["CONFIG", "SET", "maxmemory", &limit.to_string()]);
    let mut detail = String::new();
    wait_until("an alert says that keys were thrown away", || {
        let alerts = server.get("/v1/alerts").json(200);
        let mut alerts = alerts["alerts"].as_array().unwrap().iter();
        let lost = alerts.find(|alert| alert["id"] == "store_lost");
        detail = lost.map(|it| it["detail"].to_string()).unwrap_or_default();
        !detail.is_empty()
    });
    assert!(
        detail.contains(" has evicted ") && detail.contains(" keys "),
        "{detail}"
    );
}

#[test]
fn a_redis_that_is_full_is_read_also_by_a_server_that_starts_then() {
    let place = Workplace::new();
    let redis = Redis::start();
    let mut server = Server::start(&place, &["--store", &redis.url()]);
    let order = json!({ "id": "1", "timestamp": "2026-03-01T10:00:00Z",
        "items": [{ "sku": "A", "price": "1.50", "quantity": 1 }] });
    assert_eq!(server.post_json(&order).json(200)["accepted"], 1);
    redis.cli(&["CONFIG", "SET", "maxmemory", "1"]);
    for is_new in [false, true] {
        if is_new {
            assert!(server.terminate().success());
            server = Server::start(&place, &["--store", &redis.url()]);
        }
        wait_until("health says why it takes no orders", || {
            let health = server.get("/v1/health?history=false").json(200);
            let why = health["store"]["refuses"].as_str().unwrap_or_default();
            health["store"]["available"] == true && why.contains("OOM")
        });
        let detail = server.get("/readyz").json(503)["detail"].to_string();
        assert!(detail.contains("takes no writes"), "{detail}");
        let board = server.get("/v1/board?date=2026-03-01").json(200);
        assert_eq!(board["today"]["orders"], 1);
    }
    redis.cli(&["CONFIG", "SET", "maxmemory", "0"]);
    wait_until("it is ready", || server.get("/readyz").body == "ready\n");
    // A store that cannot be reached is not reported as full.
    drop(redis);
    wait_until("it is away", || {
        let answer = server.get("/readyz");
        answer.status == 503 && answer.body.contains("cannot take a commit now")
    });
}

/// The store does not yet record the settings of the shop, and nothing counts before it does.
#[test]
fn a_new_shop_waits_for_room_in_a_redis_that_is_full() {
    let place = Workplace::new();
    let redis = Redis::start();
    redis.cli(&["CONFIG", "SET", "maxmemory", "1"]);
    let shop = ["--timezone=Europe/London", "--store"];
    let url = redis.url();
    let server = Server::start(&place, &[&shop[..], &[&url]].concat());
    let detail = server.get("/readyz").json(503)["detail"].to_string();
    assert!(detail.contains("takes no writes"), "{detail}");
    assert_eq!(server.get("/v1/board").json(200)["today"]["orders"], 0);
    let order = json!({ "id": "1", "timestamp": jiff::Timestamp::now().as_second(),
        "items": [{ "sku": "A", "price": "1.50", "quantity": 1 }] });
    server.post_json(&order).json(503);
    redis.cli(&["CONFIG", "SET", "maxmemory", "0"]);
    wait_until("it is ready", || server.get("/readyz").body == "ready\n");
    assert_eq!(server.post_json(&order).json(200)["accepted"], 1);
    assert_eq!(
        redis.cli(&["HGET", "livetill:state", "timezone"]),
        "Europe/London"
    );
    drop(server);
    let other = place.run(&["verify", "--timezone=UTC", "--store", &url]);
    assert!(other.error().contains("Europe/London"));
}

#[test]
fn a_redis_that_was_emptied_is_told() {
    let place = Workplace::new();
    let redis = Redis::start();
    let server = Server::start(&place, &["--store", &redis.url()]);
    let order = |id: usize| {
        json!({ "id": id.to_string(), "timestamp": jiff::Timestamp::now().as_second(),
            "items": [{ "sku": "A", "price": "1.50", "quantity": 1 }] })
    };
    let (mut rounds, mut detail) = (0, String::new());
    // The server reads the store's progress once a second, so sooner or later it does so before a FLUSHALL.
    wait_until("an alert says that it went back", || {
        rounds += 1;
        if rounds % 40 == 0 {
            redis.cli(&["FLUSHALL"]);
        } else {
            server.post_json(&order(rounds));
        }
        let alerts = server.get("/v1/alerts").json(200);
        let mut alerts = alerts["alerts"].as_array().unwrap().iter();
        let lost = alerts.find(|alert| alert["id"] == "store_lost");
        detail = lost.map(|it| it["detail"].to_string()).unwrap_or_default();
        !detail.is_empty()
    });
    assert!(detail.contains("shop default fell from"), "{detail}");
}

/// A server that starts after the loss reports it, as far as the store can tell.
#[test]
fn keys_that_are_missing_at_the_start_are_told() {
    let place = Workplace::new();
    let redis = Redis::start();
    let order = json!({ "id": "1", "timestamp": "2026-03-01T10:00:00Z",
        "items": [{ "sku": "A", "price": "1.50", "quantity": 1 }] });
    let lost = |server: &Server| {
        let alerts = server.get("/v1/alerts").json(200);
        let mut alerts = alerts["alerts"].as_array().unwrap().iter();
        let lost = alerts.find(|alert| alert["id"] == "store_lost");
        lost.map(|it| it["detail"].as_str().unwrap().to_owned())
    };
    let server = Server::start(&place, &["--store", &redis.url()]);
    server.post_json(&order).json(200);
    drop(server);
    for key in [
        "livetill:catalogue",
        "livetill:day:20260301",
        "livetill:state",
    ] {
        redis.cli(&["RENAME", key, "aside"]);
        let server = Server::start(&place, &["--store", &redis.url()]);
        wait_until("an alert names the key", || {
            lost(&server).is_some_and(|detail| detail.contains(&format!(": {key};")))
        });
        drop(server);
        let missing = missing_by_doctor(&place, &redis);
        assert!(
            missing.as_ref().is_some_and(|it| it.contains(key)),
            "{missing:?}"
        );
        redis.cli(&["RENAME", "aside", key]);
    }
    let server = Server::start(&place, &["--store", &redis.url()]);
    wait_until("it is over", || lost(&server).is_none());
    assert_eq!(missing_by_doctor(&place, &redis), None);
}

/// Doctor's finding about required keys that are missing.
fn missing_by_doctor(place: &Workplace, redis: &Redis) -> Option<String> {
    let ran = place.run(&["doctor", "--json", "--store", &redis.url()]);
    // Doctor always warns of a Redis without persistence.
    let findings = ran.json(2);
    let mut findings = findings.as_array().unwrap().iter();
    let missing = findings.find(|it| it["check"] == "missing_keys");
    missing.map(|it| it["found"].to_string())
}
