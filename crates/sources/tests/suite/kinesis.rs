//! Kinesis on a substitute server, behind a proxy that can be cut, and with a clock that can be moved forward so that
//! records become too old.

use std::fs;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_kinesis::Client;
use aws_sdk_kinesis::config::retry::RetryConfig;
use ports::OrderSource;
use ports::suite::source::{Attached, Change, SourceFactory};
use sources::kinesis::{KinesisConnector, KinesisUrl};
use tempfile::TempDir;
use test_servers::{Kinesis, Proxy};

ports::source_suite!(together kinesis_passes_the_suite: Stream::new());

/// The server shared by all cases, and the file that says how far its clock is ahead.
struct Shared {
    kinesis: Kinesis,
    clock: TempDir,
}

/// Node.js loads this before it starts: the clock is ahead by the milliseconds in a file.
const AHEAD: &str = "const fs = require('fs');
const now = Date.now;
Date.now = () => now() + Number(fs.readFileSync(__dirname + '/ahead'));";

fn shared() -> &'static Shared {
    static SHARED: OnceLock<Shared> = OnceLock::new();
    SHARED.get_or_init(|| {
        let clock = tempfile::tempdir().unwrap();
        fs::write(clock.path().join("ahead"), "0").unwrap();
        let script = clock.path().join("clock.js");
        fs::write(&script, AHEAD).unwrap();
        let options = format!("NODE_OPTIONS=--require={}", script.display());
        let kinesis = Kinesis::kinesalite_by(&["env", &options]);
        Shared { kinesis, clock }
    })
}

/// A separate stream for each case.
struct Stream {
    name: String,
    shared: &'static Shared,
    line: Proxy,
}

impl Stream {
    fn new() -> Stream {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let shared = shared();
        Stream {
            name: format!("orders-{}", NEXT.fetch_add(1, Ordering::Relaxed)),
            line: Proxy::to(shared.kinesis.port()),
            shared,
        }
    }

    /// Makes calls on a separate runtime.
    fn ask<T>(&self, ask: impl FnOnce(&Kinesis) -> T) -> T {
        tokio::task::block_in_place(|| ask(&self.shared.kinesis))
    }
}

#[async_trait]
impl SourceFactory for Stream {
    async fn create(&self) {
        self.ask(|kinesis| kinesis.create(&self.name, 2));
    }

    async fn put(&self, key: &str, body: &[u8]) {
        self.ask(|kinesis| kinesis.put(&self.name, key, body));
    }

    async fn worker(&self, attached: Attached) -> Box<dyn OrderSource> {
        let url = format!("kinesis:{}?lease=1s&batch=100", self.name);
        let url = KinesisUrl::parse(&url).unwrap();
        let client = Kinesis::client(self.line.port());
        let once = client.config().to_builder();
        let once = once.retry_config(RetryConfig::disabled()).build();
        let connector = KinesisConnector::new(url, Client::from_conf(once));
        crate::driven(connector, attached)
    }

    fn lease(&self) -> Duration {
        Duration::from_secs(1)
    }

    async fn change(&self, change: Change) -> bool {
        if change != Change::Split {
            return false;
        }
        // The newest shard is open.
        let shards = self.ask(|kinesis| kinesis.shards(&self.name));
        let newest = shards.keys().next_back().unwrap();
        self.ask(|kinesis| kinesis.split(&self.name, newest));
        true
    }

    async fn trim(&self) -> Option<Duration> {
        let day = Duration::from_secs(25 * 3_600);
        self.pass(day).await;
        Some(day)
    }

    fn forgets_by_time(&self) -> bool {
        true
    }

    async fn pass(&self, time: Duration) {
        let file = self.shared.clock.path().join("ahead");
        let ahead: u128 = fs::read_to_string(&file).unwrap().parse().unwrap();
        // In one step, because the server may read it at any moment.
        let next = file.with_extension("next");
        fs::write(&next, (ahead + time.as_millis()).to_string()).unwrap();
        fs::rename(next, file).unwrap();
    }

    async fn set_away(&self, is_away: bool) {
        let port = self.shared.kinesis.port();
        self.line.lead_to(if is_away { 0 } else { port });
    }
}
