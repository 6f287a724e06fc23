//! Reads one partition in a loop: read, decode, commit with the position.

use std::sync::Arc;
use std::time::Instant;

use pipeline::CommitError;
use telemetry::catalogue::{SOURCE_LAG, SOURCE_MOVED, SOURCE_READ};
use telemetry::labels::{OfShopSource, OfSource};
use tokio::sync::watch;

use super::{Commits, Connector, Context, Failure, Place, Polled, Reader, Remedy};
use crate::{pause, seconds, wait};

/// Reads one partition.
pub(super) struct Reading<C> {
    connector: Arc<C>,
    context: Context,
    partition: String,
    /// Where to begin without a position.
    begin: Option<String>,
    label: String,
    failures: u32,
}

impl<C: Connector> Reading<C> {
    pub(super) fn new(
        connector: Arc<C>,
        context: Context,
        partition: &str,
        begin: Option<String>,
    ) -> Reading<C> {
        Reading {
            label: connector.label(partition),
            partition: partition.to_owned(),
            connector,
            context,
            begin,
            failures: 0,
        }
    }

    /// Reads until it is asked to stop, the partition is finished or gone, or another worker moved the position, so that
    /// the leases need a check. After any failure it starts again from the store's state, so no failure
    /// needs special treatment.
    pub(super) async fn run(mut self, mut stop: watch::Receiver<bool>) {
        // Silence counts from now on, even for a partition that can never be read.
        self.tell(f64::NAN, seconds(&self.context.clock));
        while let Err(mut failure) = self.read_on(&mut stop).await {
            if let Failure::Commit(CommitError::PositionMoved { stored, .. }) = &failure {
                SOURCE_MOVED.series(OfSource::new(&*self.label)).add(1);
                tracing::info!(source = %self.label, stored, "the position was moved; reading from there");
                break;
            }
            match failure.remedy() {
                Remedy::Leave => {
                    tracing::warn!(source = %self.label, error = %failure, "it is gone");
                    match self.leave().await {
                        Ok(()) => break,
                        Err(untold) => failure = untold,
                    }
                }
                Remedy::Reopen => continue,
                Remedy::Wait | Remedy::Slower => {}
            }
            if self.wait_after(&failure, &mut stop).await {
                break;
            }
        }
        // The next reader reports the lag; NaN means neither lag nor silence.
        self.tell(f64::NAN, f64::NAN);
        self.recovered();
    }

    /// Reads until there is a reason to stop.
    async fn read_on(&mut self, stop: &mut watch::Receiver<bool>) -> Result<(), Failure> {
        let mut commits = Commits::open(&self.connector, &self.context, &self.partition).await?;
        let position = commits.position();
        if position.is_some_and(|position| self.connector.is_end(position)) {
            return Ok(());
        }
        let place = Place {
            partition: &self.partition,
            position,
            begin: self.begin.as_deref(),
        };
        let Some(mut reader) = self.connector.open(place).await? else {
            return Ok(());
        };
        let mut due = Instant::now();
        loop {
            if *stop.borrow() {
                return Ok(());
            }
            if Instant::now() >= due {
                reader.look_after(&mut commits).await?;
                due = Instant::now() + self.connector.lease() / 3;
            }
            let read = match C::Reader::IS_READ_DROPPABLE {
                true => tokio::select! {
                    read = reader.read() => read,
                    // Nothing has started that needs to finish.
                    () = asked(stop) => return Ok(()),
                },
                false => reader.read().await,
            };
            let polled = match read.map_err(Failure::from) {
                Err(failure) if failure.remedy() == Remedy::Slower => {
                    if self.wait_after(&failure, stop).await {
                        return Ok(());
                    }
                    continue;
                }
                read => read?,
            };
            let pause = polled.pause;
            if self.take(&mut commits, &mut reader, polled).await? {
                tracing::info!(source = %self.label, "it was closed and is read to its end");
                return Ok(());
            }
            self.recovered();
            commits.check().await?;
            if wait(stop, pause).await {
                return Ok(());
            }
        }
    }

    /// Reports what was lost with the partition.
    async fn leave(&self) -> Result<(), Failure> {
        let commits = Commits::open(&self.connector, &self.context, &self.partition);
        commits.await?.gone().await
    }

    /// Commits what was read. Returns true at the partition's end.
    async fn take(
        &mut self,
        commits: &mut Commits,
        reader: &mut C::Reader,
        polled: Polled<<C::Reader as Reader>::Record>,
    ) -> Result<bool, Failure> {
        let lag = polled.lag.seconds((self.context.clock)());
        self.tell(lag, seconds(&self.context.clock));
        if let Some(lost) = &polled.lost {
            commits.lost(lost).await?;
        }
        commits.take(reader, &polled.records, polled.bytes).await?;
        match polled.end {
            Some(end) => commits.end(end).await.map(|()| true).map_err(Failure::from),
            None => Ok(false),
        }
    }

    /// Ends a series of failures. Another partition's trouble stays.
    fn recovered(&mut self) {
        if self.failures > 0 {
            self.context.troubles.over();
        }
        self.failures = 0;
    }

    /// Reports how far behind the partition is, and when it was read, in seconds since 1970.
    fn tell(&self, lag: f64, read: f64) {
        let of = OfShopSource::new(self.context.shop.id.shared(), &*self.label);
        SOURCE_LAG.series(of.clone()).set(lag);
        SOURCE_READ.series(of).set(read);
    }

    /// Counts a failure and waits. Returns true if asked to stop.
    async fn wait_after(&mut self, failure: &Failure, stop: &mut watch::Receiver<bool>) -> bool {
        self.count(failure);
        let longer = pause(self.failures);
        self.failures += 1;
        wait(stop, longer).await
    }

    fn count(&self, failure: &Failure) {
        self.context.failed(&self.label, failure);
        let error = failure as &dyn std::error::Error;
        if failure.remedy() == Remedy::Slower {
            tracing::debug!(source = %self.label, error, "slower");
        } else if self.failures > 0 {
            tracing::debug!(source = %self.label, error, "and again");
        } else {
            tracing::warn!(source = %self.label, error, "trying again");
        }
    }
}

/// Returns when asked to stop.
async fn asked(stop: &mut watch::Receiver<bool>) {
    // A dropped sender means stop, too.
    let _ = stop.wait_for(|stop| *stop).await;
}
