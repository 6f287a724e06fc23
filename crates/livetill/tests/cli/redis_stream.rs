//! Streams of Redis as a source.

use serde_json::json;
use test_servers::{Redis, wait_until};

use crate::support::{Server, Workplace};

const DAY: &str = "/v1/board?date=2026-03-01";

fn order(id: u32) -> String {
    json!({"id": id, "timestamp": "2026-03-01T10:00:00Z", "items": [{"sku": "A", "price": "1.50", "quantity": 2}]}).to_string()
}

fn add(redis: &Redis, orders: std::ops::Range<u32>) {
    for id in orders {
        redis.cli(&["XADD", "shop:orders", "*", "order", &order(id)]);
    }
}

fn orders(server: &Server) -> u64 {
    let answer = server.get(DAY);
    if answer.status == 404 {
        // The store has no data of the day yet.
        return 0;
    }
    answer.json(200)["today"]["orders"].as_u64().unwrap()
}

fn pending(redis: &Redis) -> bool {
    !redis
        .cli(&["XPENDING", "shop:orders", "livetill"])
        .starts_with('0')
}

/// Two workers share a stream. One is killed, and the other takes over its entries.
#[test]
fn a_group_shares_a_stream_and_takes_over_from_the_dead() {
    let place = Workplace::new();
    let redis = Redis::start();
    let store = format!("--store={}", redis.url());
    let source = "redis-stream:shop:orders?claim=1s&lease=1s&batch=10";
    let args = ["--source", source, &store];
    add(&redis, 0..50);
    redis.cli(&["XADD", "shop:orders", "*", "order", "{\"id\":"]);
    let server = Server::start(&place, &args);
    let other = Server::start(&place, &args);
    add(&redis, 50..100);
    // As if a worker had died before it acknowledged these entries.
    redis.cli(&["XADD", "shop:orders", "*", "order", &order(100)]);
    redis.cli(&[
        "XREADGROUP",
        "GROUP",
        "livetill",
        "dead",
        "COUNT",
        "1",
        "STREAMS",
        "shop:orders",
        ">",
    ]);
    add(&redis, 101..110);
    other.kill();
    wait_until("everything is read", || orders(&server) == 110);
    wait_until("everything is acknowledged", || !pending(&redis));
    let rejects = server.get("/v1/rejects").json(200);
    assert_eq!(
        rejects["items"][0]["source"], "redis-stream:shop:orders",
        "{rejects}"
    );
    assert_eq!(rejects["total"], 1, "{rejects}");
}

/// The group has nothing left to deliver, and the store has lost acknowledged orders.
#[test]
fn what_the_store_lost_after_it_was_acknowledged_is_read_again() {
    let place = Workplace::new();
    let (redis, streams) = (Redis::start(), Redis::start());
    let store = format!("--store={}", redis.url());
    let source = format!(
        "redis-stream:shop:orders?lease=1s&batch=10&url={}",
        streams.url()
    );
    let args = ["--source", &source, &store];
    add(&streams, 0..30);
    let server = Server::start(&place, &args);
    wait_until("the first are read", || {
        orders(&server) == 30 && !pending(&streams)
    });
    let kept = Kept::of(&redis);
    add(&streams, 30..50);
    wait_until("more are read", || {
        orders(&server) == 50 && !pending(&streams)
    });
    // As after a failover: the store returns to an earlier state.
    assert_eq!(kept.put_back(&redis), "30");
    let counted = || redis.cli(&["GET", "orders:20260301"]);
    wait_until("what was lost is there again", || counted() == "50");
    wait_until("the board shows it", || orders(&server) == 50);
    let board = server.get(DAY).json(200);
    assert_eq!(board["today"]["units"], 100, "{board}");
}

/// Copies of all keys at one moment.
struct Kept(Vec<String>);

impl Kept {
    fn of(redis: &Redis) -> Kept {
        let keys: Vec<String> = redis
            .cli(&["KEYS", "*"])
            .lines()
            .map(str::to_owned)
            .collect();
        for key in &keys {
            redis.cli(&["COPY", key, &format!("kept:{key}")]);
        }
        Kept(keys)
    }

    /// Restores the copies in one step. Returns how many orders the day then has.
    fn put_back(&self, redis: &Redis) -> String {
        let script = "
            for _, key in ipairs(redis.call('KEYS', '*')) do
              if string.sub(key, 1, 5) ~= 'kept:' then redis.call('DEL', key) end
            end
            for _, key in ipairs(ARGV) do
              -- Leases have run out meanwhile.
              if redis.call('EXISTS', 'kept:' .. key) == 1 then
                redis.call('RENAME', 'kept:' .. key, key)
              end
            end
            return redis.call('GET', 'orders:20260301')";
        let keys: Vec<&str> = self.0.iter().map(String::as_str).collect();
        redis.cli(&[&["EVAL", script, "0"][..], &keys].concat())
    }
}

/// Nothing listens at the stream's address when the server starts.
#[test]
fn a_stream_that_was_never_reached_is_silent_until_it_is_read() {
    let place = Workplace::new();
    let mut redis = Redis::prepared(&[]);
    let source = format!("redis-stream:shop:orders?url={}", redis.url());
    let server = Server::start(&place, &["--source", &source]);
    let silent = || {
        let health = server.get("/v1/health?history=false").json(200);
        health["sources"][0]["silent_seconds"].as_f64()
    };
    // The alert is based on this; the server's tests cover it.
    wait_until("it is silent", || silent() > Some(6.0));
    assert!(redis.launch(), "the stream's server comes");
    add(&redis, 0..3);
    wait_until("it is read", || orders(&server) == 3);
    wait_until("it is silent no more", || silent() < Some(6.0));
}

#[test]
fn the_doctor_looks_at_a_stream_as_a_worker_finds_it() {
    let place = Workplace::new();
    let redis = Redis::start();
    let source = |url: &str, level: &str| {
        let code = if level == "ok" { 0 } else { 2 };
        let doctor = ["doctor", "--json", "--store=embedded:store", "--source"];
        let findings = place.run(&[&doctor[..], &[url]].concat()).json(code);
        let findings = findings.as_array().unwrap();
        let found = findings.iter().find(|it| it["check"] == "source").unwrap();
        assert_eq!(found["level"], level, "{found}");
        found.to_string()
    };
    let url = redis.url();
    let stream = format!("redis-stream:shop:orders?url={url}");
    assert!(source(&stream, "warning").contains("there is no stream"));
    add(&redis, 0..3);
    assert!(source(&stream, "ok").contains("creates the group livetill"));
    assert_eq!(redis.cli(&["KEYS", "*"]), "shop:orders");
    assert_eq!(redis.cli(&["XINFO", "GROUPS", "shop:orders"]), "");
    redis.cli(&["XGROUP", "CREATE", "shop:orders", "livetill", "0"]);
    assert!(source(&stream, "ok").contains("0 entries in hand"));
    redis.cli(&["SET", "other", "1"]);
    let other = format!("redis-stream:other?url={url}");
    assert!(source(&other, "error").contains("is not a stream"));

    let port = url.rsplit(':').next().unwrap();
    let limited = format!("redis-stream:shop:orders?url=redis://till:secret@127.0.0.1:{port}");
    let said = source(&limited, "error");
    assert!(
        said.contains("user and password") && !said.contains("secret"),
        "{said}"
    );
    let user = ["ACL", "SETUSER", "till", "on", ">secret", "~shop:orders"];
    redis.cli(&[&user[..], &["+@connection", "+@read", "+xreadgroup"]].concat());
    let said = source(&limited, "error");
    let keys = "~shop:orders ~livetill:acknowledged:{shop:orders}:livetill";
    for named in ["+xgroup|create", "+xack", "+hset", "+evalsha", keys] {
        assert!(said.contains(named), "{named} is not in {said}");
    }
    assert!(!said.contains("+xreadgroup"), "{said}");
    // The rights that it names are enough.
    let mend = serde_json::from_str::<serde_json::Value>(&said).unwrap()["mend"].clone();
    let rights = mend
        .as_str()
        .unwrap()
        .split_once(": ")
        .unwrap()
        .1
        .to_owned();
    let rights: Vec<&str> = rights.split(' ').collect();
    redis.cli(&[&["ACL", "SETUSER", "till"], &rights[..]].concat());
    assert!(source(&limited, "ok").contains("can be read"));

    drop(redis);
    assert!(source(&stream, "error").contains("start the stream's server"));
    let nowhere = source("redis-stream:shop:orders", "error");
    assert!(nowhere.contains("redis-stream:KEY?url="), "{nowhere}");
}

/// Without an alert, the server would retry permanently refused entries forever without anybody noticing.
#[test]
fn a_stream_whose_orders_the_store_refuses_is_an_alert_and_not_ready() {
    let place = Workplace::new();
    let (redis, streams) = (Redis::start(), Redis::start());
    let store = format!("--store={}", redis.url());
    let source = format!("redis-stream:shop:orders?url={}", streams.url());
    let server = Server::start(&place, &["--source", &source, &store]);
    add(&streams, 0..1);
    wait_until("the first is read", || orders(&server) == 1);
    let revenue = "sales:revenue:20260301";
    redis.cli(&["RENAME", revenue, "aside"]);
    redis.cli(&["SET", revenue, "somebody else's"]);
    add(&streams, 1..3);
    wait_until("an alert stands that names the stream and the key", || {
        let alerts = server.get("/v1/alerts").json(200);
        let mut alerts = alerts["alerts"].as_array().unwrap().iter();
        let found = alerts.find(|it| it["id"] == "store_refuses.default");
        let detail = found.and_then(|alert| alert["detail"].as_str());
        detail.is_some_and(|it| it.contains("redis-stream:shop:orders") && it.contains(revenue))
    });
    server.get("/readyz").json(503);
    let gauge = "livetill_store_refuses{shop=\"default\",source=\"redis-stream:shop:orders\"} 1";
    assert!(server.get("/metrics").body.contains(gauge));
    redis.cli(&["RENAME", "aside", revenue]);
    wait_until("the rest is read", || orders(&server) == 3);
    wait_until("it is ready", || server.get("/readyz").body == "ready\n");
}

/// The stream was trimmed while no server read it.
#[test]
fn entries_that_were_trimmed_unread_are_an_alert() {
    let place = Workplace::new();
    let redis = Redis::start();
    let store = format!("--store={}", redis.url());
    let args = ["--source", "redis-stream:shop:orders", &store];
    add(&redis, 0..3);
    let mut server = Server::start(&place, &args);
    wait_until("the first are read", || {
        orders(&server) == 3 && !pending(&redis)
    });
    assert!(server.terminate().success(), "{}", server.log());
    add(&redis, 3..8);
    redis.cli(&["XTRIM", "shop:orders", "MAXLEN", "0"]);
    add(&redis, 8..10);
    // As if half a minute had passed: until then, the stopped server's entry would still count for the alerts.
    redis.cli(&["DEL", "livetill:servers"]);
    let server = Server::start(&place, &args);
    wait_until("the rest is read", || orders(&server) == 5);
    wait_until("an alert says how many are missing", || {
        let alerts = server.get("/v1/alerts").json(200);
        let mut alerts = alerts["alerts"].as_array().unwrap().iter();
        let id = "data_lost.default.redis-stream-shop-orders";
        let found = alerts.find(|it| it["id"] == id);
        let detail = found.and_then(|alert| alert["detail"].as_str());
        detail.is_some_and(|it| it.contains("5 entries after"))
    });
    let metrics = server.get("/metrics").body;
    let counted = "livetill_source_lost_total{source=\"redis-stream:shop:orders\"} 1";
    assert!(metrics.contains(counted), "{metrics}");
}
