//! SQS queues on moto's server, behind a proxy that can be cut.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use ports::OrderSource;
use ports::suite::source::{Attached, SourceFactory, SourceFixture};
use sources::sqs::{SqsConnector, SqsUrl};
use test_servers::{Proxy, Sqs};

ports::source_suite!(together sqs_passes_the_suite: Queue::new());

fn shared() -> &'static Sqs {
    static SHARED: OnceLock<Sqs> = OnceLock::new();
    SHARED.get_or_init(Sqs::moto)
}

/// A separate queue for each case.
struct Queue {
    name: String,
    server: &'static Sqs,
    line: Proxy,
}

impl Queue {
    fn new() -> Queue {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let server = shared();
        Queue {
            name: format!("orders-{}", NEXT.fetch_add(1, Ordering::Relaxed)),
            line: Proxy::to(server.port()),
            server,
        }
    }

    /// Makes calls on a separate runtime.
    fn ask<T>(&self, ask: impl FnOnce(&Sqs) -> T) -> T {
        tokio::task::block_in_place(|| ask(self.server))
    }
}

#[async_trait]
impl SourceFactory for Queue {
    async fn create(&self) {
        self.ask(|server| server.create(&self.name));
    }

    async fn put(&self, _: &str, body: &[u8]) {
        // Messages are text, so other bytes are sent as close to that as possible.
        let body = String::from_utf8_lossy(body).replace('\0', " ");
        self.ask(|server| server.put(&self.name, &body));
    }

    async fn worker(&self, attached: Attached) -> Box<dyn OrderSource> {
        let port = self.line.port();
        let url = format!(
            "sqs:http://127.0.0.1:{port}/123456789012/{}?lease=1s&wait=0",
            self.name
        );
        let url = SqsUrl::parse(&url).unwrap();
        crate::driven(SqsConnector::new(url, Sqs::client(port)), attached)
    }

    fn lease(&self) -> Duration {
        Duration::from_secs(1)
    }

    fn can_read_again(&self) -> bool {
        false
    }

    async fn set_away(&self, is_away: bool) {
        let port = self.server.port();
        self.line.lead_to(if is_away { 0 } else { port });
    }
}

/// A message is deleted only once its commit is durable.
#[test]
fn nothing_is_deleted_before_its_commit_is_durable() {
    ports::suite::run(async {
        let queue = Queue::new();
        let it = SourceFixture::new(&queue).await;
        it.put(0..1).await;
        let worker = it.start().await;
        it.has("the first", 0..1).await;
        let left = || queue.ask(|server| server.messages(&queue.name));
        it.until("it is deleted", || left() == 0).await;
        worker.store.fall_asleep_in_a_commit();
        it.put(1..4).await;
        it.until("a commit is held up", || worker.store.is_asleep())
            .await;
        assert!(left() > 0);
        worker.store.wake();
        it.has("all", 0..4).await;
        it.until("all are deleted", || left() == 0).await;
        worker.stop().await;
    });
}
