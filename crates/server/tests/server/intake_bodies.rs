//! Bodies of every kind and size.

use std::io::Write as _;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::json;

use crate::support::{JSON, NDJSON, TestServer, order};

const LIMIT: usize = 64 * 1024 * 1024;

#[tokio::test]
async fn compressed_bodies_are_taken() {
    let server = TestServer::start().await;
    let gzip = gzip(order("o1", "tea", "1.00", 1).as_bytes());
    let headers = [("content-type", JSON), ("content-encoding", "gzip")];
    assert_eq!(
        server
            .send("POST", "/v1/orders", &headers, gzip)
            .await
            .json()["accepted"],
        1
    );
    let zstd = zstd::encode_all(order("o2", "tea", "1.00", 1).as_bytes(), 3).unwrap();
    let headers = [("content-type", JSON), ("content-encoding", "zstd")];
    assert_eq!(
        server
            .send("POST", "/v1/orders", &headers, zstd)
            .await
            .json()["accepted"],
        1
    );
    assert_eq!(server.json("/v1/board").await["today"]["orders"], 2);
}

#[tokio::test]
async fn every_body_may_be_compressed() {
    let server = TestServer::start().await;
    let rates = "date,base,quote,rate\n2018-03-09,EUR,USD,1.23\n";
    let reject = r#"{"rejects":[{"id":"7","reason":"conflicting_rows","detail":"two prices","body":"7,1"}]}"#;
    for (method, path, body) in [
        ("POST", "/v1/rates", rates),
        ("POST", "/v1/rejects", reject),
        ("DELETE", "/v1/rejects", r#"{"numbers":[1]}"#),
        ("PUT", "/v1/goals", r#"{"day":"100.00"}"#),
    ] {
        let as_said = [("content-encoding", "zstd")];
        let zstd = zstd::encode_all(body.as_bytes(), 3).unwrap();
        let answer = server.send(method, path, &as_said, zstd).await;
        assert_eq!(answer.status, 200, "{path}");
        let plain = server.send(method, path, &as_said, body).await;
        let detail = plain.problem(400, "bad_request");
        assert!(detail.contains("Content-Encoding"), "{path}: {detail}");
        let other = [("content-encoding", "br")];
        let other = server.send(method, path, &other, body).await;
        other.problem(415, "unsupported_encoding");
    }
    assert_eq!(server.json("/v1/rates").await["rates"], 1);
    assert_eq!(server.json("/v1/rejects").await["total"], 0);
    assert_eq!(server.json("/v1/goals").await["day"]["goal"], "100.00");
    let bomb = gzip(&vec![b' '; 20_000]);
    let headers = [("content-encoding", "gzip")];
    let bomb = server.send("PUT", "/v1/goals", &headers, bomb).await;
    assert!(bomb.problem(413, "too_large").contains("16384"));
}

#[tokio::test]
async fn a_large_body_is_taken_whole() {
    let server = TestServer::start().await;
    let lines: Vec<String> = (0..5_000)
        .map(|number| order(&format!("o{number}"), "tea", "0.10", 1))
        .collect();
    let body = lines.join("\n");
    assert!(body.len() > 512 * 1024);
    assert_eq!(
        server.post("/v1/orders", NDJSON, body).await.json()["accepted"],
        5_000
    );
    assert_eq!(server.json("/v1/board").await["today"]["revenue"], "500.00");
}

#[tokio::test]
async fn more_than_64_mib_is_refused_as_sent_and_as_decompressed() {
    let server = TestServer::start().await;
    let huge = Bytes::from(vec![b' '; LIMIT + 1]);
    let compressed = gzip(&huge);
    assert!(compressed.len() < 1024 * 1024);
    let headers = [("content-type", JSON), ("content-encoding", "gzip")];
    let bomb = server
        .send("POST", "/v1/orders", &headers, compressed)
        .await;
    assert!(bomb.problem(413, "too_large").contains("64 MiB"));
    // The announced length is too large, so the answer comes before the body.
    let announced = LIMIT + 1;
    let head = format!(
        "POST /v1/orders HTTP/1.1\r\nhost: localhost\r\ncontent-length: {announced}\r\n\r\n"
    );
    let answer = server.exchange(&head).await;
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    assert!(answer.contains("urn:livetill:problem:too_large"));
}

#[tokio::test]
async fn an_empty_array_is_nothing_and_an_empty_body_is_a_mistake() {
    let server = TestServer::start().await;
    let nothing = server.post("/v1/orders", JSON, "[]").await;
    let expected = json!({"accepted": 0, "duplicates": 0, "updated": 0, "rejected": []});
    assert_eq!((nothing.status.as_u16(), nothing.json()), (200, expected));
    let empty = server.post("/v1/orders", JSON, " \n").await;
    assert!(empty.problem(400, "bad_request").contains("empty"));
}

#[tokio::test]
async fn what_is_no_order_format_is_refused() {
    let server = TestServer::start().await;
    let body = order("o1", "tea", "1.00", 1);
    let form = server
        .post(
            "/v1/orders",
            "application/x-www-form-urlencoded",
            body.clone(),
        )
        .await;
    assert!(
        form.problem(415, "unsupported_media_type")
            .contains("application/json")
    );
    let headers = [("content-type", JSON), ("content-encoding", "br")];
    let brotli = server
        .send("POST", "/v1/orders", &headers, body.clone())
        .await;
    assert!(brotli.problem(415, "unsupported_encoding").contains("zstd"));
    let headers = [("content-type", JSON), ("content-encoding", "gzip")];
    let broken = server
        .send("POST", "/v1/orders", &headers, body.clone())
        .await;
    assert!(
        broken
            .problem(400, "bad_request")
            .contains("Content-Encoding")
    );
    let typed = server
        .post(
            "/v1/orders",
            "Application/JSON; charset=utf-8",
            body.clone(),
        )
        .await;
    assert_eq!(typed.status, 200);
    let untyped = server.send("POST", "/v1/orders", &[], body).await;
    assert_eq!(untyped.json()["duplicates"], 1);
}

fn gzip(bytes: &[u8]) -> Bytes {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap().into()
}
