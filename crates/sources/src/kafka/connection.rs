//! A connection to one broker.

use std::collections::HashMap;
use std::io;
use std::ops::RangeInclusive;
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use kafka_protocol::messages::{ApiVersionsRequest, RequestHeader, ResponseHeader};
use kafka_protocol::protocol::{Decodable, Encodable, HeaderVersion, Request, StrBytes};
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use super::security::Security;
use super::{CallError, Trouble};

const CONNECT_LIMIT: Duration = Duration::from_secs(5);
/// Brokers answer within a second, but megabytes over a slow line take longer.
const ANSWER_LIMIT: Duration = Duration::from_secs(30);
/// The longest answer without records, in bytes.
const MOST_BYTES: usize = 16 * 1024 * 1024;
/// How many bytes to wait for at once.
const PIECE: usize = 64 * 1024;

trait Line: AsyncRead + AsyncWrite + Send + Sync + Unpin {}
impl<L: AsyncRead + AsyncWrite + Send + Sync + Unpin> Line for L {}

/// A connection. It is useless after a failure.
pub(super) struct Connection {
    line: Box<dyn Line>,
    /// The broker it leads to.
    broker: String,
    /// The versions of each kind of request that the broker supports.
    versions: HashMap<i16, (i16, i16)>,
    /// The number of the last request.
    number: i32,
    /// When to replace the connection, if the broker closes it after a while.
    ends: Option<Instant>,
}

/// A request that was sent.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sent {
    number: i32,
    /// The version of its answer.
    pub(super) version: i16,
    header: i16,
}

impl Connection {
    /// Connects to a broker.
    pub(super) async fn to(
        host: &str,
        port: u16,
        security: &Security,
    ) -> Result<Connection, CallError> {
        let broker = format!("{host}:{port}");
        let connected = async {
            let line = tokio::time::timeout(CONNECT_LIMIT, dial(host, port, security)).await;
            let line = line.map_err(|_| {
                CallError::new(Trouble::Unreached, "nobody answers within 5 seconds")
            })??;
            let mut connection = Connection {
                line,
                broker: broker.clone(),
                versions: HashMap::new(),
                number: 0,
                ends: None,
            };
            connection.meet(security.tls.is_some()).await?;
            Ok(connection)
        };
        connected
            .await
            .map_err(|error: CallError| error.at(&broker))
    }

    /// Records how long the broker lets a login last, in milliseconds; 0 = forever. Later requests end the connection.
    pub(super) fn lasts(&mut self, lifetime: i64) {
        let lifetime = u64::try_from(lifetime).ok().filter(|it| *it > 0);
        // The last fifth is left for requests already sent.
        let until = lifetime.map(|lifetime| Duration::from_millis(lifetime / 5 * 4));
        self.ends = until.and_then(|until| Instant::now().checked_add(until));
    }

    /// Whether the next request should use a new connection.
    pub(super) fn is_ending(&self) -> bool {
        self.ends.is_some_and(|ends| ends <= Instant::now())
    }

    /// Finds out that the server is a broker, and what it supports.
    async fn meet(&mut self, is_tls: bool) -> Result<(), CallError> {
        let hint = match is_tls {
            true => "is it a listener with TLS?",
            false => "is it a broker's port? A listener with TLS needs tls=on",
        };
        let strange = |error: CallError| match error.trouble {
            Trouble::Unreached => {
                let message = format!("it does not speak Kafka: {error}; {hint}");
                CallError::new(Trouble::NotKafka, message)
            }
            Trouble::NotKafka => CallError::new(Trouble::NotKafka, format!("{error}; {hint}")),
            _ => error,
        };
        let request = ApiVersionsRequest::default();
        let answer = tokio::time::timeout(CONNECT_LIMIT, self.call(&request, 0..=0)).await;
        let answer = answer.unwrap_or_else(|_| {
            let message = "it says nothing within 5 seconds";
            Err(CallError::new(Trouble::Unreached, message))
        });
        let answer = answer.map_err(strange)?;
        CallError::check("ask for its versions", answer.error_code)?;
        let each = answer.api_keys.iter();
        let each = each.map(|it| (it.api_key, (it.min_version, it.max_version)));
        self.versions = each.collect();
        Ok(())
    }

    /// Sends a request in the newest version that both sides support, and waits for the answer.
    pub(super) async fn call<R: Request>(
        &mut self,
        request: &R,
        versions: RangeInclusive<i16>,
    ) -> Result<R::Response, CallError> {
        let sent = self.send(request, versions).await?;
        let (length, mut answer) = self.receive(sent, MOST_BYTES).await?;
        if length > answer.len() {
            return Err(self.no_kafka(&format!("it answers {length} bytes")));
        }
        R::Response::decode(&mut answer, sent.version)
            .map_err(|error| self.no_kafka(&format!("its answer makes no sense ({error})")))
    }

    /// Sends a request.
    pub(super) async fn send<R: Request>(
        &mut self,
        request: &R,
        versions: RangeInclusive<i16>,
    ) -> Result<Sent, CallError> {
        let version = self.version::<R>(versions)?;
        self.number = self.number.wrapping_add(1);
        let header = RequestHeader::default()
            .with_request_api_key(R::KEY)
            .with_request_api_version(version)
            .with_correlation_id(self.number)
            .with_client_id(Some(StrBytes::from_static_str("livetill")));
        let mut message = BytesMut::from(&[0; 4][..]);
        let written = header
            .encode(&mut message, R::header_version(version))
            .and_then(|()| request.encode(&mut message, version));
        written.map_err(|error| CallError::new(Trouble::Refused, error.to_string()))?;
        let length = (message.len() - 4) as u32;
        message[..4].copy_from_slice(&length.to_be_bytes());
        let sent = tokio::time::timeout(ANSWER_LIMIT, async {
            self.line.write_all(&message).await?;
            self.line.flush().await
        });
        let sent = sent.await;
        self.in_time(sent)?;
        Ok(Sent {
            number: self.number,
            version,
            header: R::Response::header_version(version),
        })
    }

    /// Waits for an answer. Returns its length and at most `most` of its bytes; the rest is skipped.
    pub(super) async fn receive(
        &mut self,
        sent: Sent,
        most: usize,
    ) -> Result<(usize, Bytes), CallError> {
        let mut head = [0; 4];
        self.fill(&mut head).await?;
        let length = u32::from_be_bytes(head) as usize;
        let is_none = length > i32::MAX as usize || (most <= MOST_BYTES && length > most);
        let mut answer = BytesMut::zeroed(if is_none { 0 } else { length.min(most) });
        self.fill(&mut answer).await?;
        let mut rest = if is_none { 0 } else { length - answer.len() };
        let mut passed = vec![0; rest.min(PIECE)];
        while rest > 0 {
            let piece = rest.min(PIECE);
            self.fill(&mut passed[..piece]).await?;
            rest -= piece;
        }
        let mut answer = answer.freeze();
        let number = ResponseHeader::decode(&mut answer, sent.header);
        match number {
            Ok(header) if header.correlation_id == sent.number => {
                // The header is counted as read.
                Ok((length.saturating_sub(4), answer))
            }
            _ => Err(self.no_kafka("its answer belongs to no question")),
        }
    }

    /// Fills a buffer. Each piece has its own time limit: a large answer over a slow line takes long, but arrives.
    async fn fill(&mut self, buffer: &mut [u8]) -> Result<(), CallError> {
        for piece in buffer.chunks_mut(PIECE) {
            let read = tokio::time::timeout(ANSWER_LIMIT, self.line.read_exact(piece)).await;
            self.in_time(read)?;
        }
        Ok(())
    }

    fn version<R: Request>(&self, ours: RangeInclusive<i16>) -> Result<i16, CallError> {
        // On the very first request nothing is known yet.
        let theirs = match self.versions.is_empty() {
            true => (*ours.start(), *ours.end()),
            false => *self.versions.get(&R::KEY).unwrap_or(&(1, 0)),
        };
        let (first, last) = (theirs.0.max(*ours.start()), theirs.1.min(*ours.end()));
        if first > last {
            let message = format!(
                "{}: it is too old or too new: of request {} it takes versions {} to {}, needed are {} to {}",
                self.broker,
                R::KEY,
                theirs.0,
                theirs.1,
                ours.start(),
                ours.end()
            );
            return Err(CallError::new(Trouble::NotKafka, message));
        }
        Ok(last)
    }

    fn in_time<T>(
        &self,
        done: Result<io::Result<T>, tokio::time::error::Elapsed>,
    ) -> Result<T, CallError> {
        let broker = &self.broker;
        match done {
            Ok(Ok(done)) => Ok(done),
            Ok(Err(error)) => {
                let message = format!("the line to {broker} broke: {error}");
                Err(CallError::new(Trouble::Unreached, message))
            }
            Err(_) => {
                let message = format!("{broker} does not answer within 30 seconds");
                Err(CallError::new(Trouble::Unreached, message))
            }
        }
    }

    fn no_kafka(&self, what: &str) -> CallError {
        CallError::new(
            Trouble::NotKafka,
            format!("{what}, so it does not speak Kafka"),
        )
    }
}

async fn dial(host: &str, port: u16, security: &Security) -> Result<Box<dyn Line>, CallError> {
    let unreached = |error: io::Error| CallError::new(Trouble::Unreached, error.to_string());
    let plain = TcpStream::connect((host, port)).await.map_err(unreached)?;
    plain.set_nodelay(true).map_err(unreached)?;
    let Some(tls) = &security.tls else {
        return Ok(Box::new(plain));
    };
    let name = ServerName::try_from(host.to_owned());
    let name = name.map_err(|error| CallError::new(Trouble::Unreached, error.to_string()))?;
    let line = TlsConnector::from(tls.clone()).connect(name, plain).await;
    let line = line.map_err(|error| {
        let message = format!("no TLS with it: {error}; a listener without TLS needs tls=off");
        CallError::new(Trouble::Unreached, message)
    })?;
    Ok(Box::new(line))
}
