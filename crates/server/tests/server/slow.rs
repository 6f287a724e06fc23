//! Slow clients: the server gives each up after its patience runs out.
//!
//! Nothing here measures time: a server that never gives up would make these tests wait forever, and all limits that
//! are not under test are far longer than needed.

use std::time::Duration;

use http_server::{ConnectionSettings, Patience};
use server::auth::Access;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::sleep;

use crate::support::{JSON, TestServer, order};

const SHORT: Duration = Duration::from_millis(200);
const NEVER: Duration = Duration::from_secs(100_000);

/// Unlimited patience, except where a test changes it.
fn endless() -> Patience {
    Patience {
        head: NEVER,
        tls: NEVER,
        body: NEVER,
        slowest: 1,
        silence: NEVER,
        stall: NEVER,
    }
}

async fn with(patience: Patience) -> (TestServer, TcpStream) {
    let settings = ConnectionSettings {
        patience,
        ..ConnectionSettings::default()
    };
    let server = TestServer::start_on(Access::open(), settings).await;
    let stream = TcpStream::connect(server.address).await.unwrap();
    (server, stream)
}

/// Reads until the server closes the connection, cleanly or by a reset.
async fn closed(stream: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    // Bytes before a reset count as well.
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8(answer).unwrap()
}

/// Sends a byte now and then, until the server closes the connection.
async fn drip(stream: TcpStream) -> String {
    let (mut reading, mut writing) = stream.into_split();
    let dripping = tokio::spawn(async move {
        while writing.write_all(b"x").await.is_ok() {
            sleep(SHORT / 10).await;
        }
    });
    let mut answer = Vec::new();
    let _ = reading.read_to_end(&mut answer).await;
    drop(reading);
    dripping.await.unwrap();
    String::from_utf8(answer).unwrap()
}

fn head(length: usize) -> String {
    format!("POST /v1/orders HTTP/1.1\r\nhost: localhost\r\ncontent-length: {length}\r\n\r\n")
}

#[tokio::test]
async fn a_connection_that_says_nothing_is_closed() {
    let head = SHORT;
    let (_server, mut stream) = with(Patience { head, ..endless() }).await;
    assert_eq!(closed(&mut stream).await, "");
}

#[tokio::test]
async fn a_head_that_comes_byte_by_byte_is_given_up() {
    let patience = Patience {
        head: SHORT,
        ..endless()
    };
    let (server, mut stream) = with(patience).await;
    stream
        .write_all(b"GET /v1/board HTTP/1.1\r\n")
        .await
        .unwrap();
    let answer = drip(stream).await;
    assert!(
        answer.is_empty() || answer.starts_with("HTTP/1.1 408"),
        "{answer}"
    );
    assert_eq!(server.get("/healthz").await.status, 200);
}

#[tokio::test]
async fn a_body_that_stops_in_the_middle_is_given_up_and_nothing_of_it_counted() {
    let patience = Patience {
        silence: SHORT,
        ..endless()
    };
    let (server, mut stream) = with(patience).await;
    let order = order("o1", "tea", "1.00", 1);
    let sent = format!("{}{order}", head(order.len() + 1));
    stream.write_all(sent.as_bytes()).await.unwrap();
    let answer = closed(&mut stream).await;
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    assert!(answer.contains("nothing came for 0.2 seconds"), "{answer}");
    assert_eq!(server.json("/v1/board").await["today"]["orders"], 0);
}

#[tokio::test]
async fn a_body_that_comes_byte_by_byte_is_given_up() {
    let patience = Patience {
        body: SHORT,
        slowest: 1024 * 1024,
        ..endless()
    };
    let (server, mut stream) = with(patience).await;
    stream.write_all(head(1_000_000).as_bytes()).await.unwrap();
    let answer = drip(stream).await;
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    assert!(answer.contains("too slowly"), "{answer}");
    assert_eq!(server.get("/healthz").await.status, 200);
}

#[tokio::test]
async fn a_client_that_takes_no_answers_is_given_up() {
    let patience = Patience {
        stall: SHORT,
        ..endless()
    };
    let (server, mut stream) = with(patience).await;
    // The server accepts no further requests while it cannot send its answers, so this ends only when it closes the
    // connection.
    let request = "GET /openapi.json HTTP/1.1\r\nhost: localhost\r\n\r\n".repeat(100);
    while stream.write_all(request.as_bytes()).await.is_ok() {}
    assert_eq!(server.get("/healthz").await.status, 200);
}

#[tokio::test]
async fn others_are_served_while_many_take_their_time_and_these_are_when_they_are_done() {
    let (server, mut slow) = with(endless()).await;
    let order_of = |id: &str| order(id, "tea", "1.00", 1);
    let body = order_of("slow");
    let (half, rest) = body.split_at(20);
    let sent = format!("{}{half}", head(body.len()));
    slow.write_all(sent.as_bytes()).await.unwrap();
    let mut held = Vec::new();
    for _ in 0..50 {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        stream.write_all(sent.as_bytes()).await.unwrap();
        held.push(stream);
    }
    let quick = server.post("/v1/orders", JSON, order_of("quick")).await;
    assert_eq!(quick.json()["accepted"], 1);
    slow.write_all(rest.as_bytes()).await.unwrap();
    let mut start = [0; 12];
    slow.read_exact(&mut start).await.unwrap();
    assert_eq!(&start, b"HTTP/1.1 200");
    assert_eq!(server.json("/v1/board").await["today"]["orders"], 2);
}
