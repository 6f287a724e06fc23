//! Redis streams on a real server, behind a proxy that can be cut.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use ports::OrderSource;
use ports::suite::source::{Attached, SourceFactory, SourceFixture};
use redis::aio::MultiplexedConnection;
use sources::redis_stream::{RedisStreamConnector, RedisStreamUrl};
use test_servers::{Proxy, Redis};

ports::source_suite!(together redis_streams_pass_the_suite: Stream::on(shared()));

fn shared() -> &'static Redis {
    static SERVER: OnceLock<Redis> = OnceLock::new();
    SERVER.get_or_init(Redis::start)
}

/// A separate stream for each case.
struct Stream {
    key: String,
    server: &'static Redis,
    line: Proxy,
}

impl Stream {
    fn on(server: &'static Redis) -> Stream {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        Stream {
            key: format!("orders:{}", NEXT.fetch_add(1, Ordering::Relaxed)),
            line: Proxy::to(server.port),
            server,
        }
    }

    async fn ask<T: redis::FromRedisValue>(&self, command: &redis::Cmd) -> T {
        let mut connection = dial(self.server.address()).await.unwrap();
        command.query_async(&mut connection).await.unwrap()
    }
}

async fn dial(address: String) -> redis::RedisResult<MultiplexedConnection> {
    let client = redis::Client::open(format!("redis://{address}"))?;
    client.get_multiplexed_async_connection().await
}

#[async_trait]
impl SourceFactory for Stream {
    async fn create(&self) {}

    async fn put(&self, _: &str, body: &[u8]) {
        let mut add = redis::cmd("XADD");
        add.arg(&self.key).arg("*").arg("order").arg(body);
        self.ask::<String>(&add).await;
    }

    async fn worker(&self, attached: Attached) -> Box<dyn OrderSource> {
        let url = format!("redis-stream:{}?lease=1s&claim=1s&batch=40", self.key);
        let url = RedisStreamUrl::parse(&url).unwrap();
        let address = self.line.address();
        let connector = RedisStreamConnector::new(url, move || dial(address.clone()));
        crate::driven(connector, attached)
    }

    fn lease(&self) -> Duration {
        Duration::from_secs(1)
    }

    async fn trim(&self) -> Option<Duration> {
        let mut trim = redis::cmd("XTRIM");
        trim.arg(&self.key).arg("MAXLEN").arg(0);
        self.ask::<u64>(&trim).await;
        Some(Duration::ZERO)
    }

    async fn set_away(&self, is_away: bool) {
        self.line
            .lead_to(if is_away { 0 } else { self.server.port });
    }
}

impl Stream {
    /// Puts three orders, hands them out to a worker that never acknowledges them, and removes them.
    async fn hand_out_and_trim(&self, it: &SourceFixture<'_>) {
        it.put(100..103).await;
        let mut group = redis::cmd("XGROUP");
        group.arg("CREATE").arg(&self.key).arg("livetill").arg("0");
        self.ask::<String>(&group).await;
        let mut read = redis::cmd("XREADGROUP");
        read.arg("GROUP").arg("livetill").arg("dead");
        read.arg("STREAMS").arg(&self.key).arg(">");
        self.ask::<redis::Value>(&read).await;
        self.trim().await;
    }
}

/// Entries held by other members of the group are lost just like those never delivered.
#[test]
fn entries_that_were_removed_while_a_dead_worker_had_them_are_told() {
    ports::suite::run(async {
        let stream = Stream::on(shared());
        let it = SourceFixture::new(&stream).await;
        stream.hand_out_and_trim(&it).await;
        it.put(0..5).await;
        let worker = it.start().await;
        it.has("what is there", 0..5).await;
        it.until("the gap is told", || it.lost(&worker.source).is_some())
            .await;
        let loss = it.lost(&worker.source).unwrap();
        assert!(loss.detail.contains("3 entries were"), "{loss:?}");
        worker.stop().await;
    });
}

/// The server names them only once.
#[test]
fn they_are_told_when_a_store_is_back_that_was_away_just_then() {
    ports::suite::run(async {
        let stream = Stream::on(shared());
        let it = SourceFixture::new(&stream).await;
        stream.hand_out_and_trim(&it).await;
        let worker = it.start().await;
        worker.store.fall_asleep_in_a_commit();
        it.until("it tells the gap", || worker.store.is_asleep())
            .await;
        it.store.set_away(true);
        worker.store.wake();
        it.put(0..5).await;
        tokio::time::sleep(2 * SourceFactory::lease(&stream)).await;
        it.store.set_away(false);
        it.has("what is there", 0..5).await;
        it.until("the gap is told", || it.lost(&worker.source).is_some())
            .await;
        let loss = it.lost(&worker.source).unwrap();
        assert!(loss.detail.contains("3 entries were"), "{loss:?}");
        worker.stop().await;
    });
}

/// The store's failover is noticed, and the stream has nothing left to repair it.
#[test]
fn what_neither_store_nor_stream_has_is_told() {
    ports::suite::run(async {
        let stream = Stream::on(shared());
        let it = SourceFixture::new(&stream).await;
        it.put(0..20).await;
        let worker = it.start().await;
        it.has("what was there", 0..20).await;
        let moment = it.store.moment();
        it.put(20..40).await;
        it.has("what came later", 0..40).await;
        stream.trim().await;
        it.store.roll_back(moment);
        it.until("the gap is told", || it.lost(&worker.source).is_some())
            .await;
        let loss = it.lost(&worker.source).unwrap();
        assert!(loss.detail.contains("the store lost commits"), "{loss:?}");
        it.put(40..50).await;
        it.until("reading goes on", || it.store.orders().len() == 30)
            .await;
        worker.stop().await;
    });
}
