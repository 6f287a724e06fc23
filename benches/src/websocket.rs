//! The little of the WebSocket protocol (RFC 6455) that a viewer needs: it says hello and then only
//! listens. Thousands of full clients would cost more than the server they measure.

use std::net::{Ipv4Addr, SocketAddr};

use anyhow::{Context, bail};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpSocket, TcpStream};

/// What a viewer buffers.
const BUFFER: usize = 4 * 1024;
/// Viewers to a source address: a quarter of the ports that one has.
const PER_ADDRESS: usize = 7_000;

pub(crate) struct Viewer {
    stream: BufReader<TcpStream>,
}

impl Viewer {
    /// Connects the viewer with this number.
    pub(crate) async fn connect(server: SocketAddr, number: usize) -> anyhow::Result<Viewer> {
        let socket = TcpSocket::new_v4().context("socket")?;
        let host = 2 + number / PER_ADDRESS;
        let source = Ipv4Addr::new(127, 0, 0, u8::try_from(host).context("too many viewers")?);
        socket.bind((source, 0).into()).context("bind")?;
        let mut stream = socket.connect(server).await.context("connect")?;
        let hello = format!(
            "GET /v1/live HTTP/1.1\r\nHost: {server}\r\nConnection: Upgrade\r\nUpgrade: websocket\
             \r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
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
    pub(crate) async fn next(&mut self) -> anyhow::Result<Vec<u8>> {
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
                1 => return Ok(payload),
                8 => bail!("the server closed"),
                // Pings of a server that measures idle viewers; ours needs no answer in time.
                _ => {}
            }
        }
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
