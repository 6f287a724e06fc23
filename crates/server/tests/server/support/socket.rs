//! A viewer of the live channel.

use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Map, Value};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::handshake::client::Request;
use tokio_tungstenite::{WebSocketStream, client_async};

use super::TestServer;

/// Longer than the longest silence of the channel.
const SOON: Duration = Duration::from_secs(8);

/// A viewer that keeps the state a browser would have.
pub(crate) struct Socket {
    stream: WebSocketStream<TcpStream>,
    pub(crate) state: Map<String, Value>,
}

impl Socket {
    pub(crate) async fn open(server: &TestServer, path: &str) -> Socket {
        let stream = TcpStream::connect(server.address).await.unwrap();
        Socket::on(stream, server, path).await
    }

    /// A viewer whose connection has a small buffer, so that it falls behind if it does not read.
    pub(crate) async fn open_with_small_buffer(server: &TestServer, path: &str) -> Socket {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(4 * 1024).unwrap();
        let stream = socket.connect(server.address).await.unwrap();
        Socket::on(stream, server, path).await
    }

    /// A viewer with credentials.
    pub(crate) async fn open_as(
        server: &TestServer,
        path: &str,
        (name, value): (&'static str, &str),
    ) -> Socket {
        let stream = TcpStream::connect(server.address).await.unwrap();
        let mut request = url(server, path).into_client_request().unwrap();
        request.headers_mut().insert(name, value.parse().unwrap());
        Socket::with(stream, request).await
    }

    async fn on(stream: TcpStream, server: &TestServer, path: &str) -> Socket {
        Socket::with(stream, url(server, path).into_client_request().unwrap()).await
    }

    async fn with(stream: TcpStream, request: Request) -> Socket {
        let (stream, _) = client_async(request, stream).await.unwrap();
        Socket {
            stream,
            state: Map::new(),
        }
    }

    pub(crate) async fn raw(&mut self) -> Message {
        timeout(SOON, self.stream.next())
            .await
            .expect("a message")
            .unwrap()
            .unwrap()
    }

    pub(crate) async fn say(&mut self, message: Message) {
        self.stream.send(message).await.unwrap();
    }

    /// Reads the next message, and overlays it on the state.
    pub(crate) async fn next(&mut self) -> Value {
        let message = self.raw().await;
        let message: Value = serde_json::from_str(message.to_text().unwrap()).unwrap();
        let before = self.state.get("seq").and_then(Value::as_u64);
        if let Some(before) = before
            && message.get("shop").is_none()
        {
            assert_eq!(message["seq"], before + 1, "no gap");
        }
        self.state.extend(message.as_object().unwrap().clone());
        message
    }

    /// Waits until the state satisfies the condition.
    pub(crate) async fn until(&mut self, is_so: impl Fn(&Map<String, Value>) -> bool) {
        while !is_so(&self.state) {
            self.next().await;
        }
    }
}

fn url(server: &TestServer, path: &str) -> String {
    format!("ws://{}{path}", server.address)
}
