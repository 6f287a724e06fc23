//! Shutting the server down.

use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;

use crate::support::{Socket, TestServer, order};

#[tokio::test]
async fn what_was_begun_is_finished_and_viewers_are_sent_away() {
    let mut server = TestServer::start().await;
    let mut viewer = Socket::open(&server, "/v1/live").await;
    viewer.next().await;
    let mut events = TcpStream::connect(server.address).await.unwrap();
    events
        .write_all(b"GET /v1/events HTTP/1.1\r\nhost: localhost\r\n\r\n")
        .await
        .unwrap();
    let mut idle = TcpStream::connect(server.address).await.unwrap();
    idle.write_all(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n")
        .await
        .unwrap();
    let mut post = TcpStream::connect(server.address).await.unwrap();
    let order = order("o1", "tea", "1.00", 1);
    let head = format!(
        "POST /v1/orders HTTP/1.1\r\nhost: localhost\r\nexpect: 100-continue\r\ncontent-length: {}\r\n\r\n",
        order.len()
    );
    post.write_all(head.as_bytes()).await.unwrap();
    // Both requests have begun.
    let mut begun = [0; 12];
    idle.read_exact(&mut begun).await.unwrap();
    assert_eq!(&begun, b"HTTP/1.1 200");
    post.read_exact(&mut begun).await.unwrap();
    assert_eq!(&begun, b"HTTP/1.1 100");

    server.stop();
    let started = Instant::now();
    assert!(
        matches!(viewer.raw().await, Message::Close(Some(goodbye)) if u16::from(goodbye.code) == 1001)
    );
    drop(viewer);
    read_to_end(&mut events).await;
    post.write_all(order.as_bytes()).await.unwrap();
    let answer = read_to_end(&mut post).await;
    assert!(answer.contains("\"accepted\":1"), "{answer}");
    server.stopped().await;
    assert!(
        started.elapsed() < Duration::from_secs(5),
        "{:?}",
        started.elapsed()
    );
    assert!(TcpStream::connect(server.address).await.is_err());
    assert!(read_to_end(&mut idle).await.contains("ok"));
}

async fn read_to_end(stream: &mut TcpStream) -> String {
    let mut text = String::new();
    stream.read_to_string(&mut text).await.unwrap();
    text
}
