//! The live channel over Server-Sent Events.

use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

use crate::support::{JSON, TestServer, order};

#[tokio::test]
async fn events_carry_the_same_messages() {
    let server = TestServer::start().await;
    let mut events = Events::open(&server).await;
    let (id, first) = events.next().await;
    assert_eq!(first["seq"].to_string(), id);
    assert_eq!(first["shop"], "default");
    server
        .post("/v1/orders", JSON, order("o1", "tea", "1.99", 2))
        .await;
    let (id, update) = events.next().await;
    assert_eq!(update["seq"].to_string(), id);
    assert_eq!(update["seq"], first["seq"].as_u64().unwrap() + 1);
    assert_eq!(update["today"]["orders"], 1);
}

struct Events(BufReader<TcpStream>);

impl Events {
    async fn open(server: &TestServer) -> Events {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        stream
            .write_all(b"GET /v1/events HTTP/1.1\r\nhost: localhost\r\n\r\n")
            .await
            .unwrap();
        let mut events = Events(BufReader::new(stream));
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            events.0.read_line(&mut head).await.unwrap();
        }
        assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
        assert!(head.contains("content-type: text/event-stream"), "{head}");
        events
    }

    /// The next event's id and data. Skips the chunk lengths in between.
    async fn next(&mut self) -> (String, Value) {
        let mut id = None;
        loop {
            let mut line = String::new();
            self.0.read_line(&mut line).await.unwrap();
            if let Some(number) = line.strip_prefix("id: ") {
                id = Some(number.trim().to_owned());
            }
            if let Some(at) = line.find('{')
                && let Some(id) = id.take()
            {
                return (id, serde_json::from_str(line[at..].trim()).unwrap());
            }
        }
    }
}
