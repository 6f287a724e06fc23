//! A stream in memory, which shows how the driver handles everything that a stream can do.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash as _, Hasher as _};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use async_trait::async_trait;
use domain::Shop;
use pipeline::{BodyFormat, decode_into};
use ports::OrderSource;
use ports::suite::source::{Attached, Change, SourceFactory, SourceFixture, Worker};
use sources::driver::{
    Batch, Connector, Fault, Lag, Partition, Partitions, Place, Polled, Reader, Remedy,
};
use telemetry::labels::SourceError;

ports::source_suite!(Stream::default());

/// The content of the stream.
#[derive(Default)]
struct Content {
    partitions: Vec<Log>,
    is_away: bool,
    /// Reads so far. Each seventh is throttled, each eleventh finds its place gone.
    reads: u32,
    /// How often a log was found to be gone.
    found_gone: u32,
    /// Whether a read panics, or listing the partitions, and how often one did.
    has_fault: bool,
    is_listed_badly: bool,
    panics: u32,
}

/// One partition.
struct Log {
    name: String,
    after: Vec<String>,
    /// Every body ever put, and how many of the first are removed.
    bodies: Vec<Vec<u8>>,
    removed: usize,
    is_closed: bool,
    is_listed: bool,
    /// Nothing more can be read from it.
    is_gone: bool,
}

impl Log {
    fn new(name: usize, after: &[String]) -> Log {
        Log {
            name: format!("p{name}"),
            after: after.to_vec(),
            bodies: Vec::new(),
            removed: 0,
            is_closed: false,
            is_listed: true,
            is_gone: false,
        }
    }
}

#[derive(Clone, Default)]
struct Stream(Arc<Mutex<Content>>);

impl Stream {
    fn content(&self) -> MutexGuard<'_, Content> {
        self.0.lock().unwrap()
    }

    fn there(&self) -> Result<MutexGuard<'_, Content>, Fault> {
        let content = self.content();
        let is_away = content.is_away;
        crate::reached(content, is_away)
    }
}

#[async_trait]
impl SourceFactory for Stream {
    async fn create(&self) {
        self.content().partitions = vec![Log::new(0, &[]), Log::new(1, &[])];
    }

    async fn put(&self, key: &str, body: &[u8]) {
        let mut hasher = DefaultHasher::new();
        key.hash(&mut hasher);
        let mut content = self.content();
        let open = content.partitions.iter_mut();
        let mut open: Vec<&mut Log> = open.filter(|it| !it.is_closed && it.is_listed).collect();
        let index = hasher.finish() as usize % open.len();
        open[index].bodies.push(body.to_vec());
    }

    async fn worker(&self, attached: Attached) -> Box<dyn OrderSource> {
        crate::driven(self.clone(), attached)
    }

    fn lease(&self) -> Duration {
        Duration::from_millis(300)
    }

    async fn change(&self, change: Change) -> bool {
        let mut content = self.content();
        let next = content.partitions.len();
        match change {
            Change::Add => content.partitions.push(Log::new(next, &[])),
            Change::Split => {
                let open = content.partitions.iter_mut().find(|it| !it.is_closed);
                let open = open.unwrap();
                open.is_closed = true;
                let parent = [open.name.clone()];
                let halves = [Log::new(next, &parent), Log::new(next + 1, &parent)];
                content.partitions.extend(halves);
            }
            // Unread records go with it, so this comes after a split and removes the old partition.
            Change::Remove => {
                if next == 2 {
                    content.partitions[0].is_listed = false;
                }
            }
        }
        true
    }

    async fn trim(&self) -> Option<Duration> {
        for log in &mut self.content().partitions {
            log.removed = log.bodies.len();
        }
        Some(Duration::ZERO)
    }

    async fn set_away(&self, is_away: bool) {
        self.content().is_away = is_away;
    }
}

#[async_trait]
impl Connector for Stream {
    type Reader = LogReader;

    fn name(&self) -> String {
        "scripted:orders".to_owned()
    }

    fn lease(&self) -> Duration {
        SourceFactory::lease(self)
    }

    fn is_end(&self, position: &str) -> bool {
        position == "end"
    }

    async fn partitions(&self) -> Result<Partitions, Fault> {
        let mut content = self.there()?;
        if content.is_listed_badly {
            content.panics += 1;
            drop(content);
            panic!("for the test");
        }
        let listed = content.partitions.iter().filter(|log| log.is_listed);
        let partition = |log: &Log| Partition {
            name: log.name.clone(),
            after: log.after.clone(),
        };
        Ok(Partitions::Each(listed.map(partition).collect()))
    }

    async fn open(&self, place: Place<'_>) -> Result<Option<LogReader>, Fault> {
        drop(self.there()?);
        Ok(Some(LogReader {
            stream: self.clone(),
            partition: place.partition.to_owned(),
            next: place
                .position
                .map_or(0, |position| position.parse().unwrap()),
        }))
    }
}

struct LogReader {
    stream: Stream,
    partition: String,
    next: usize,
}

#[async_trait]
impl Reader for LogReader {
    type Record = (usize, Vec<u8>);

    const IS_READ_DROPPABLE: bool = true;

    async fn read(&mut self) -> Result<Polled<(usize, Vec<u8>)>, Fault> {
        let mut content = self.stream.there()?;
        content.reads += 1;
        if content.has_fault {
            content.panics += 1;
            drop(content);
            panic!("for the test");
        }
        if content.reads % 7 == 0 {
            return Err(Fault::new(
                Remedy::Slower,
                SourceError::Throttled,
                "too often",
            ));
        }
        if content.reads % 11 == 0 {
            return Err(Fault::new(
                Remedy::Reopen,
                SourceError::ExpiredIterator,
                "its place is gone",
            ));
        }
        let mut logs = content.partitions.iter();
        let log = logs.find(|log| log.name == self.partition).unwrap();
        if log.is_gone {
            content.found_gone += 1;
            let kind = SourceError::CallFailed;
            return Err(Fault::new(Remedy::Leave, kind, "there is no such log"));
        }
        let mut polled = Polled::default();
        if self.next < log.removed {
            let count = log.removed - self.next;
            polled.lost = Some(format!("{count} records are missing"));
            self.next = log.removed;
        }
        let bodies = log.bodies.iter().enumerate().skip(self.next).take(10);
        polled.records = bodies.map(|(at, body)| (at, body.clone())).collect();
        self.next += polled.records.len();
        let left = log.bodies.len() - self.next;
        polled.lag = Lag::Seconds(left as f64);
        polled.end = (log.is_closed && left == 0).then(|| "end".to_owned());
        polled.pause = Duration::from_millis(if left > 0 { 0 } else { 5 });
        Ok(polled)
    }

    fn decode(&self, shop: &Shop, (at, body): &(usize, Vec<u8>), into: &mut Batch) {
        let identity = format!("{}:{at}", self.partition);
        decode_into(
            shop,
            BodyFormat::of(body),
            Some(&identity),
            body,
            into.shared(),
        );
    }

    async fn position(
        &mut self,
        _: Option<&str>,
        records: &[(usize, Vec<u8>)],
    ) -> Result<Option<String>, Fault> {
        Ok(records.last().map(|(at, _)| (at + 1).to_string()))
    }
}

/// A worker that reads the stream, in which there is something.
async fn reading(stream: &Stream) -> (SourceFixture<'_>, Worker) {
    let it = SourceFixture::new(stream).await;
    it.put(0..20).await;
    let worker = it.start().await;
    (it, worker)
}

/// A stream that somebody deletes: its content can never be read.
#[test]
fn a_partition_that_is_gone_before_its_end_is_told_once() {
    ports::suite::run(async {
        let stream = Stream::default();
        let (it, worker) = reading(&stream).await;
        it.has("what was there", 0..20).await;
        stream.content().partitions[0].is_gone = true;
        let lost = || it.lost(&worker.source);
        it.until("the loss is told", || lost().is_some()).await;
        let loss = lost().unwrap();
        assert!(loss.detail.contains("p0: it is gone"), "{loss:?}");
        it.until("it is found gone again", || stream.content().found_gone > 2)
            .await;
        assert_eq!(lost(), Some(loss));
        worker.stop().await;
    });
}

/// It ends normally.
#[test]
fn a_partition_that_is_gone_after_its_end_has_lost_nothing() {
    ports::suite::run(async {
        let stream = Stream::default();
        let (it, worker) = reading(&stream).await;
        stream.change(Change::Split).await;
        it.put(20..40).await;
        it.has("all of it", 0..40).await;
        let positions = || it.store.positions();
        it.until("it is over", || positions().values().any(|it| it == "end"))
            .await;
        for log in &mut stream.content().partitions {
            log.is_gone = log.is_closed;
        }
        it.store.looked_at(6).await;
        assert_eq!(it.lost(&worker.source), None);
        worker.stop().await;
    });
}

/// A record that nobody thought of.
#[test]
fn a_reader_that_panics_is_started_again_after_a_pause() {
    ports::suite::run(async {
        let stream = Stream::default();
        let (it, worker) = reading(&stream).await;
        it.has("what was there", 0..20).await;
        stream.content().has_fault = true;
        it.until("it is started again", || stream.content().panics > 4)
            .await;
        let before = stream.content().panics;
        tokio::time::sleep(3 * SourceFactory::lease(&stream)).await;
        let again = stream.content().panics - before;
        assert!(again < 40, "{again} times in three leases");
        stream.content().has_fault = false;
        it.put(20..40).await;
        it.has("all of it", 0..40).await;
        worker.stop().await;
    });
}

/// What shares the work is a task for good.
#[test]
fn a_worker_that_panics_begins_anew() {
    ports::suite::run(async {
        let stream = Stream::default();
        let (it, worker) = reading(&stream).await;
        it.has("what was there", 0..20).await;
        stream.content().is_listed_badly = true;
        it.until("it panicked again", || stream.content().panics > 1)
            .await;
        stream.content().is_listed_badly = false;
        it.put(20..40).await;
        it.has("all of it", 0..40).await;
        worker.stop().await;
    });
}
