//! A store that forgets figures without an error: said in the log at once, and by an alert when it has.

use serde_json::json;

use crate::support::{Redis, Server, Workplace, wait_until};

#[test]
fn a_redis_that_throws_keys_away_is_told() {
    let place = Workplace::new();
    let policy = ["--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru"];
    let redis = Redis::start(&place, &policy);
    let server = Server::start(&place, &["--store", &redis.url()]);
    wait_until("the log names the policy", || {
        server.log().contains("set maxmemory-policy noeviction")
    });
    assert_eq!(server.get("/v1/alerts").json(200)["alerts"], json!([]));
    // Something else that takes room, which is thrown away as Livetill's keys would be.
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
    assert!(detail.contains("keys away"), "{detail}");
}

#[test]
fn a_redis_that_was_emptied_is_told() {
    let place = Workplace::new();
    let redis = Redis::start(&place, &[]);
    let server = Server::start(&place, &["--store", &redis.url()]);
    let order = |id: usize| {
        json!({ "id": id.to_string(), "timestamp": jiff::Timestamp::now().as_second(),
            "items": [{ "sku": "A", "price": "1.50", "quantity": 1 }] })
    };
    let (mut rounds, mut detail) = (0, String::new());
    // How far it is is looked at once a second: sooner or later before it is emptied.
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
