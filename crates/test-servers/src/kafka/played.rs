//! A scripted broker: batches in the wire format, transactions, offsets, logins, TLS.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use kafka_protocol::messages::api_versions_response::ApiVersion;
use kafka_protocol::messages::fetch_response::{
    AbortedTransaction, FetchableTopicResponse, PartitionData,
};
use kafka_protocol::messages::list_offsets_response::{
    ListOffsetsPartitionResponse, ListOffsetsTopicResponse,
};
use kafka_protocol::messages::metadata_response::{
    MetadataResponseBroker, MetadataResponsePartition, MetadataResponseTopic,
};
use kafka_protocol::messages::{
    ApiKey, ApiVersionsResponse, BrokerId, FetchRequest, FetchResponse, ListOffsetsRequest,
    ListOffsetsResponse, MetadataResponse, ProducerId, RequestHeader, SaslAuthenticateRequest,
    SaslHandshakeRequest, TopicName,
};
use kafka_protocol::protocol::{Decodable, Encodable, StrBytes};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::Batch;
use super::login::{Login, Session};

/// The content of the only partition of the only topic.
#[derive(Clone, Debug, Default)]
struct Log {
    topic: String,
    /// In the wire format, with the offset after each.
    batches: Vec<(i64, Bytes)>,
    aborted: Vec<(i64, i64)>,
    earliest: i64,
    end: i64,
    /// The answer to fetches while it is not 0.
    error: i16,
    /// Who may log in; `None` = everybody.
    login: Option<Login>,
    /// How long it says that a login lasts; zero = forever.
    lifetime: Duration,
    /// How many logins were made.
    logins: usize,
}

/// A broker with a scripted log of one partition.
pub struct Played {
    port: u16,
    log: Arc<Mutex<Log>>,
}

impl Played {
    /// An empty topic.
    pub fn start(topic: &str) -> Played {
        Played::listening(topic, None)
    }

    /// The same over TLS, with a self-signed certificate for 127.0.0.1.
    pub fn start_over_tls(topic: &str) -> (Played, String) {
        let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
        let key = rustls::pki_types::PrivateKeyDer::try_from(made.signing_key.serialize_der());
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], key.unwrap())
            .unwrap();
        let played = Played::listening(topic, Some(Arc::new(config)));
        (played, made.cert.pem())
    }

    fn listening(topic: &str, tls: Option<Arc<ServerConfig>>) -> Played {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let log = Arc::new(Mutex::new(Log {
            topic: topic.to_owned(),
            ..Log::default()
        }));
        let shared = Arc::clone(&log);
        // The thread ends with the test's process.
        thread::spawn(move || {
            for caller in listener.incoming().flatten() {
                let log = Arc::clone(&shared);
                let tls = tls.clone();
                thread::spawn(move || match tls {
                    None => answer(caller, port, &log),
                    Some(config) => {
                        let session = ServerConnection::new(config).unwrap();
                        answer(StreamOwned::new(session, caller), port, &log);
                    }
                });
            }
        });
        Played { port, log }
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Appends batches.
    pub fn put(&self, batches: &[Batch]) {
        let mut log = self.log.lock().unwrap();
        for batch in batches {
            log.end = log.end.max(batch.next());
            log.batches.push((batch.next(), batch.bytes()));
        }
    }

    /// Appends a batch with its bytes unchanged, with the offset after it.
    pub fn put_bytes(&self, next: i64, bytes: Bytes) {
        let mut log = self.log.lock().unwrap();
        log.end = next;
        log.batches.push((next, bytes));
    }

    /// Marks a producer's transaction that began at an offset as aborted.
    pub fn abort(&self, producer: i64, first: i64) {
        self.log.lock().unwrap().aborted.push((producer, first));
    }

    /// Removes everything before an offset.
    pub fn trim(&self, earliest: i64) {
        let mut log = self.log.lock().unwrap();
        log.batches.retain(|(next, _)| *next > earliest);
        log.earliest = earliest;
    }

    /// Makes the topic look newly created.
    pub fn make_anew(&self) {
        let mut log = self.log.lock().unwrap();
        let topic = log.topic.clone();
        *log = Log {
            topic,
            ..Log::default()
        };
    }

    /// Lets only this user log in, by a mechanism such as `SCRAM-SHA-256`.
    pub fn let_in(&self, mechanism: &str, user: &str, password: &str) {
        let login = Login::of(mechanism, user, password);
        self.log.lock().unwrap().login = Some(login);
    }

    /// Says that logins end after a while. It cuts nothing, so a client that logs in again relies on what it said.
    pub fn end_logins_after(&self, lifetime: Duration) {
        self.log.lock().unwrap().lifetime = lifetime;
    }

    /// How many logins were made.
    pub fn logins(&self) -> usize {
        self.log.lock().unwrap().logins
    }

    /// Answers fetches with this error until it is set to 0.
    pub fn refuse(&self, error: i16) {
        self.log.lock().unwrap().error = error;
    }
}

fn answer(mut caller: impl Read + Write, port: u16, shared: &Mutex<Log>) {
    let mut length = [0; 4];
    let mut session = Session::default();
    while caller.read_exact(&mut length).is_ok() {
        let mut request = vec![0; u32::from_be_bytes(length) as usize];
        if caller.read_exact(&mut request).is_err() {
            return;
        }
        let mut request = Bytes::from(request);
        let key = i16::from_be_bytes([request[0], request[1]]);
        let header = RequestHeader::decode(&mut request, 1).unwrap();
        let version = header.request_api_version;
        let mut answer = BytesMut::from(&header.correlation_id.to_be_bytes()[..]);
        let log = || shared.lock().unwrap().clone();
        let key = ApiKey::try_from(key).unwrap();
        let is_greeting = matches!(
            key,
            ApiKey::ApiVersions | ApiKey::SaslHandshake | ApiKey::SaslAuthenticate
        );
        if !is_greeting && log().login.is_some() && !session.is_in() {
            // A broker disconnects strangers in the same way.
            return;
        }
        match key {
            ApiKey::SaslHandshake => {
                let asked = SaslHandshakeRequest::decode(&mut request, version).unwrap();
                let login = log().login.unwrap();
                session.greet(&login, &asked).encode(&mut answer, version)
            }
            ApiKey::SaslAuthenticate => {
                let asked = SaslAuthenticateRequest::decode(&mut request, version).unwrap();
                let login = log().login.unwrap();
                let mut said = session.hear(&login, &asked);
                if session.is_in() {
                    let mut log = shared.lock().unwrap();
                    log.logins += 1;
                    said.session_lifetime_ms = log.lifetime.as_millis() as i64;
                }
                said.encode(&mut answer, version)
            }
            ApiKey::ApiVersions => versions().encode(&mut answer, version),
            ApiKey::Metadata => metadata(&log(), port).encode(&mut answer, version),
            ApiKey::ListOffsets => {
                let asked = ListOffsetsRequest::decode(&mut request, version).unwrap();
                offsets(&log(), &asked).encode(&mut answer, version)
            }
            ApiKey::Fetch => {
                let asked = FetchRequest::decode(&mut request, version).unwrap();
                fetched(&log(), &asked).encode(&mut answer, version)
            }
            other => panic!("nobody taught it {other:?}"),
        }
        .unwrap();
        let length = (answer.len() as u32).to_be_bytes();
        let written = caller
            .write_all(&length)
            .and_then(|()| caller.write_all(&answer))
            .and_then(|()| caller.flush());
        if written.is_err() {
            return;
        }
    }
}

fn versions() -> ApiVersionsResponse {
    let known = [
        (ApiKey::Fetch, 4, 11),
        (ApiKey::ListOffsets, 2, 5),
        (ApiKey::Metadata, 4, 8),
        (ApiKey::ApiVersions, 0, 0),
        (ApiKey::SaslHandshake, 1, 1),
        (ApiKey::SaslAuthenticate, 0, 1),
    ];
    let known = known.map(|(key, min, max)| {
        ApiVersion::default()
            .with_api_key(key as i16)
            .with_min_version(min)
            .with_max_version(max)
    });
    ApiVersionsResponse::default().with_api_keys(known.to_vec())
}

fn name(log: &Log) -> TopicName {
    TopicName(StrBytes::from_string(log.topic.clone()))
}

fn metadata(log: &Log, port: u16) -> MetadataResponse {
    let broker = MetadataResponseBroker::default()
        .with_node_id(BrokerId(1))
        .with_host(StrBytes::from_static_str("127.0.0.1"))
        .with_port(i32::from(port));
    let partition = MetadataResponsePartition::default().with_leader_id(BrokerId(1));
    let topic = MetadataResponseTopic::default()
        .with_name(Some(name(log)))
        .with_partitions(vec![partition]);
    MetadataResponse::default()
        .with_brokers(vec![broker])
        .with_topics(vec![topic])
}

fn offsets(log: &Log, asked: &ListOffsetsRequest) -> ListOffsetsResponse {
    let offset = match asked.topics[0].partitions[0].timestamp {
        -2 => log.earliest,
        -1 => log.end,
        // No record is that late.
        _ => -1,
    };
    let partition = ListOffsetsPartitionResponse::default().with_offset(offset);
    let topic = ListOffsetsTopicResponse::default()
        .with_name(name(log))
        .with_partitions(vec![partition]);
    ListOffsetsResponse::default().with_topics(vec![topic])
}

fn fetched(log: &Log, asked: &FetchRequest) -> FetchResponse {
    let from = asked.topics[0].partitions[0].fetch_offset;
    let is_there = (log.earliest..=log.end).contains(&from);
    let error = match (log.error, is_there) {
        (0, true) => 0,
        (0, false) => 1,
        (error, _) => error,
    };
    let behind = log.batches.iter().filter(|(next, _)| *next > from);
    let batches: Vec<u8> = match error {
        0 => behind.flat_map(|(_, bytes)| bytes.to_vec()).collect(),
        _ => Vec::new(),
    };
    if batches.is_empty() {
        // A broker waits for new records, too.
        thread::sleep(Duration::from_millis(20));
    }
    let aborted = log.aborted.iter().map(|(producer, first)| {
        AbortedTransaction::default()
            .with_producer_id(ProducerId(*producer))
            .with_first_offset(*first)
    });
    let partition = PartitionData::default()
        .with_error_code(error)
        .with_high_watermark(log.end)
        .with_last_stable_offset(log.end)
        .with_log_start_offset(log.earliest)
        .with_aborted_transactions(Some(aborted.collect()))
        .with_records(Some(batches.into()));
    let topic = FetchableTopicResponse::default()
        .with_topic(name(log))
        .with_partitions(vec![partition]);
    FetchResponse::default().with_responses(vec![topic])
}
