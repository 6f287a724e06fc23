//! Rejects: listed, replayed, dropped.

use serde_json::json;

use crate::support::{JSON, TestServer, order};

#[tokio::test]
async fn rejects_are_listed_newest_first_with_their_reasons_counted() {
    let server = TestServer::start().await;
    server
        .post("/v1/orders", JSON, order("o1", "tea", "-1", 1))
        .await;
    server.post("/v1/orders", JSON, "{").await;
    let page = server.json("/v1/rejects").await;
    assert_eq!(page["total"], 2);
    assert_eq!(
        page["counts"],
        json!({"invalid_price": 1, "malformed_json": 1})
    );
    let newest = &page["items"][0];
    assert_eq!(
        (&newest["reason"], &newest["body"]),
        (&json!("malformed_json"), &json!("{"))
    );
    let older = &page["items"][1];
    assert_eq!(
        (&older["id"], &older["source"]),
        (&json!("o1"), &json!("http"))
    );
    assert_eq!(older["received_at"], "2018-03-14T10:23:45.123-04:00");
    assert_eq!(
        (&older["number"], &newest["number"]),
        (&json!(1), &json!(2))
    );
    assert!(older["detail"].is_string());
    let second = server.json("/v1/rejects?limit=1&offset=1").await;
    assert_eq!(second["items"].as_array().unwrap().len(), 1);
    assert_eq!(second["items"][0]["id"], "o1");
}

#[tokio::test]
async fn what_is_good_now_is_counted_and_leaves_the_rejects() {
    let server = TestServer::start().await;
    let tomorrow = order("o1", "tea", "2.50", 1).replace("03-14T", "03-15T");
    server
        .post("/v1/orders", JSON, format!("[{tomorrow},5]"))
        .await;
    let page = server.json("/v1/rejects").await;
    assert_eq!(page["counts"], json!({"in_future": 1, "malformed_json": 1}));

    server.set_time("2018-03-15T12:00:00-04:00");
    let replayed = server.post("/v1/rejects/replay?all=true", JSON, "").await;
    let expected = json!({
        "replayed": 2, "accepted": 1, "duplicates": 0, "updated": 0,
        "rejected": {"malformed_json": 1},
    });
    assert_eq!(replayed.json(), expected);
    assert_eq!(server.json("/v1/board").await["today"]["revenue"], "2.50");
    let left = server.json("/v1/rejects").await;
    assert_eq!(left["counts"], json!({"malformed_json": 1}));
    assert_eq!(
        left["items"][0]["received_at"],
        "2018-03-14T10:23:45.123-04:00"
    );
}

/// Whoever has fixed the cause would otherwise look for another one.
#[tokio::test]
async fn a_reject_that_is_kept_in_part_is_told_apart_from_one_that_is_still_wrong() {
    let server = TestServer::start().await;
    let long = "tea".repeat(6_000);
    for body in [order("o1", &long, "1", 1), order("o2", "tea", "-1", 1)] {
        server.post("/v1/orders", JSON, body).await;
    }
    let replayed = server.post("/v1/rejects/replay?all=true", JSON, "").await;
    let expected = json!({
        "replayed": 2, "accepted": 0, "duplicates": 0, "updated": 0,
        "rejected": {"invalid_price": 1, "invalid_sku": 1}, "cut": 1,
    });
    assert_eq!(replayed.json(), expected);
}

#[tokio::test]
async fn rejects_are_dropped_by_number_or_all() {
    let server = TestServer::start().await;
    server.post("/v1/orders", JSON, "[1,2,3]").await;
    let page = server.json("/v1/rejects").await;
    let number = page["items"][1]["number"].as_u64().unwrap();
    let body = json!({"numbers": [number, 999_999]}).to_string();
    let dropped = server.send("DELETE", "/v1/rejects", &[], body).await;
    assert_eq!(dropped.json(), json!({"dropped": 1}));
    assert_eq!(server.json("/v1/rejects").await["total"], 2);
    let dropped = server.send("DELETE", "/v1/rejects?all=true", &[], "").await;
    assert_eq!(dropped.json(), json!({"dropped": 2}));
    assert_eq!(server.json("/v1/rejects").await["total"], 0);
}

#[tokio::test]
async fn what_a_sender_refused_is_kept() {
    let server = TestServer::start().await;
    let report = json!({"rejects": [
        {"reason": "conflicting_rows", "detail": "rows 2 and 3 differ", "id": "o1", "body": "{}"},
        {"reason": "malformed_row", "detail": "row 4 has 5 cells", "body": "x".repeat(20_000)},
    ]});
    let kept = server.post("/v1/rejects", JSON, report.to_string()).await;
    assert_eq!(kept.json(), json!({"kept": 2}));
    let page = server.json("/v1/rejects").await;
    assert_eq!(
        page["counts"],
        json!({"conflicting_rows": 1, "malformed_row": 1})
    );
    let oldest = &page["items"][1];
    assert_eq!(
        (&oldest["id"], &oldest["source"]),
        (&json!("o1"), &json!("import"))
    );
    assert_eq!(oldest["detail"], "rows 2 and 3 differ");
    assert_eq!(page["items"][0]["body"].as_str().unwrap().len(), 16_384);
    let one = json!({"reason": "too_late", "detail": "", "body": ""});
    for wrong in [
        json!([one]),
        json!({"rejects": [{"reason": "bad", "detail": "", "body": ""}]}),
        json!({"rejects": vec![one; 1_001]}),
    ] {
        let answer = server.post("/v1/rejects", JSON, wrong.to_string()).await;
        answer.problem(400, "bad_request");
    }
    assert_eq!(server.json("/v1/rejects").await["total"], 2);
}

#[tokio::test]
async fn rejects_of_one_reason_are_replayed_and_dropped() {
    let server = TestServer::start().await;
    let tomorrow = order("o1", "tea", "2.50", 1).replace("03-14T", "03-15T");
    let wrong = order("o2", "tea", "-1", 1);
    let body = format!("[{tomorrow},5,{wrong},6]");
    server.post("/v1/orders", JSON, body).await;
    server.set_time("2018-03-15T12:00:00-04:00");
    let replay = "/v1/rejects/replay?reason=in_future";
    let replayed = server.post(replay, JSON, "").await.json();
    assert_eq!(
        (&replayed["replayed"], &replayed["accepted"]),
        (&json!(1), &json!(1))
    );
    let drop = "/v1/rejects?reason=malformed_json";
    let dropped = server.send("DELETE", drop, &[], "").await;
    assert_eq!(dropped.json(), json!({"dropped": 2}));
    let left = server.json("/v1/rejects").await;
    assert_eq!(left["counts"], json!({"invalid_price": 1}));
    for unknown in ["no_reason", ""] {
        let drop = format!("/v1/rejects?reason={unknown}");
        let refused = server.send("DELETE", &drop, &[], "").await;
        refused.problem(400, "invalid_parameter");
    }
}

/// It is unclear which of the rows is right, even if together they form a valid order.
#[tokio::test]
async fn rows_that_contradict_each_other_are_not_counted_by_a_replay() {
    let server = TestServer::start().await;
    let body = order("o1", "tea", "2.50", 1);
    let report = ["conflicting_rows", "malformed_row"].map(
        |reason| json!({"reason": reason, "detail": "rows 2 and 3", "id": "o1", "body": body}),
    );
    let report = json!({"rejects": report}).to_string();
    server.post("/v1/rejects", JSON, report).await;
    for replay in ["all=true", "reason=conflicting_rows"] {
        let path = format!("/v1/rejects/replay?{replay}");
        let answer = server.post(&path, JSON, "").await.json();
        assert_eq!(answer["accepted"], 0, "{answer}");
        assert_eq!(answer["rejected"]["conflicting_rows"], 1);
    }
    assert_eq!(server.json("/v1/rejects").await["total"], 2);
    assert_eq!(server.json("/v1/board").await["today"]["orders"], 0);
}

/// An order without an id gets the id of its key again on a replay, and is compared by it: it is neither counted in
/// addition to the one sent again in the meantime, nor mistaken for it.
#[tokio::test]
async fn an_order_has_the_id_again_that_was_given_to_it() {
    let server = TestServer::start().await;
    let of = |price: &str| {
        let order = order("", "tea", price, 1).replace("03-14T", "03-15T");
        order.replace(r#""id":"","#, "")
    };
    assert!(!of("2").contains("\"id\""));
    let send = async |key: &'static str, body: String| {
        let headers = [("content-type", JSON), ("idempotency-key", key)];
        server.send("POST", "/v1/orders", &headers, body).await
    };
    for (key, price) in [("same", "1.00"), ("other", "2.00"), ("alone", "4.00")] {
        send(key, of(price)).await;
    }
    let kept = server.json("/v1/rejects").await;
    assert_eq!(kept["counts"], json!({"in_future": 3}));
    assert_eq!(kept["items"][0]["id"], "alone/0");
    assert!(!kept["items"][0]["body"].as_str().unwrap().contains("alone"));
    server.set_time("2018-03-15T12:00:00-04:00");
    // Sent again in the meantime: once unchanged, once with another price.
    for (key, price) in [("same", "1.00"), ("other", "8.00")] {
        assert_eq!(send(key, of(price)).await.json()["accepted"], 1);
    }
    let replayed = server.post("/v1/rejects/replay?all=true", JSON, "").await;
    let expected = json!({
        "replayed": 3, "accepted": 1, "duplicates": 1, "updated": 0,
        "rejected": {"idempotency_key_reused": 1},
    });
    assert_eq!(replayed.json(), expected);
    let board = server.json("/v1/board").await;
    assert_eq!(board["today"]["revenue"], "13.00");
    let left = server.json("/v1/rejects").await;
    assert_eq!(left["counts"], json!({"idempotency_key_reused": 1}));
}

#[tokio::test]
async fn an_unclear_choice_drops_nothing() {
    let server = TestServer::start().await;
    server.post("/v1/orders", JSON, "[1]").await;
    for (path, body) in [
        ("/v1/rejects", ""),
        ("/v1/rejects?all=false", ""),
        ("/v1/rejects?all=true", r#"{"numbers":[1]}"#),
        ("/v1/rejects?reason=malformed_json&all=true", ""),
        ("/v1/rejects?reason=malformed_json", r#"{"numbers":[1]}"#),
        ("/v1/rejects", r#"{"number":1}"#),
    ] {
        server
            .send("DELETE", path, &[], body)
            .await
            .problem(400, "bad_request");
        let replay = path.replace("rejects", "rejects/replay");
        server
            .send("POST", &replay, &[], body)
            .await
            .problem(400, "bad_request");
    }
    assert_eq!(server.json("/v1/rejects").await["total"], 1);
}
