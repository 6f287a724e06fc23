//! The small part of the WebSocket protocol (RFC 6455) that a viewer needs: a handshake, and then only listening.
//! Thousands of full clients would cost more than the server they measure.

use std::net::{Ipv4Addr, SocketAddr};

use anyhow::{Context, bail};
use flate2::{Decompress, FlushDecompress};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpSocket, TcpStream};

/// The size of a viewer's buffer.
const BUFFER: usize = 4 * 1024;
/// Longer than any message.
const MAX_MESSAGE: usize = 1024 * 1024;
/// Viewers per source address: a quarter of its ports.
const PER_ADDRESS: usize = 7_000;

pub(crate) struct Viewer {
    stream: BufReader<TcpStream>,
}

/// A text message as received.
pub(crate) struct Message {
    payload: Vec<u8>,
    is_deflated: bool,
}

impl Message {
    /// Its text, inflated if necessary.
    pub(crate) fn text(self) -> anyhow::Result<Vec<u8>> {
        if !self.is_deflated {
            return Ok(self.payload);
        }
        // The bytes that the extension omits at the end.
        let payload = [&self.payload[..], &[0, 0, 0xff, 0xff]].concat();
        let mut text = Vec::with_capacity(MAX_MESSAGE);
        let mut decompress = Decompress::new(false);
        decompress
            .decompress_vec(&payload, &mut text, FlushDecompress::Sync)
            .context("message")?;
        Ok(text)
    }
}

impl Viewer {
    /// Connects the viewer with this number. Offers to accept deflated messages, like browsers.
    pub(crate) async fn connect(server: SocketAddr, number: usize) -> anyhow::Result<Viewer> {
        let socket = TcpSocket::new_v4().context("socket")?;
        let host = 2 + number / PER_ADDRESS;
        let source = Ipv4Addr::new(127, 0, 0, u8::try_from(host).context("too many viewers")?);
        socket.bind((source, 0).into()).context("bind")?;
        let mut stream = socket.connect(server).await.context("connect")?;
        let hello = format!(
            "GET /v1/live HTTP/1.1\r\nHost: {server}\r\nConnection: Upgrade\r\nUpgrade: websocket\
             \r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\
             \r\nSec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\n"
        );
        stream.write_all(hello.as_bytes()).await.context("hello")?;
        let mut stream = BufReader::with_capacity(BUFFER, stream);
        let mut line = String::new();
        stream.read_line(&mut line).await.context("hello")?;
        if !line.contains("101") {
            bail!("the server answered {line}");
        }
        while line.trim_end() != "" {
            line.clear();
            stream.read_line(&mut line).await.context("hello")?;
        }
        Ok(Viewer { stream })
    }

    /// The next text message.
    pub(crate) async fn next(&mut self) -> anyhow::Result<Message> {
        loop {
            let [first, second] = self.bytes().await?;
            let len = match second & 0x7f {
                126 => u64::from(u16::from_be_bytes(self.bytes().await?)),
                127 => u64::from_be_bytes(self.bytes().await?),
                len => u64::from(len),
            };
            let mut payload = vec![0; usize::try_from(len).context("length")?];
            self.stream
                .read_exact(&mut payload)
                .await
                .context("message")?;
            match first & 0x0f {
                1 => {
                    let is_deflated = first & 0x40 != 0;
                    return Ok(Message {
                        payload,
                        is_deflated,
                    });
                }
                8 => bail!("the server closed"),
                // The server disconnects viewers that do not answer.
                9 => self.pong(&payload).await?,
                _ => {}
            }
        }
    }

    /// Answers a ping. Clients mask what they send; this mask changes nothing.
    async fn pong(&mut self, payload: &[u8]) -> anyhow::Result<()> {
        // A ping has at most 125 bytes.
        let head = [0x8a, 0x80 | payload.len() as u8, 0, 0, 0, 0];
        let pong = [&head, payload].concat();
        self.stream.write_all(&pong).await.context("pong")
    }

    async fn bytes<const N: usize>(&mut self) -> anyhow::Result<[u8; N]> {
        let mut bytes = [0; N];
        self.stream
            .read_exact(&mut bytes)
            .await
            .context("message")?;
        Ok(bytes)
    }
}
