//! Kafka: the whole suite on a broker behind a proxy that can be cut, edge cases of a broker's answers on librdkafka's
//! mock cluster, and what neither of them does on a scripted broker.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use ports::OrderSource;
use ports::suite::source::{Attached, SourceFactory, SourceFixture, Worker, event, removal};
use sources::kafka::{
    Cluster, KafkaConnector, KafkaUrl, Sasl, Secret, Security, Tokens, Trouble, probe,
};
use test_servers::kafka::{Batch, Client, Kafka, Mock, Played, PlayedRecord, put_by_librdkafka};
use test_servers::{Proxy, free_port};

ports::source_suite!(together kafka_passes_the_suite: Topic::new());

const TOPIC: &str = "orders";
/// So small that the cases reach the ends of answers.
const OPTIONS: &str = "&lease=1s&batch=8192";

fn cluster(port: u16, options: &str) -> Cluster {
    let url = format!("kafka:{TOPIC}?brokers=127.0.0.1:{port}{options}");
    let url = KafkaUrl::parse(&url).unwrap();
    let secret = match url.sasl {
        Some(Sasl::AwsMskIam) => Secret::Tokens(Arc::new(Signed)),
        _ => Secret::Password(Arc::new(|| Ok("hush".to_owned()))),
    };
    let security = Security::of(&url, secret).unwrap();
    Cluster::new(url, security)
}

/// Always hands out the same token.
struct Signed;

#[async_trait]
impl Tokens for Signed {
    async fn token(&self) -> Result<String, String> {
        Ok("aHR0cHM6Ly9rYWZrYQ".to_owned())
    }
}

fn partition_of(key: &str, partitions: i32) -> i32 {
    key.bytes().map(i32::from).sum::<i32>() % partitions
}

/// A separate broker for each case, which clients reach through the proxy.
struct Topic {
    kafka: Kafka,
    line: Proxy,
    client: Mutex<Client>,
}

impl Topic {
    fn new() -> Topic {
        let port = free_port();
        let line = Proxy::to(port);
        let kafka = Kafka::found_at(port, line.port());
        let client = Mutex::new(kafka.client());
        Topic {
            kafka,
            line,
            client,
        }
    }
}

#[async_trait]
impl SourceFactory for Topic {
    async fn create(&self) {
        self.client.lock().unwrap().create(TOPIC, 2, &[]);
    }

    async fn put(&self, key: &str, body: &[u8]) {
        let record = PlayedRecord::of(body);
        let partition = partition_of(key, 2);
        self.client.lock().unwrap().put(TOPIC, partition, record);
    }

    async fn worker(&self, attached: Attached) -> Box<dyn OrderSource> {
        let cluster = cluster(self.line.port(), OPTIONS);
        crate::driven(KafkaConnector::new(cluster), attached)
    }

    fn lease(&self) -> Duration {
        Duration::from_secs(1)
    }

    async fn set_away(&self, is_away: bool) {
        let port = self.kafka.port();
        self.line.lead_to(if is_away { 0 } else { port });
    }
}

/// Records from the client that most programs use, with each of its compressions.
#[test]
fn every_compression_is_read() {
    ports::suite::run(async {
        let topic = Topic::new();
        let it = SourceFixture::new(&topic).await;
        let compressions = ["none", "gzip", "snappy", "lz4", "zstd"];
        for (place, compression) in compressions.iter().enumerate() {
            let first = place as u32 * 100;
            let lines: Vec<String> = (first..first + 100)
                .map(|id| event(&id.to_string()))
                .collect();
            let port = topic.kafka.port();
            // It reaches the broker through the proxy.
            put_by_librdkafka(
                port,
                TOPIC,
                place as i32 % 2,
                compression,
                &lines.join("\n"),
            );
        }
        let worker = it.start().await;
        it.has("all of them", 0..500).await;
        worker.stop().await;
    });
}

/// librdkafka's mock cluster, which removes the oldest records of a partition with more than 5 MB.
struct Edges {
    mock: Mock,
    client: Mutex<Client>,
}

impl Edges {
    fn new() -> Edges {
        let mock = Mock::start(TOPIC);
        let client = Mutex::new(Client::to(mock.port()));
        Edges { mock, client }
    }
}

#[async_trait]
impl SourceFactory for Edges {
    async fn create(&self) {}

    async fn put(&self, key: &str, body: &[u8]) {
        let record = PlayedRecord::of(body);
        let partition = partition_of(key, Mock::PARTITIONS);
        self.client.lock().unwrap().put(TOPIC, partition, record);
    }

    async fn worker(&self, attached: Attached) -> Box<dyn OrderSource> {
        let cluster = cluster(self.mock.port(), "&lease=1s");
        crate::driven(KafkaConnector::new(cluster), attached)
    }

    fn lease(&self) -> Duration {
        Duration::from_secs(1)
    }

    async fn trim(&self) -> Option<Duration> {
        // Tombstones, which do not count.
        let tombstone = PlayedRecord {
            key: Some(vec![b'k'; 900_000]),
            ..PlayedRecord::default()
        };
        let mut client = self.client.lock().unwrap();
        for partition in 0..Mock::PARTITIONS {
            for _ in 0..8 {
                client.put(TOPIC, partition, tombstone.clone());
            }
        }
        Some(Duration::ZERO)
    }

    async fn set_away(&self, _: bool) {
        unreachable!("the cases at the edges cut no line");
    }
}

#[test]
fn what_was_removed_unread_is_told() {
    ports::suite::run(async { removal::what_was_removed_unread_is_told(&Edges::new()).await });
}

/// A topic with one partition, whose batches the test writes.
struct Log {
    played: Played,
    options: &'static str,
}

impl Log {
    fn new(options: &'static str) -> Log {
        Log {
            played: Played::start(TOPIC),
            options,
        }
    }
}

#[async_trait]
impl SourceFactory for Log {
    async fn create(&self) {}

    async fn put(&self, _: &str, _: &[u8]) {
        unreachable!("batches are put down whole");
    }

    async fn worker(&self, attached: Attached) -> Box<dyn OrderSource> {
        let options = format!("&lease=1s{}", self.options);
        let cluster = cluster(self.played.port(), &options);
        crate::driven(KafkaConnector::new(cluster), attached)
    }

    fn lease(&self) -> Duration {
        Duration::from_secs(1)
    }

    async fn set_away(&self, _: bool) {
        unreachable!("nobody asks for it");
    }
}

fn orders(ids: std::ops::Range<u32>) -> Vec<PlayedRecord> {
    ids.map(|id| PlayedRecord::of(event(&id.to_string())))
        .collect()
}

async fn position(it: &SourceFixture<'_>, wanted: &str) {
    let so = || {
        it.store
            .positions()
            .get("kafka:orders:0")
            .map(String::as_str)
            == Some(wanted)
    };
    it.until(&format!("the position is {wanted}"), so).await;
}

async fn ends(it: &SourceFixture<'_>, worker: Worker, wanted: &str) {
    position(it, wanted).await;
    worker.stop().await;
}

/// In the wire format of a broker: a transaction's records are mixed with others, and a marker after them gives its
/// outcome.
#[test]
fn orders_of_aborted_transactions_never_count() {
    ports::suite::run(async {
        let log = Log::new("");
        log.played.put(&[
            Batch::of(0, orders(0..2)).in_transaction(7),
            Batch::of(2, orders(100..103)).in_transaction(8),
            Batch::of(5, orders(2..3)),
            Batch::marker(6, 8, false),
            Batch::marker(7, 7, true),
            Batch::of(8, orders(103..104)).in_transaction(9),
            Batch::marker(9, 9, false),
        ]);
        log.played.abort(8, 2);
        log.played.abort(9, 8);
        let it = SourceFixture::new(&log).await;
        let worker = it.start().await;
        it.has("what was committed", 0..3).await;
        // Nothing may ever follow a marker, but reading moves past it anyway.
        ends(&it, worker, "10").await;
        log.played.put(&[Batch::of(10, orders(3..5))]);
        let worker = it.start().await;
        it.has("what came later", 0..5).await;
        ends(&it, worker, "12").await;
    });
}

/// Everything was read before it was removed.
#[test]
fn a_quiet_topic_has_lost_nothing() {
    ports::suite::run(async {
        let log = Log::new("");
        log.played.put(&[Batch::of(0, orders(0..5))]);
        let it = SourceFixture::new(&log).await;
        let worker = it.start().await;
        position(&it, "5").await;
        log.played.trim(5);
        it.store.looked_at(2).await;
        let source = worker.source.clone();
        worker.stop().await;
        let worker = it.start().await;
        log.played.put(&[Batch::of(5, orders(5..8))]);
        it.has("what comes later", 0..8).await;
        assert_eq!(it.lost(&source), None);
        ends(&it, worker, "8").await;
    });
}

#[test]
fn a_topic_that_was_made_anew_is_read_and_told() {
    ports::suite::run(async {
        let log = Log::new("");
        log.played.put(&[Batch::of(0, orders(0..5))]);
        let it = SourceFixture::new(&log).await;
        let worker = it.start().await;
        it.has("what was there", 0..5).await;
        position(&it, "5").await;
        log.played.make_anew();
        log.played.put(&[Batch::of(0, orders(5..7))]);
        it.has("what is there now", 0..7).await;
        let loss = it.lost(&worker.source).unwrap();
        assert!(loss.detail.contains("made anew"), "{loss:?}");
        ends(&it, worker, "2").await;
    });
}

/// The first start sets the position; records that arrive while nothing reads are not skipped.
#[test]
fn latest_is_where_the_first_worker_began() {
    ports::suite::run(async {
        let log = Log::new("&start=latest");
        log.played.put(&[Batch::of(0, orders(100..103))]);
        let it = SourceFixture::new(&log).await;
        let worker = it.start().await;
        ends(&it, worker, "3").await;
        log.played.put(&[Batch::of(3, orders(0..2))]);
        let worker = it.start().await;
        it.has("what came since", 0..2).await;
        ends(&it, worker, "5").await;
    });
}

/// 100 MB in one record: its beginning is kept as a reject, and what follows is read.
#[test]
fn a_record_of_a_hundred_megabytes_is_a_kept_reject() {
    ports::suite::run(async {
        let log = Log::new("");
        let mut huge = br#"{"id":"huge","note":""#.to_vec();
        huge.resize(100 * 1024 * 1024, b'x');
        log.played.put(&[
            Batch::of(0, orders(0..2)),
            Batch::of(2, vec![PlayedRecord::of(huge)]),
            Batch::of(3, orders(2..4)),
        ]);
        let it = SourceFixture::new(&log).await;
        let worker = it.start().await;
        it.has("the others", 0..4).await;
        ends(&it, worker, "5").await;
        let rejects = it.store.rejects();
        assert_eq!(rejects.len(), 1);
        let begins = rejects[0].windows(4).any(|it| it == b"huge");
        assert!(begins && rejects[0].len() <= 16 * 1024);
    });
}

/// Corrupt bits on the broker's disk are reported, kept, and skipped.
#[test]
fn a_damaged_batch_is_a_kept_reject() {
    ports::suite::run(async {
        let log = Log::new("");
        log.played.put(&[Batch::of(0, orders(0..1))]);
        let mut damaged = Batch::of(1, orders(100..102)).bytes().to_vec();
        *damaged.last_mut().unwrap() ^= 1;
        log.played.put_bytes(3, damaged.into());
        log.played.put(&[Batch::of(3, orders(1..2))]);
        let it = SourceFixture::new(&log).await;
        let worker = it.start().await;
        it.has("the others", 0..2).await;
        ends(&it, worker, "4").await;
        assert_eq!(it.store.rejects().len(), 1);
    });
}

/// While a partition moves to another leader, and whenever a broker cannot answer.
#[test]
fn a_broker_that_refuses_is_asked_again() {
    const NOT_LEADER: i16 = 6;
    ports::suite::run(async {
        let log = Log::new("");
        log.played.refuse(NOT_LEADER);
        log.played.put(&[Batch::of(0, orders(0..3))]);
        let it = SourceFixture::new(&log).await;
        let worker = it.start().await;
        it.store.looked_at(2).await;
        assert!(it.store.orders().is_empty());
        log.played.refuse(0);
        it.has("what was there", 0..3).await;
        ends(&it, worker, "3").await;
    });
}

/// What `doctor` and `serve` report about a cluster that cannot be read.
async fn trouble(port: u16, options: &str) -> (Trouble, String) {
    let error = probe(&cluster(port, options)).await.unwrap_err();
    (error.trouble, error.to_string())
}

/// The port of a server that treats everything as an invalid HTTP request.
fn http() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for mut caller in listener.incoming().flatten() {
            let _ = caller.read(&mut [0; 1_024]);
            let _ = caller.write_all(b"HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n");
        }
    });
    port
}

#[test]
fn whoever_is_no_broker_or_has_no_such_topic_is_told_apart() {
    ports::suite::run(async {
        let http = http();
        let (found, said) = trouble(http, "").await;
        assert!(
            found == Trouble::NotKafka && said.contains("does not speak Kafka"),
            "{said}"
        );
        let (found, said) = trouble(http, "&tls=on").await;
        assert!(
            found == Trouble::Unreached && said.contains("tls=off"),
            "{said}"
        );
        let (found, said) = trouble(free_port(), "").await;
        assert!(
            found == Trouble::Unreached && said.contains("refused"),
            "{said}"
        );
        let kafka = Kafka::start();
        let (found, said) = trouble(kafka.port(), "").await;
        assert!(
            found == Trouble::NoTopic && said.contains("`orders`"),
            "{said}"
        );
        kafka
            .client()
            .create(TOPIC, 1, &[("cleanup.policy", "compact")]);
        let (found, said) = trouble(kafka.port(), "").await;
        assert!(
            found == Trouble::Compacted && said.contains("compacted=allow"),
            "{said}"
        );
        let allowed = probe(&cluster(kafka.port(), "&compacted=allow")).await;
        assert_eq!(allowed.unwrap().partitions, 1);
    });
}

/// Each mechanism accepts the right password, and names a user with a wrong one.
#[test]
fn logins_are_made_by_each_mechanism() {
    ports::suite::run(async {
        for (sasl, mechanism) in [("plain", "PLAIN"), ("scram-sha-256", "SCRAM-SHA-256")] {
            let played = Played::start(TOPIC);
            played.let_in(mechanism, "till", "hush");
            let options = |user: &str| format!("&sasl={sasl}&user={user}&password=env:P");
            let found = probe(&cluster(played.port(), &options("till"))).await;
            assert_eq!(found.unwrap().partitions, 1);
            let (found, said) = trouble(played.port(), &options("thief")).await;
            assert!(
                found == Trouble::Denied && said.contains("`thief`"),
                "{said}"
            );
            played.let_in(mechanism, "till", "another");
            let (found, said) = trouble(played.port(), &options("till")).await;
            assert!(found == Trouble::Denied && !said.contains("hush"), "{said}");
            let other = "&sasl=scram-sha-512&user=till&password=env:P";
            let (found, said) = trouble(played.port(), other).await;
            assert!(
                found == Trouble::Denied && said.contains(mechanism),
                "{said}"
            );
        }
    });
}

/// A login lasts as long as the broker says; after the next one, reading continues without a gap.
#[test]
fn logins_that_end_are_made_again() {
    ports::suite::run(async {
        let log = Log::new("&sasl=plain&user=till&password=env:P");
        log.played.let_in("PLAIN", "till", "hush");
        log.played.end_logins_after(Duration::from_millis(50));
        let it = SourceFixture::new(&log).await;
        let worker = it.start().await;
        for id in 0..5 {
            let logins = log.played.logins();
            log.played
                .put(&[Batch::of(i64::from(id), orders(id..id + 1))]);
            it.has("what came", 0..id + 1).await;
            it.until("another login is made", || log.played.logins() > logins)
                .await;
        }
        ends(&it, worker, "5").await;
    });
}

/// A broker over TLS, and the options to trust it.
fn over_tls() -> (Played, tempfile::TempDir, String) {
    let (played, certificate) = Played::start_over_tls(TOPIC);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ca.pem");
    std::fs::write(&file, certificate).unwrap();
    let trusted = format!("&tls=on&ca={}", file.display());
    (played, folder, trusted)
}

/// With IAM, the token identifies the user.
#[test]
fn tokens_are_shown_over_tls() {
    ports::suite::run(async {
        let (played, _folder, trusted) = over_tls();
        let options = format!("{trusted}&sasl=aws-msk-iam");
        played.let_in("OAUTHBEARER", "", "aHR0cHM6Ly9rYWZrYQ");
        let found = probe(&cluster(played.port(), &options)).await;
        assert_eq!(found.unwrap().partitions, 1);
        played.let_in("OAUTHBEARER", "", "another");
        let (found, said) = trouble(played.port(), &options).await;
        assert!(
            found == Trouble::Denied
                && said.contains("invalid_token")
                && said.contains("kafka-cluster:Connect")
                && !said.contains("aHR0"),
            "{said}"
        );
        played.let_in("SCRAM-SHA-512", "till", "hush");
        let (found, said) = trouble(played.port(), &options).await;
        assert!(
            found == Trouble::Denied && said.contains("SCRAM-SHA-512"),
            "{said}"
        );
    });
}

#[test]
fn brokers_are_asked_over_tls() {
    ports::suite::run(async {
        let (played, _folder, trusted) = over_tls();
        played.put(&[Batch::of(0, orders(0..3))]);
        let found = probe(&cluster(played.port(), &trusted)).await.unwrap();
        assert_eq!((found.partitions, found.records), (1, 3));
        let (found, said) = trouble(played.port(), "&tls=on").await;
        assert!(
            found == Trouble::Unreached && said.contains("no TLS"),
            "{said}"
        );
        let (found, said) = trouble(played.port(), "").await;
        assert!(
            found == Trouble::NotKafka && said.contains("tls=on"),
            "{said}"
        );
    });
}
