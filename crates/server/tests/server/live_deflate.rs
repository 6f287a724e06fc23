//! The live channel with deflated messages, as browsers request them.

use flate2::{Decompress, FlushDecompress};
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::support::{JSON, TestServer, order};

/// A viewer that implements the protocol itself, so that it sees raw frames.
struct RawViewer {
    stream: TcpStream,
    head: String,
}

impl RawViewer {
    async fn open(server: &TestServer, extensions: &str) -> RawViewer {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        let hello = format!(
            "GET /v1/live HTTP/1.1\r\nHost: {}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
             {extensions}\r\n",
            server.address
        );
        stream.write_all(hello.as_bytes()).await.unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await.unwrap());
        }
        let head = String::from_utf8(head).unwrap().to_ascii_lowercase();
        RawViewer { stream, head }
    }

    /// The next frame: its first byte and its payload.
    async fn frame(&mut self) -> (u8, Vec<u8>) {
        let first = self.stream.read_u8().await.unwrap();
        let length = match self.stream.read_u8().await.unwrap() {
            126 => u64::from(self.stream.read_u16().await.unwrap()),
            127 => self.stream.read_u64().await.unwrap(),
            length => u64::from(length),
        };
        let mut payload = vec![0; length as usize];
        self.stream.read_exact(&mut payload).await.unwrap();
        (first, payload)
    }

    /// The next message, which must be deflated.
    async fn deflated(&mut self) -> (usize, Value) {
        let (first, mut payload) = self.frame().await;
        assert_eq!(first, 0xc1, "final, deflated, text");
        let length = payload.len();
        payload.extend_from_slice(&[0, 0, 0xff, 0xff]);
        let mut text = Vec::with_capacity(1024 * 1024);
        // A new decompressor for each message: no context is taken over.
        let mut decompress = Decompress::new(false);
        let done = decompress.decompress_vec(&payload, &mut text, FlushDecompress::Sync);
        done.unwrap();
        (length, serde_json::from_slice(&text).unwrap())
    }
}

#[tokio::test]
async fn who_offers_it_gets_the_same_messages_deflated() {
    let server = TestServer::start().await;
    let mut viewer = RawViewer::open(
        &server,
        "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n",
    )
    .await;
    let agreed = "sec-websocket-extensions: permessage-deflate; server_no_context_takeover; \
                  client_no_context_takeover";
    assert!(viewer.head.contains(agreed), "{}", viewer.head);
    let (length, board) = viewer.deflated().await;
    assert_eq!(board["today"]["orders"], 0);
    let text = server.get("/v1/board").await.body;
    assert!(length < text.len() / 3, "{length} of {}", text.len());
    let lines: Vec<String> = (0..50)
        .map(|number| order(&format!("o{number}"), "tea", "1.00", 1))
        .collect();
    let body = format!("[{}]", lines.join(","));
    server.post("/v1/orders", JSON, body).await;
    let (_, update) = viewer.deflated().await;
    assert_eq!(update["today"]["orders"], 50);
    assert_eq!(update["seq"], board["seq"].as_u64().unwrap() + 1);
}

#[tokio::test]
async fn who_does_not_gets_plain_text() {
    let server = TestServer::start().await;
    for extensions in [
        "",
        "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=9\r\n",
    ] {
        let mut viewer = RawViewer::open(&server, extensions).await;
        assert!(!viewer.head.contains("sec-websocket-extensions"));
        let (first, payload) = viewer.frame().await;
        assert_eq!(first, 0x81);
        let board: Value = serde_json::from_slice(&payload).unwrap();
        assert_eq!(board["shop"], "default");
    }
}
