//! Accepting orders.

use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

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
async fn a_key_that_comes_with_another_order_is_said_and_nothing_is_lost() {
    let server = TestServer::start().await;
    let nameless = |sku: &str| order("x", sku, "1.00", 1).replace(r#""id":"x","#, "");
    let send = async |body: String| {
        let headers = [("content-type", JSON), ("idempotency-key", "delivery-7")];
        server.send("POST", "/v1/orders", &headers, body).await
    };
    assert_eq!(send(nameless("tea")).await.json()["accepted"], 1);
    assert_eq!(send(nameless("tea")).await.json()["duplicates"], 1);
    let refused = send(nameless("coffee")).await;
    assert_eq!(refused.status, 422);
    let refused = refused.json();
    assert_eq!(refused["rejected"][0]["reason"], "idempotency_key_reused");
    assert_eq!(refused["rejected"][0]["id"], "delivery-7/0");
    // An order with its own id keeps it, whatever the key.
    let own = send(order("o1", "coffee", "1.00", 1)).await;
    assert_eq!(own.json()["accepted"], 1);
    // Next to a repeated order, only the different one is refused.
    let both = send(format!("[{},{}]", nameless("tea"), nameless("milk"))).await;
    assert_eq!(both.json()["accepted"], 1, "under delivery-7/1");
    let both = send(format!("[{},{}]", nameless("tea"), nameless("jam"))).await;
    assert_eq!(
        (both.status.as_u16(), &both.json()["duplicates"]),
        (200, &json!(1))
    );
    assert_eq!(both.json()["rejected"][0]["index"], 1);
    assert_eq!(server.json("/v1/board").await["today"]["orders"], 3);

    // Refused orders are kept. Those without an id of their own are not counted by a replay, so that they are not taken
    // for another order.
    let kept = server.json("/v1/rejects").await;
    assert_eq!(kept["counts"]["idempotency_key_reused"], 2, "{kept}");
    let replayed = server
        .post("/v1/rejects/replay?all=true", JSON, "")
        .await
        .json();
    assert_eq!(
        replayed["rejected"]["idempotency_key_reused"], 2,
        "{replayed}"
    );
    assert_eq!(server.json("/v1/rejects").await["total"], 2);
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

#[tokio::test]
async fn whoever_has_sent_everything_may_close_that_half_and_gets_the_answer() {
    let server = TestServer::start().await;
    let ask = async |request: String| {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        stream.shutdown().await.unwrap();
        let mut answer = String::new();
        // The server closes the connection, although it could be kept alive, because the client can ask nothing more.
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    };
    let post = |body: &str, length: usize| {
        format!(
            "POST /v1/orders HTTP/1.1\r\nhost: localhost\r\ncontent-type: {JSON}\r\ncontent-length: {length}\r\n\r\n{body}"
        )
    };
    let body = order("half", "tea", "1.00", 1);
    let answer = ask(post(&body, body.len())).await;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    assert!(answer.ends_with(r#""rejected":[]}"#), "{answer}");
    let answer = ask("GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n".to_owned()).await;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    // A truncated body is not an order, and the answer says so.
    let answer = ask(post(&body, body.len() + 1)).await;
    assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
    assert_eq!(server.json("/v1/board").await["today"]["orders"], 1);
}
