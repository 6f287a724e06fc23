//! Data that must not be in a log.

use serde_json::json;

use crate::support::{Ran, Server, Workplace};

/// Each occurs in the data sent, and must not occur in the log.
const MARKS: [&str; 6] = [
    "MARK-order-id",
    "MARK-sku",
    "MARK-item-name",
    "MARK-unknown-field",
    "MARK-rubbish",
    "MARK-idempotency",
];

#[test]
fn no_order_key_or_personal_data_is_logged_even_at_trace_level() {
    let place = Workplace::new();
    let key = place
        .run(&["keys", "add", "--role=admin"])
        .expect(0)
        .trim()
        .to_owned();
    let wrong = format!("ltk_{}", "ab".repeat(32));
    let mut server = Server::start(&place, &["--log=trace"]);
    let bearer = ("authorization", format!("Bearer {key}"));
    let bearer = (bearer.0, &*bearer.1);
    let json_type = ("content-type", "application/json");
    let order = json!({
        "id": "MARK-order-id", "timestamp": jiff::Timestamp::now().as_millisecond(),
        "email": "MARK-unknown-field", "items": [
            {"sku": "MARK-sku", "name": "MARK-item-name", "price": "1.99", "quantity": 1}],
    });
    let good = order.to_string();
    assert_eq!(
        server
            .post("/v1/orders", &[bearer, json_type], good.as_bytes())
            .status,
        200
    );
    let bad = good.replace("1.99", "MARK-rubbish");
    for body in [
        &*bad,
        "{\"MARK-rubbish",
        "MARK-rubbish",
        "[{\"id\":\"MARK-rubbish\"}, x",
    ] {
        let headers = [bearer, json_type, ("idempotency-key", "MARK-idempotency")];
        assert_eq!(
            server.post("/v1/orders", &headers, body.as_bytes()).status,
            422
        );
    }
    let lying = [bearer, ("content-encoding", "gzip")];
    assert_eq!(
        server.post("/v1/orders", &lying, b"MARK-rubbish").status,
        400
    );
    let sign_in = json!({"key": key}).to_string();
    assert_eq!(
        server
            .post("/v1/session", &[json_type], sign_in.as_bytes())
            .status,
        204
    );
    let sign_in = json!({"key": wrong}).to_string();
    assert_eq!(
        server
            .post("/v1/session", &[json_type], sign_in.as_bytes())
            .status,
        401
    );
    let sign_in = format!("{{\"key\": \"{key}\", \"more\": 1}}");
    assert_eq!(
        server
            .post("/v1/session", &[json_type], sign_in.as_bytes())
            .status,
        400
    );
    let wrong_bearer = ("authorization", format!("Bearer {wrong}"));
    assert_eq!(server.get_with("/v1/board", &[wrong_bearer]).status, 401);
    let cookie = ("cookie", format!("livetill_session={wrong}"));
    assert_eq!(server.get_with("/v1/board", &[cookie]).status, 401);
    let mut asked = place.command(&["rejects", "replay", "--all", "--server", &server.url("")]);
    asked.env("LIVETILL_KEY", &key);
    let asked = Ran::of(asked);
    assert_eq!((asked.code, &*asked.stderr), (0, ""));
    place
        .run(&["keys", "add", "--role=view", "--name=another"])
        .expect(0);
    server.terminate();
    let log = server.log();
    assert!(
        log.contains("TRACE") && log.contains("stopped"),
        "nothing was logged: {log}"
    );
    for mark in MARKS.into_iter().chain([&key[4..], &wrong[4..]]) {
        assert!(!log.contains(mark), "{mark} is in the log:\n{log}");
    }
}
