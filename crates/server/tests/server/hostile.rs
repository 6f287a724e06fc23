//! Malicious input. `scripts/hostile.py` measures the memory it takes.

use std::io::Write as _;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::support::{JSON, NDJSON, TestServer, order};

const MIB: usize = 1024 * 1024;

#[tokio::test]
async fn json_nested_100_000_deep_is_one_reject() {
    let server = TestServer::start().await;
    let deep =
        |open: &str, close: &str| format!("{}{}", open.repeat(100_000), close.repeat(100_000));
    let bodies = [
        deep("[", "]"),
        deep("{\"a\":", "}"),
        "[".repeat(100_000),
        format!("{{\"id\":\"1\",\"items\":{}}}", deep("[", "]")),
        format!("{{\"id\":\"1\",\"unknown\":{}}}", deep("{\"a\":[", "]}")),
    ];
    for body in bodies {
        let answer = server.post("/v1/orders", JSON, body).await;
        assert_eq!(answer.status, 422, "{}", answer.text());
        assert!(answer.json()["rejected"][0]["reason"].is_string());
    }
    let selection = server
        .post("/v1/rejects/replay", JSON, deep("[", "]"))
        .await;
    selection.problem(400, "bad_request");
    assert_eq!(server.get("/healthz").await.status, 200);
}

#[tokio::test]
async fn a_bomb_within_a_bomb_is_opened_once() {
    let server = TestServer::start().await;
    let inner = gzip(&vec![b' '; 32 * MIB]);
    let headers = [("content-type", JSON), ("content-encoding", "gzip")];
    let nested = server
        .send("POST", "/v1/orders", &headers, gzip(&inner))
        .await;
    // The decompressed body is itself compressed, so it is not an order.
    assert_eq!(nested.status, 422, "{}", nested.text());
    let headers = [("content-type", JSON), ("content-encoding", "gzip, gzip")];
    let twice = server.send("POST", "/v1/orders", &headers, inner).await;
    twice.problem(415, "unsupported_encoding");
    let many = gzip(&vec![b' '; MIB]).repeat(65);
    let headers = [("content-type", JSON), ("content-encoding", "gzip")];
    let members = server.send("POST", "/v1/orders", &headers, many).await;
    members.problem(413, "too_large");
    let zstd = zstd::encode_all(&*vec![b' '; 65 * MIB], 1).unwrap();
    let headers = [("content-type", JSON), ("content-encoding", "zstd")];
    let bomb = server.send("POST", "/v1/orders", &headers, zstd).await;
    bomb.problem(413, "too_large");
}

#[tokio::test]
async fn a_body_without_an_announced_length_is_cut_off_at_the_limit() {
    let server = TestServer::start().await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let head = b"POST /v1/orders HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n";
    stream.write_all(head).await.unwrap();
    let chunk = [
        format!("{MIB:x}\r\n").into_bytes(),
        vec![b' '; MIB],
        b"\r\n".to_vec(),
    ]
    .concat();
    let (mut reading, mut writing) = stream.into_split();
    // A gigabyte, if the server allows it.
    let sending = tokio::spawn(async move {
        let mut sent = 0;
        while sent < 1024 && writing.write_all(&chunk).await.is_ok() {
            sent += 1;
        }
        sent
    });
    let mut start = [0; 12];
    reading.read_exact(&mut start).await.unwrap();
    assert_eq!(&start, b"HTTP/1.1 413");
    drop(reading);
    assert!(sending.await.unwrap() < 1024);
}

#[tokio::test]
async fn a_body_of_nothing_but_rubbish_is_refused_whole() {
    let server = TestServer::start().await;
    let few = server
        .post("/v1/orders", NDJSON, "x\n".repeat(100_000))
        .await;
    assert_eq!(few.status, 422);
    assert_eq!(few.json()["rejected"].as_array().unwrap().len(), 100_000);
    let lines = format!(
        "{}\n{}",
        order("good", "tea", "1.00", 1),
        "x\n".repeat(100_001)
    );
    let many = server.post("/v1/orders", NDJSON, lines).await;
    assert!(many.problem(413, "too_large").contains("100000"));
    assert_eq!(server.json("/v1/board").await["today"]["orders"], 0);
    assert_eq!(server.json("/v1/rejects?limit=1").await["total"], 10_000);
    let oldest = server.json("/v1/rejects?limit=1&offset=9999").await;
    assert_eq!(oldest["items"][0]["body"], "x", "{oldest}");
}

#[tokio::test]
async fn too_many_bodies_at_once_are_told_to_wait_and_small_ones_get_through_again() {
    let server = TestServer::start().await;
    // Each body holds room for the bytes sent so far, as long as its rest is missing.
    let mut held = Vec::new();
    for _ in 0..6 {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        let length = 60 * MIB;
        let head = format!(
            "POST /v1/orders HTTP/1.1\r\nhost: localhost\r\ncontent-length: {length}\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        // The server may answer and close in the middle of this.
        let _ = stream.write_all(&vec![b' '; length - 1]).await;
        held.push(stream);
    }
    let busy = server.post("/v1/orders", JSON, vec![b' '; 60 * MIB]).await;
    busy.problem(503, "busy");
    assert_eq!(busy.header("retry-after"), "1");
    drop(held);
    let small = order("o1", "tea", "1.00", 1);
    while server
        .post("/v1/orders", JSON, vec![b' '; 60 * MIB])
        .await
        .status
        == 503
    {}
    assert_eq!(
        server.post("/v1/orders", JSON, small).await.json()["accepted"],
        1
    );
}

#[tokio::test]
async fn heads_without_end_are_refused() {
    let server = TestServer::start().await;
    let long = format!(
        "GET /v1/board?{} HTTP/1.1\r\nhost: localhost\r\n\r\n",
        "x".repeat(200 * 1024)
    );
    let answer = server.exchange(&long).await;
    assert!(answer.starts_with("HTTP/1.1 4"), "{answer}");
    let many = "x-a: b\r\n".repeat(10_000);
    let answer = server
        .exchange(&format!("GET /healthz HTTP/1.1\r\n{many}\r\n"))
        .await;
    assert!(answer.starts_with("HTTP/1.1 431"), "{answer}");
    for rubbish in [
        "\0\0\0\0\r\n\r\n",
        "GET\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
        "\u{16}\u{3}\u{1}",
    ] {
        let answer = server.exchange(rubbish).await;
        assert!(
            answer.is_empty() || answer.starts_with("HTTP/1.1 400"),
            "{rubbish:?}: {answer}"
        );
    }
    assert_eq!(server.get("/healthz").await.status, 200);
}

fn gzip(bytes: &[u8]) -> Bytes {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap().into()
}
