//! One worker of a stream: which shards there are, which of them are ours, and a reader for each.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_kinesis::Client;
use domain::{Commit, PositionChange, Shop};
use pipeline::Troubles;
use ports::{Claim, Committed, Lease, LeaseRequest, Ledger, OrderSource, Presence, StoreError};
use telemetry::catalogue::{SOURCE_ERRORS, SOURCE_READ, SOURCE_SHARDS};
use telemetry::labels::{OfShopSource, OfSource, OfSourceErrors, SourceError};
use tokio::sync::watch;
use tokio::task::{AbortHandle, JoinSet};

use super::call::{self, CallError};
use super::reader::{Reader, Reading, Stopped};
use super::shards::{Shard, readable};
use super::{KinesisUrl, Position, Start, share, source_name};
use crate::{Clock, pause, seconds, wait};

/// A Kinesis stream as a source of orders.
pub struct KinesisSource {
    url: KinesisUrl,
    client: Client,
    shop: Arc<Shop>,
    ledger: Arc<dyn Ledger>,
    leases: Arc<dyn Presence>,
    troubles: Arc<Troubles>,
    clock: Clock,
    worker: String,
}

impl KinesisSource {
    /// A source over a connection, for a shop that the store has opened; ledger and leases are of one
    /// store. `troubles` are told when it refuses what the source brings.
    pub fn new(
        url: KinesisUrl,
        client: Client,
        shop: Arc<Shop>,
        ledger: Arc<dyn Ledger>,
        leases: Arc<dyn Presence>,
        troubles: Arc<Troubles>,
        clock: Clock,
    ) -> KinesisSource {
        let chance = RandomState::new().hash_one(std::process::id());
        KinesisSource {
            worker: format!("{}-{chance:016x}", std::process::id()),
            url,
            client,
            shop,
            ledger,
            leases,
            troubles,
            clock,
        }
    }
}

#[async_trait]
impl OrderSource for KinesisSource {
    fn name(&self) -> String {
        self.url.source()
    }

    async fn run(self: Box<Self>, stop: watch::Receiver<bool>) {
        Worker::new(*self).run(stop).await;
    }
}

/// A failed look at shards and leases.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Call(#[from] CallError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

struct Worker {
    source: KinesisSource,
    name: String,
    /// Once it is known.
    reading: Option<Arc<Reading>>,
    readers: JoinSet<(String, Stopped)>,
    /// How to stop each.
    running: HashMap<String, watch::Sender<bool>>,
    handles: HashMap<String, AbortHandle>,
}

impl Worker {
    fn new(source: KinesisSource) -> Worker {
        Worker {
            name: source.url.source(),
            source,
            reading: None,
            readers: JoinSet::new(),
            running: HashMap::new(),
            handles: HashMap::new(),
        }
    }

    async fn run(mut self, mut stop: watch::Receiver<bool>) {
        let (mut failures, mut over) = (0, false);
        // Silence counts from now on, also of a stream whose shards can never be looked at.
        self.looked();
        while !over {
            let until_next = match self.look().await {
                Ok(()) => {
                    if failures > 0 {
                        tracing::info!(source = %self.name, "goes on");
                        self.source.troubles.over();
                    }
                    failures = 0;
                    self.looked();
                    // Two renewals may be lost before a lease is.
                    self.source.url.lease / 3
                }
                Err(error) => {
                    self.failed(&error, failures);
                    failures += 1;
                    pause(failures).min(self.source.url.lease / 3)
                }
            };
            over = self.watch_readers(&mut stop, until_next).await;
        }
        self.finish().await;
    }

    /// The stream as a whole is read by looking at its shards. How far behind it is, they say.
    fn looked(&self) {
        let of = OfShopSource::new(self.source.shop.id.shared(), &*self.name);
        SOURCE_READ.series(of).set(seconds(&self.source.clock));
    }

    fn failed(&self, error: &Failure, failures: u32) {
        let kind = match error {
            Failure::Call(error) => error.kind(),
            Failure::Store(error) => {
                self.source.troubles.failed(error);
                SourceError::Store
            }
        };
        let errors = OfSourceErrors::new(&*self.name, kind);
        SOURCE_ERRORS.series(errors).add(1);
        let error = error as &dyn std::error::Error;
        if failures == 0 {
            tracing::warn!(source = %self.name, error, "shards cannot be shared now; trying again");
        } else {
            tracing::debug!(source = %self.name, error, "shards cannot be shared yet");
        }
    }

    /// Waits, but not when a reader stopped by itself: then others may begin. True when asked to
    /// stop.
    async fn watch_readers(&mut self, stop: &mut watch::Receiver<bool>, pause: Duration) -> bool {
        tokio::select! {
            stopped = wait(stop, pause) => stopped,
            Some(ended) = self.readers.join_next() => {
                match ended {
                    Ok((shard, _)) => self.forget(&shard),
                    Err(error) => self.panicked(&error),
                }
                *stop.borrow()
            }
        }
    }

    fn forget(&mut self, shard: &str) {
        self.running.remove(shard);
        self.handles.remove(shard);
    }

    /// A reader that panicked is started anew at the next look.
    fn panicked(&mut self, error: &tokio::task::JoinError) {
        tracing::error!(source = %self.name, error = error as &dyn std::error::Error, "a reader panicked");
        self.handles.retain(|_, handle| !handle.is_finished());
        self.running
            .retain(|shard, _| self.handles.contains_key(shard));
    }

    /// One round: which shards may be read, which are ours.
    async fn look(&mut self) -> Result<(), Failure> {
        let reading = self.reading().await?;
        let shards = call::list_shards(&reading.client, &reading.stream).await?;
        let positions = self.positions(&shards).await?;
        let readable: Vec<&str> = readable(&shards, &positions).collect();
        let leases = self.lease(&readable).await?;
        let mine: Vec<&str> = share::shards_of(&leases, &self.source.worker)
            .filter(|shard| readable.contains(shard))
            .collect();
        let shards = SOURCE_SHARDS.series(OfSource::new(&*self.name));
        shards.set(mine.len() as f64);
        for (shard, stop) in &self.running {
            if !mine.contains(&shard.as_str()) {
                tracing::info!(source = %self.name, shard, "another worker reads on");
                stop.send_replace(true);
            }
        }
        for shard in mine {
            if !self.running.contains_key(shard) {
                self.start(&reading, shard);
            }
        }
        Ok(())
    }

    fn start(&mut self, reading: &Arc<Reading>, shard: &str) {
        tracing::info!(source = %self.name, shard, "reading");
        let (stop, stopped) = watch::channel(false);
        let reader = Reader::new(Arc::clone(reading), shard);
        let id = shard.to_owned();
        let handle = self
            .readers
            .spawn(async move { (id, reader.run(stopped).await) });
        self.running.insert(shard.to_owned(), stop);
        self.handles.insert(shard.to_owned(), handle);
    }

    /// Where the stream was begun: once for all workers and for good, so that a worker which starts
    /// with `latest` after a pause does not pass over what came meanwhile.
    async fn reading(&mut self) -> Result<Arc<Reading>, Failure> {
        let source = &self.source;
        let wanted = match &self.reading {
            // The store may have lost it; it is what it was.
            Some(reading) => reading.start,
            None => source.url.start.at((source.clock)()),
        };
        let start = agree_on_start(&*source.ledger, &source.shop, &self.name, wanted).await?;
        match &self.reading {
            Some(reading) if reading.start == start => Ok(Arc::clone(reading)),
            _ => {
                tracing::info!(source = %self.name, %start, shop = %source.shop.id, "without a position, shards are begun");
                let reading = Arc::new(Reading {
                    client: source.client.clone(),
                    stream: source.url.stream.clone(),
                    start,
                    batch: source.url.batch,
                    shop: Arc::clone(&source.shop),
                    ledger: Arc::clone(&source.ledger),
                    troubles: Arc::clone(&source.troubles),
                    clock: Arc::clone(&source.clock),
                });
                self.reading = Some(Arc::clone(&reading));
                Ok(reading)
            }
        }
    }

    async fn positions(&self, shards: &[Shard]) -> Result<HashMap<String, Position>, Failure> {
        let source = &self.source;
        let mut positions = HashMap::new();
        for shard in shards {
            let name = source_name(&source.url.stream, &shard.id);
            if let Some(stored) = source.ledger.position(&source.shop, &name).await? {
                positions.insert(shard.id.clone(), Position::from(&*stored));
            }
        }
        Ok(positions)
    }

    /// Renews what is read, gives back what cannot be read, and takes a fair share.
    async fn lease(&self, readable: &[&str]) -> Result<Vec<Lease>, Failure> {
        let worker = &self.source.worker;
        let mut take = vec![share::presence(worker)];
        let (mut kept, mut release) = (Vec::new(), Vec::new());
        for shard in self.running.keys() {
            match readable.contains(&shard.as_str()) {
                true => kept.push(shard.clone()),
                false => release.push(shard.clone()),
            }
        }
        take.extend(kept.into_iter().map(|name| Claim { name, from: None }));
        let leases = self.request(&take, &release).await?;
        let more = share::claims(worker, readable, &leases);
        if more.is_empty() {
            return Ok(leases);
        }
        self.request(&more, &[]).await
    }

    async fn request(&self, take: &[Claim], release: &[String]) -> Result<Vec<Lease>, Failure> {
        let source = &self.source;
        let request = LeaseRequest {
            group: &self.name,
            owner: &source.worker,
            lasts: source.url.lease,
            take,
            release,
        };
        Ok(source.leases.lease(&source.shop, &request).await?)
    }

    /// Lets the readers finish, and others go on at once.
    async fn finish(mut self) {
        for stop in self.running.values() {
            stop.send_replace(true);
        }
        let mut release: Vec<String> = self.running.keys().cloned().collect();
        while self.readers.join_next().await.is_some() {}
        release.push(share::presence(&self.source.worker).name);
        if let Err(error) = self.request(&[], &release).await {
            let error = &error as &dyn std::error::Error;
            tracing::debug!(source = %self.name, error, "the leases run out by themselves");
        }
        self.source.troubles.over();
        tracing::info!(source = %self.name, "stopped");
    }
}

/// Writes down where the stream is begun, or reads what another worker wrote.
async fn agree_on_start(
    ledger: &dyn Ledger,
    shop: &Shop,
    source: &str,
    wanted: Start,
) -> Result<Start, StoreError> {
    loop {
        // What cannot be read was written by a newer version: as if nothing stood there.
        let stored = ledger.position(shop, source).await?;
        if let Some(start) = stored.as_deref().and_then(|text| text.parse().ok()) {
            return Ok(start);
        }
        let retained = ledger.retained(shop).await?;
        let commit = Commit {
            expected_epoch: retained.epoch,
            positions: vec![PositionChange {
                source: source.to_owned(),
                expected: stored,
                position: wanted.to_string(),
            }],
            ..Commit::default()
        };
        if ledger.submit(shop, &commit).await?.durable().await? == Committed::Applied {
            return Ok(wanted);
        }
    }
}
