//! A store that answers but refuses until somebody fixes it. Waiting would not help, so the server accepts no orders
//! that would never count.

use serde_json::{Value, json};
use test_servers::{Proxy, Redis, wait_until};

use super::buffer::{metric, wait_until_drained};
use super::figures::{DAY, assert_exact, order};
use crate::support::{Server, Workplace};

/// How the store is broken, how it is fixed, and the word that messages must contain meanwhile.
struct Fault {
    break_it: &'static [&'static [&'static str]],
    mend_it: &'static [&'static [&'static str]],
    named: &'static str,
}

const WRONG_TYPE: Fault = Fault {
    break_it: &[
        &["RENAME", "sales:revenue:20260301", "aside"],
        &["SET", "sales:revenue:20260301", "somebody else's"],
    ],
    mend_it: &[
        &["DEL", "sales:revenue:20260301"],
        &["RENAME", "aside", "sales:revenue:20260301"],
    ],
    named: "sales:revenue:20260301",
};
const NEWER_FORMAT: Fault = Fault {
    break_it: &[
        &["COPY", "livetill:state", "aside"],
        &["HSET", "livetill:state", "format", "99"],
    ],
    mend_it: &[&["RENAME", "aside", "livetill:state"]],
    named: "format",
};
const OTHER_ZONE: Fault = Fault {
    break_it: &[&["HSET", "livetill:state", "timezone", "Europe/Paris"]],
    mend_it: &[&["HSET", "livetill:state", "timezone", "UTC"]],
    named: "Europe/Paris",
};
const OTHER_CURRENCY: Fault = Fault {
    break_it: &[&["HSET", "livetill:state", "currency", "EUR"]],
    mend_it: &[&["HSET", "livetill:state", "currency", "USD"]],
    named: "EUR",
};
/// Follows a primary that is gone, as after a change of the network.
const READ_ONLY: Fault = Fault {
    break_it: &[&["REPLICAOF", "127.0.0.1", "1"]],
    mend_it: &[&["REPLICAOF", "NO", "ONE"]],
    named: "replica",
};

fn tell(redis: &Redis, commands: &[&[&str]]) {
    for command in commands {
        let answer = redis.cli(command);
        assert!(!answer.contains("ERR"), "{command:?}: {answer}");
    }
}

/// A server with a buffer, and a proxy that can cut its connection to Redis.
fn start(place: &Workplace, redis: &Redis) -> (Server, Proxy) {
    let proxy = Proxy::to(redis.port);
    let address = proxy.address();
    let url = format!("redis://{address}?command_timeout=400ms&connect_timeout=400ms");
    let server = Server::start(place, &["--store", &url, "--buffer", "waiting"]);
    (server, proxy)
}

/// Checks that an order is refused with a problem that names the fault, and that the server is not ready.
#[track_caller]
fn assert_refused(server: &Server, number: u64, named: &str) {
    let answer = server.post_json(&order(number));
    assert!(answer.retry_after.is_some());
    let problem = answer.json(503);
    assert!(
        problem["type"].as_str().unwrap().ends_with("store_refuses"),
        "{problem}"
    );
    let detail = problem["detail"].as_str().unwrap();
    assert!(detail.contains(named), "{detail}");
    assert_eq!(server.get("/readyz").status, 503);
    assert_eq!(server.get("/healthz").status, 200);
}

fn alert(server: &Server) -> Option<Value> {
    let alerts = server.get("/v1/alerts").json(200);
    let alerts = alerts["alerts"].as_array().unwrap().iter();
    let mut refused = alerts.filter(|alert| alert["id"] == "store_refuses.default");
    refused.next().cloned()
}

fn wait_for_alert(server: &Server, named: &str) {
    wait_until("an alert stands that names it", || {
        alert(server).is_some_and(|alert| alert["detail"].as_str().unwrap().contains(named))
    });
}

#[test]
fn what_refuses_at_once_is_not_buffered_and_goes_on_when_it_is_mended() {
    let (place, redis) = (Workplace::new(), Redis::start());
    let (server, _proxy) = start(&place, &redis);
    let mut counted = 0;
    for fault in [WRONG_TYPE, NEWER_FORMAT, READ_ONLY] {
        assert_eq!(server.post_json(&order(counted)).json(200)["accepted"], 1);
        counted += 1;
        tell(&redis, fault.break_it);
        assert_refused(&server, counted, fault.named);
        assert_refused(&server, counted, fault.named);
        assert_eq!(metric(&server, "livetill_buffer_orders"), 0.0);
        assert_eq!(metric(&server, "livetill_store_refuses"), 1.0);
        // An import fails with the same message, and does not wait.
        let file = place.file("orders.ndjson", order(counted).to_string());
        let error = place
            .run(&["import", &file, "--to", &server.url("")])
            .error();
        assert!(error.contains(fault.named), "{error}");
        tell(&redis, fault.mend_it);
        // The server must notice by itself: while it is not ready, it may get no orders.
        wait_until("the server is ready again", || {
            server.get("/readyz").body == "ready\n"
        });
        assert_eq!(metric(&server, "livetill_store_refuses"), 0.0);
    }
    assert_exact(&server, counted);
}

#[test]
fn what_refuses_while_it_drains_keeps_the_line_and_lets_nothing_more_in() {
    let (place, redis) = (Workplace::new(), Redis::start());
    let (server, proxy) = start(&place, &redis);
    assert_eq!(server.post_json(&order(0)).json(200)["accepted"], 1);
    let mut counted = 1;
    let faults = [
        WRONG_TYPE,
        NEWER_FORMAT,
        OTHER_ZONE,
        OTHER_CURRENCY,
        READ_ONLY,
    ];
    for fault in faults {
        proxy.lead_to(0);
        for number in counted..counted + 3 {
            assert_eq!(server.post_json(&order(number)).json(202)["buffered"], 1);
        }
        tell(&redis, fault.break_it);
        proxy.lead_to(redis.port);
        wait_until("the line meets it", || {
            metric(&server, "livetill_store_refuses") == 1.0
        });
        assert_refused(&server, counted + 3, fault.named);
        assert_eq!(metric(&server, "livetill_buffer_orders"), 3.0);
        wait_for_alert(&server, fault.named);
        tell(&redis, fault.mend_it);
        wait_until_drained(&server);
        counted += 3;
        assert_exact(&server, counted);
    }
    assert_eq!(server.post_json(&order(counted)).json(200)["accepted"], 1);
    assert_exact(&server, counted + 1);
}

/// Enough orders of the highest amount to overflow a day's sums.
fn too_many(first: u64) -> Value {
    let orders = (first..first + 8_001).map(|number| {
        json!({
            "id": format!("huge-{number}"), "timestamp": "2026-02-27T12:00:00Z",
            // Spread over many items: one item would overflow before the day does.
            "items": [{"sku": format!("H{}", number % 1_000), "price": 1_000_000_000_000_u64, "quantity": 10}],
        })
    });
    orders.collect()
}

fn orders_of(server: &Server, day: &str) -> u64 {
    let board = server.get(&format!("/v1/board?date={day}")).json(200);
    board["today"]["orders"].as_u64().unwrap()
}

#[test]
fn an_order_too_many_for_the_sums_of_its_day_is_refused_for_good() {
    let (place, redis) = (Workplace::new(), Redis::start());
    // Eight thousand orders may take a second, so the store has its usual time.
    let on_redis = Server::start(&place, &["--store", &redis.url(), "--buffer", "waiting"]);
    let embedded = Server::start(&place, &[]);
    for server in [&on_redis, &embedded] {
        server.post_json(&order(0)).json(200);
        let answer = server.post_json(&too_many(0)).json(200);
        assert_eq!(answer["accepted"], 8_000);
        let rejected = answer["rejected"].as_array().unwrap();
        assert_eq!(rejected.len(), 1);
        assert_eq!(
            (&rejected[0]["index"], &rejected[0]["reason"]),
            (&json!(8_000), &json!("too_large"))
        );
        let again = server.post_json(&json!([too_many(8_000)[0]])).json(422);
        assert_eq!(again["rejected"][0]["reason"], "too_large");
        assert_eq!(server.get("/readyz").body, "ready\n");
        assert_eq!(server.get("/v1/rejects").json(200)["total"], 2);
        assert_eq!(orders_of(server, DAY), 1);
    }
}

#[test]
fn a_record_that_is_at_fault_itself_leaves_the_line_and_the_others_behind_it() {
    let (place, redis) = (Workplace::new(), Redis::start());
    let (server, proxy) = start(&place, &redis);
    proxy.lead_to(0);
    for body in [order(0), too_many(0), too_many(8_000), order(1)] {
        server.post_json(&body).json(202);
    }
    proxy.lead_to(redis.port);
    wait_until_drained(&server);
    assert_eq!(
        (orders_of(&server, DAY), orders_of(&server, "2026-02-27")),
        (2, 8_000)
    );
    let rejects = server.get("/v1/rejects?limit=1").json(200);
    assert_eq!(rejects["total"], 8_002);
    assert_eq!(rejects["items"][0]["reason"], "too_large");
    assert_eq!(metric(&server, "livetill_store_refuses"), 0.0);
}
