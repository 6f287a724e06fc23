//! One worker of a source: lists the partitions, decides which are its own, and reads each of those.

use std::collections::HashMap;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::time::Duration;

use domain::{Commit, PositionChange};
use ports::{Claim, Committed, Lease, LeaseRequest, Panicked, StoreError, caught};
use telemetry::catalogue::{SOURCE_READ, SOURCE_SHARDS};
use telemetry::labels::{OfShopSource, OfSource};
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::partitions::readable;
use super::reading::Reading;
use super::{Connector, Context, Failure, Partition, Partitions, share};
use crate::{pause, seconds, wait};

pub(super) struct Worker<C> {
    connector: Arc<C>,
    context: Context,
    name: String,
    /// A name that no other worker has.
    worker: String,
    /// Where to begin partitions without a position, once known.
    begin: Option<String>,
    readings: JoinSet<(String, Result<(), Panicked>)>,
    /// What stops each of them.
    running: HashMap<String, watch::Sender<bool>>,
}

impl<C: Connector> Worker<C> {
    pub(super) fn new(connector: Arc<C>, context: Context, worker: String) -> Worker<C> {
        Worker {
            name: connector.name(),
            connector,
            context,
            worker,
            begin: None,
            readings: JoinSet::new(),
            running: HashMap::new(),
        }
    }

    pub(super) async fn run(mut self, mut stop: watch::Receiver<bool>) {
        let (mut failures, mut over) = (0, false);
        // Silence counts from now on, even for a source whose partitions can never be listed.
        self.looked();
        while !over {
            // A lease survives two lost renewals.
            let renewal = self.connector.lease() / 3;
            let until_next = match self.look().await {
                Ok(()) => {
                    if failures > 0 {
                        tracing::info!(source = %self.name, "goes on");
                        self.context.troubles.over();
                    }
                    failures = 0;
                    renewal
                }
                Err(error) => {
                    self.failed(&error, failures);
                    failures += 1;
                    pause(failures).min(renewal)
                }
            };
            over = self.watch_readings(&mut stop, until_next).await;
        }
        self.finish().await;
    }

    /// A source as a whole counts as read when its partitions are listed. They report their own lag.
    fn looked(&self) {
        let of = OfShopSource::new(self.context.shop.id.shared(), &*self.name);
        SOURCE_READ.series(of).set(seconds(&self.context.clock));
    }

    fn failed(&self, error: &Failure, failures: u32) {
        self.context.failed(&self.name, error);
        let error = error as &dyn std::error::Error;
        if failures == 0 {
            tracing::warn!(source = %self.name, error, "the work cannot be shared now; trying again");
        } else {
            tracing::debug!(source = %self.name, error, "the work cannot be shared yet");
        }
    }

    /// Waits, but returns early when a reading stops by itself, because others may then begin. Returns true if asked to
    /// stop.
    async fn watch_readings(&mut self, stop: &mut watch::Receiver<bool>, pause: Duration) -> bool {
        tokio::select! {
            stopped = wait(stop, pause) => stopped,
            Some(ended) = self.readings.join_next() => {
                // Nothing cancels them.
                let (partition, read) = ended.unwrap_or_else(|error| resume_unwind(error.into_panic()));
                self.running.remove(&partition);
                match read {
                    Ok(()) => *stop.borrow(),
                    Err(Panicked) => {
                        tracing::error!(source = %self.name, partition, "a reader panicked; it begins anew");
                        // What it panicked about is probably still there.
                        wait(stop, pause).await
                    }
                }
            }
        }
    }

    /// One round: finds which partitions may be read, and which are ours.
    async fn look(&mut self) -> Result<(), Failure> {
        self.begin = self.agree_on_begin().await?;
        let mine = match self.connector.partitions().await? {
            Partitions::Any => vec![self.place().await?],
            Partitions::Each(partitions) => {
                let mine = self.share(&partitions).await?;
                let shards = SOURCE_SHARDS.series(OfSource::new(&*self.name));
                shards.set(mine.len() as f64);
                self.looked();
                mine
            }
        };
        for (partition, stop) in &self.running {
            if !mine.contains(partition) {
                tracing::info!(source = %self.name, partition, "another worker continues");
                stop.send_replace(true);
            }
        }
        for partition in mine {
            if !self.running.contains_key(&partition) {
                self.start(partition);
            }
        }
        Ok(())
    }

    fn start(&mut self, partition: String) {
        tracing::info!(source = %self.name, partition, "reading");
        let (stop, stopped) = watch::channel(false);
        let reading = Reading::new(
            Arc::clone(&self.connector),
            self.context.clone(),
            &partition,
            self.begin.clone(),
        );
        self.running.insert(partition.clone(), stop);
        self.readings
            .spawn(async move { (partition, caught(reading.run(stopped)).await) });
    }

    /// Where to begin the source: decided once, for all workers and for good. So a worker that begins at the newest
    /// record after a pause does not skip what arrived meanwhile.
    async fn agree_on_begin(&self) -> Result<Option<String>, StoreError> {
        let Context { shop, ledger, .. } = &self.context;
        loop {
            let stored = ledger.position(shop, &self.name).await?;
            // The store may have lost it; the value stays the same.
            let known = stored.as_ref().or(self.begin.as_ref()).map(String::as_str);
            let begin = self.connector.begin(known, (self.context.clock)());
            let Some(begin) = begin.filter(|begin| stored.as_ref() != Some(begin)) else {
                return Ok(stored);
            };
            let retained = ledger.retained(shop).await?;
            let commit = Commit {
                expected_epoch: retained.epoch,
                positions: vec![PositionChange {
                    source: self.name.clone(),
                    expected: stored,
                    position: begin.clone(),
                }],
                ..Commit::default()
            };
            if ledger.submit(shop, &commit).await?.durable().await? == Committed::Applied {
                tracing::info!(source = %self.name, begin, shop = %shop.id, "partitions without a position start");
                return Ok(Some(begin));
            }
        }
    }

    /// Which of several partitions are ours: renews those being read, releases those that cannot be read, and takes a
    /// fair share.
    async fn share(&self, partitions: &[Partition]) -> Result<Vec<String>, Failure> {
        let mut over = Vec::new();
        for partition in partitions {
            let name = self.connector.position_name(&partition.name);
            let stored = self.context.ledger.position(&self.context.shop, &name);
            if stored.await?.is_some_and(|it| self.connector.is_end(&it)) {
                over.push(partition.name.as_str());
            }
        }
        let readable = readable(partitions, |name| over.contains(&name));
        let mut take = vec![share::presence(&self.worker)];
        let mut release = Vec::new();
        for name in self.running.keys().cloned() {
            match readable.contains(&name.as_str()) {
                true => take.push(Claim { name, from: None }),
                false => release.push(name),
            }
        }
        let mut leases = self.request(&take, &release).await?;
        let more = share::claims(&self.worker, &readable, &leases);
        if !more.is_empty() {
            leases = self.request(&more, &[]).await?;
        }
        let mine = share::partitions_of(&leases, &self.worker);
        let mine = mine.filter(|name| readable.contains(name));
        Ok(mine.map(str::to_owned).collect())
    }

    /// The numbered place that this worker has, or the first free one.
    async fn place(&self) -> Result<String, Failure> {
        let held = self.running.iter();
        let mut held = held.filter(|(_, stop)| !*stop.borrow());
        let mut wanted = held.next().map(|(place, _)| place.clone());
        let mut number = 0_u64;
        loop {
            let name = wanted.take().unwrap_or_else(|| {
                number += 1;
                number.to_string()
            });
            let claim = Claim {
                name: name.clone(),
                from: None,
            };
            let leases = self.request(&[claim], &[]).await?;
            let is_ours = |lease: &Lease| lease.name == name && lease.owner == self.worker;
            if leases.iter().any(is_ours) {
                return Ok(name);
            }
        }
    }

    async fn request(&self, take: &[Claim], release: &[String]) -> Result<Vec<Lease>, StoreError> {
        let request = LeaseRequest {
            group: &self.connector.group(),
            owner: &self.worker,
            lasts: self.connector.lease(),
            take,
            release,
        };
        self.context
            .leases
            .lease(&self.context.shop, &request)
            .await
    }

    /// Lets the readings finish, so that other workers can continue at once.
    async fn finish(mut self) {
        for stop in self.running.values() {
            stop.send_replace(true);
        }
        let mut release: Vec<String> = self.running.keys().cloned().collect();
        while self.readings.join_next().await.is_some() {}
        release.push(share::presence(&self.worker).name);
        if let Err(error) = self.request(&[], &release).await {
            let error = &error as &dyn std::error::Error;
            tracing::debug!(source = %self.name, error, "the leases run out by themselves");
        }
        self.context.troubles.over();
        tracing::info!(source = %self.name, "stopped");
    }
}
