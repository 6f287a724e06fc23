//! Streams of NATS on its real server, behind a proxy that can be cut.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_nats::HeaderMap;
use async_nats::jetstream::{self, Context};
use async_trait::async_trait;
use ports::OrderSource;
use ports::suite::source::{Attached, SourceFactory, SourceFixture};
use sources::nats::{NatsConnector, NatsUrl, ProbeError, Server, probe};
use test_servers::{Nats, Proxy};

ports::source_suite!(together nats_passes_the_suite: Stream::new());

fn shared() -> &'static Nats {
    static SHARED: OnceLock<Nats> = OnceLock::new();
    SHARED.get_or_init(Nats::start)
}

/// A separate stream for each case.
struct Stream {
    name: String,
    server: &'static Nats,
    line: Proxy,
}

impl Stream {
    fn new() -> Stream {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let server = shared();
        Stream {
            name: format!("ORDERS-{}", NEXT.fetch_add(1, Ordering::Relaxed)),
            line: Proxy::to(server.port()),
            server,
        }
    }

    async fn context(&self) -> Context {
        let address = format!("127.0.0.1:{}", self.server.port());
        jetstream::new(async_nats::connect(address).await.unwrap())
    }

    fn server(&self, options: &str) -> Server {
        let url = format!(
            "nats:{}?servers={}{options}",
            self.name,
            self.line.address()
        );
        let url = NatsUrl::parse(&url).unwrap();
        Server::new(url, std::sync::Arc::new(|| Ok(String::new())))
    }
}

#[async_trait]
impl SourceFactory for Stream {
    async fn create(&self) {
        let config = jetstream::stream::Config {
            name: self.name.clone(),
            subjects: vec![format!("{}.*", self.name)],
            ..Default::default()
        };
        self.context().await.create_stream(config).await.unwrap();
    }

    async fn put(&self, _: &str, body: &[u8]) {
        let subject = format!("{}.placed", self.name);
        // It must live until the server has answered.
        let context = self.context().await;
        let put = context.publish(subject, body.to_vec().into()).await;
        put.unwrap().await.unwrap();
    }

    async fn worker(&self, attached: Attached) -> Box<dyn OrderSource> {
        let server = self.server("&lease=1s&batch=40");
        crate::driven(NatsConnector::new(server), attached)
    }

    fn lease(&self) -> Duration {
        Duration::from_secs(1)
    }

    async fn trim(&self) -> Option<Duration> {
        let stream = self.context().await.get_stream(&self.name).await.unwrap();
        stream.purge().await.unwrap();
        Some(Duration::ZERO)
    }

    async fn set_away(&self, is_away: bool) {
        let port = self.server.port();
        self.line.lead_to(if is_away { 0 } else { port });
    }
}

#[test]
fn a_stream_that_was_made_anew_is_read_and_told() {
    ports::suite::run(async {
        let stream = Stream::new();
        let it = SourceFixture::new(&stream).await;
        it.put(0..5).await;
        let worker = it.start().await;
        it.has("what was there", 0..5).await;
        let source = worker.source.clone();
        worker.stop().await;
        let context = stream.context().await;
        context.delete_stream(&stream.name).await.unwrap();
        stream.create().await;
        it.put(5..7).await;
        let worker = it.start().await;
        it.has("what is there now", 0..7).await;
        let loss = it.lost(&source).unwrap();
        assert!(loss.detail.contains("made anew"), "{loss:?}");
        worker.stop().await;
    });
}

/// CloudEvents in binary mode, with their attributes in headers.
#[test]
fn headers_give_an_event_its_identity() {
    ports::suite::run(async {
        let stream = Stream::new();
        let it = SourceFixture::new(&stream).await;
        let body =
            r#"{"timestamp":"2018-03-11T10:00:00Z","items":[{"sku":"A","price":1,"quantity":1}]}"#;
        let mut headers = HeaderMap::new();
        for (name, text) in [
            ("ce-specversion", "1.0"),
            ("ce-source", "/shop"),
            ("ce-id", "e1"),
        ] {
            headers.insert(name, text);
        }
        let subject = format!("{}.placed", stream.name);
        let context = stream.context().await;
        for _ in 0..2 {
            let put = context.publish_with_headers(subject.clone(), headers.clone(), body.into());
            put.await.unwrap().await.unwrap();
        }
        stream.put("", body.as_bytes()).await;
        let worker = it.start().await;
        it.until("both orders are there", || it.store.orders().len() == 2)
            .await;
        let place = format!("{}:3/0", stream.name);
        let known: Vec<String> = it.store.orders().into_iter().collect();
        assert_eq!(known, ["/shop e1".to_owned(), place]);
        worker.stop().await;
    });
}

#[test]
fn a_stream_that_is_not_there_and_a_server_that_is_away_are_told_apart() {
    ports::suite::run(async {
        let stream = Stream::new();
        let missing = probe(&stream.server("")).await;
        assert!(
            matches!(missing, Err(ProbeError::NoStream(_))),
            "{missing:?}"
        );
        stream.create().await;
        assert_eq!(probe(&stream.server("")).await.unwrap().messages, 0);
        stream.set_away(true).await;
        let away = probe(&stream.server("")).await;
        assert!(matches!(away, Err(ProbeError::Unreached(_))), "{away:?}");
    });
}
