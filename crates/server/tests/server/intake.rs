//! Orders in.

use serde_json::json;

use crate::support::{JSON, NDJSON, TestServer, order};

#[tokio::test]
async fn an_order_is_counted_once_and_seen_at_once() {
    let server = TestServer::start().await;
    let posted = server
        .post("/v1/orders", JSON, order("o1", "tea", "1.99", 2))
        .await;
    assert_eq!(posted.status, 200);
    let expected = json!({"accepted": 1, "duplicates": 0, "updated": 0, "rejected": []});
    assert_eq!(posted.json(), expected);
    let board = server.json("/v1/board").await;
    assert_eq!(board["today"]["orders"], 1);
    assert_eq!(board["today"]["revenue"], "3.98");

    let again = server
        .post("/v1/orders", JSON, order("o1", "tea", "1.99", 2))
        .await;
    let expected = json!({"accepted": 0, "duplicates": 1, "updated": 0, "rejected": []});
    assert_eq!((again.status.as_u16(), again.json()), (200, expected));
    assert_eq!(server.json("/v1/board").await["today"]["orders"], 1);
}

#[tokio::test]
async fn an_array_says_what_became_of_each() {
    let server = TestServer::start().await;
    let good = order("o1", "tea", "1.99", 2);
    let newer = good.replace(r#""id":"o1""#, r#""id":"o1","version":2"#);
    let bad = r#"{"id":"o2","timestamp":"soon","items":[]}"#;
    let answer = server
        .post("/v1/orders", JSON, format!("[{good},{good},{newer},{bad}]"))
        .await;
    assert_eq!(answer.status, 200);
    let answer = answer.json();
    assert_eq!(
        (&answer["accepted"], &answer["duplicates"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(answer["updated"], 1);
    assert_eq!(answer["rejected"][0]["index"], 3);
    assert_eq!(answer["rejected"][0]["id"], "o2");
    assert_eq!(answer["rejected"][0]["reason"], "invalid_timestamp");
    assert!(answer["rejected"][0]["detail"].is_string());
}

#[tokio::test]
async fn a_bad_line_does_not_stop_the_good_ones_beside_it() {
    let server = TestServer::start().await;
    let (first, last) = (order("o1", "tea", "1.00", 1), order("o3", "tea", "1.00", 1));
    let lines = format!("{first}\n{{\"id\":\n\n{last}\n");
    let answer = server.post("/v1/orders", NDJSON, lines).await;
    assert_eq!(answer.status, 200);
    let answer = answer.json();
    assert_eq!(answer["accepted"], 2);
    assert_eq!(answer["rejected"][0]["index"], 1);
    assert_eq!(answer["rejected"][0]["reason"], "malformed_json");
}

#[tokio::test]
async fn all_rejected_is_422_with_the_same_answer() {
    let server = TestServer::start().await;
    let answer = server
        .post("/v1/orders", JSON, order("o1", "tea", "-1.00", 1))
        .await;
    assert_eq!(answer.status, 422);
    assert_eq!(answer.header("content-type"), JSON);
    assert_eq!(answer.json()["accepted"], 0);
    assert_eq!(answer.json()["rejected"][0]["reason"], "invalid_price");
    let not_json = server.post("/v1/orders", JSON, "hello").await;
    assert_eq!(not_json.status, 422);
    assert_eq!(not_json.json()["rejected"][0]["reason"], "malformed_json");
}

#[tokio::test]
async fn the_idempotency_key_identifies_orders_without_an_id() {
    let server = TestServer::start().await;
    let nameless = order("x", "tea", "1.00", 1).replace(r#""id":"x","#, "");
    let body = format!("[{nameless},{nameless}]");
    let without = server.post("/v1/orders", JSON, body.clone()).await;
    assert_eq!(without.status, 422);
    assert_eq!(without.json()["rejected"][1]["reason"], "missing_id");

    let headers = [("content-type", JSON), ("idempotency-key", "delivery-7")];
    let first = server
        .send("POST", "/v1/orders", &headers, body.clone())
        .await
        .json();
    assert_eq!(first["accepted"], 2);
    let second = server
        .send("POST", "/v1/orders", &headers, body)
        .await
        .json();
    assert_eq!(
        (&second["accepted"], &second["duplicates"]),
        (&json!(0), &json!(2))
    );
}

#[tokio::test]
async fn shops_are_apart() {
    let server = TestServer::start().await;
    let yen = order("o1", "tea", "150", 2);
    let posted = server.post("/v1/orders?shop=acme", JSON, yen).await;
    assert_eq!(posted.json()["accepted"], 1);
    let acme = server.json("/v1/board?shop=acme").await;
    assert_eq!(
        (&acme["shop"], &acme["currency"]),
        (&json!("acme"), &json!("JPY"))
    );
    assert_eq!(acme["today"]["revenue"], "300");
    assert_eq!(server.json("/v1/board").await["today"]["orders"], 0);
}
