//! One shard: read, decode, commit with the position, again.

use std::sync::Arc;
use std::time::{Duration, Instant};

use aws_sdk_kinesis::Client;
use aws_sdk_kinesis::types::Record;
use domain::{PositionChange, Shop};
use pipeline::{CommitError, Committer, Decoded, Durability, Origin, Troubles};
use ports::{Ledger, StoreError};
use telemetry::catalogue::{SOURCE_ERRORS, SOURCE_LAG, SOURCE_MOVED, SOURCE_READ, SOURCE_RECORDS};
use telemetry::labels::{OfShopSource, OfSource, OfSourceErrors, SourceError};
use tokio::sync::watch;

use super::call::{self, CallError, Fault};
use super::{Pace, Position, Start, StreamRecord, decode_record, source_name};
use crate::{Clock, pause, seconds, wait};

/// How long a reader that commits nothing believes in its position. A store that failed over while
/// a shard was quiet is found out this late.
const TRUSTED: Duration = Duration::from_secs(5);

/// What readers of a stream share.
pub(crate) struct Reading {
    pub(crate) client: Client,
    pub(crate) stream: String,
    pub(crate) start: Start,
    pub(crate) batch: i32,
    pub(crate) shop: Arc<Shop>,
    pub(crate) ledger: Arc<dyn Ledger>,
    pub(crate) troubles: Arc<Troubles>,
    pub(crate) clock: Clock,
}

/// Why a reader stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stopped {
    /// It was asked to.
    Asked,
    /// Nothing is left in the shard, or the shard is gone.
    Over,
    /// Another worker moved the position: the leases have to be looked at.
    Moved,
}

/// A shard's reader.
pub(crate) struct Reader {
    reading: Arc<Reading>,
    shard: String,
    source: String,
    pace: Pace,
    failures: u32,
}

/// What the reader knows; all of it can be had again.
struct Place {
    committer: Committer,
    position: Option<Position>,
    iterator: String,
    seen: Instant,
}

/// A failure on the way.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Call(#[from] CallError),
    #[error(transparent)]
    Commit(#[from] CommitError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Reader {
    pub(crate) fn new(reading: Arc<Reading>, shard: &str) -> Reader {
        Reader {
            source: source_name(&reading.stream, shard),
            shard: shard.to_owned(),
            pace: Pace::new(reading.batch),
            reading,
            failures: 0,
        }
    }

    /// Reads until there is a reason not to. Whatever fails is tried again from what the store
    /// says, so no failure needs a treatment of its own.
    pub(crate) async fn run(mut self, mut stop: watch::Receiver<bool>) -> Stopped {
        // Silence counts from now on, also of a shard that can never be read.
        self.tell(f64::NAN, seconds(&self.reading.clock));
        let stopped = loop {
            let failure = match self.read_on(&mut stop).await {
                Ok(stopped) => break stopped,
                Err(failure) => failure,
            };
            match &failure {
                Failure::Commit(CommitError::PositionMoved { stored, .. }) => {
                    SOURCE_MOVED.series(OfSource::new(&*self.source)).add(1);
                    tracing::info!(source = %self.source, stored, "the position was moved; reading from there");
                    break Stopped::Moved;
                }
                Failure::Call(error) if error.fault == Fault::NotFound => {
                    tracing::warn!(source = %self.source, %error, "the shard is gone");
                    break Stopped::Over;
                }
                // An iterator lasts five minutes; a new one is no failure.
                Failure::Call(error) if error.fault == Fault::Expired => continue,
                failure => self.count(failure),
            }
            let longer = pause(self.failures);
            self.failures += 1;
            if wait(&mut stop, longer).await {
                break Stopped::Asked;
            }
        };
        // Whoever reads it from now on says how far: not a number is no lag and no silence.
        self.tell(f64::NAN, f64::NAN);
        self.recovered();
        stopped
    }

    /// Ends the row of failures. The trouble of another shard is not this one's to end.
    fn recovered(&mut self) {
        if self.failures > 0 {
            self.reading.troubles.over();
        }
        self.failures = 0;
    }

    /// How far behind the shard is, and when it was read, in seconds since 1970.
    fn tell(&self, lag: f64, read: f64) {
        let of = OfShopSource::new(self.reading.shop.id.shared(), &*self.source);
        SOURCE_LAG.series(of.clone()).set(lag);
        SOURCE_READ.series(of).set(read);
    }

    fn count(&mut self, failure: &Failure) {
        let kind = match failure {
            Failure::Call(error) => error.kind(),
            Failure::Commit(_) | Failure::Store(_) => SourceError::Store,
        };
        let of_store = match failure {
            Failure::Call(_) => None,
            Failure::Commit(error) => error.store(),
            Failure::Store(error) => Some(error),
        };
        if let Some(error) = of_store {
            self.reading.troubles.failed(error);
        }
        let errors = OfSourceErrors::new(&*self.source, kind);
        SOURCE_ERRORS.series(errors).add(1);
        let error = failure as &dyn std::error::Error;
        match failure {
            Failure::Call(call) if call.fault == Fault::Throttled => {
                self.pace.throttled();
                tracing::debug!(source = %self.source, error, "slower");
            }
            _ if self.failures > 0 => tracing::debug!(source = %self.source, error, "and again"),
            _ => tracing::warn!(source = %self.source, error, "trying again"),
        }
    }

    async fn read_on(&mut self, stop: &mut watch::Receiver<bool>) -> Result<Stopped, Failure> {
        let Some(mut place) = self.find_place().await? else {
            return Ok(Stopped::Over);
        };
        loop {
            if *stop.borrow() {
                return Ok(Stopped::Asked);
            }
            let reading = Arc::clone(&self.reading);
            let read = call::get_records(&reading.client, &place.iterator, self.pace.limit());
            let read = tokio::select! {
                read = read => read?,
                // Nothing was begun that would have to be finished.
                () = asked(stop) => return Ok(Stopped::Asked),
            };
            let behind = read.millis_behind_latest().unwrap_or_default();
            self.tell(behind as f64 / 1_000.0, seconds(&self.reading.clock));
            self.commit(&mut place, read.records()).await?;
            self.recovered();
            let Some(next) = read.next_shard_iterator() else {
                let end = Decoded::new(self.origin());
                self.advance(&mut place, end, Position::End).await?;
                tracing::info!(source = %self.source, "the shard was closed and is read to its end");
                return Ok(Stopped::Over);
            };
            next.clone_into(&mut place.iterator);
            if place.seen.elapsed() > TRUSTED {
                self.check(&mut place).await?;
            }
            let pause = self.pace.read(read.records().len(), behind);
            if wait(stop, pause).await {
                return Ok(Stopped::Asked);
            }
        }
    }

    /// Asks the store where to begin; `None` at the shard's end.
    async fn find_place(&self) -> Result<Option<Place>, Failure> {
        let reading = &self.reading;
        let stored = reading.ledger.position(&reading.shop, &self.source).await?;
        let position = stored.as_deref().map(Position::from);
        if position == Some(Position::End) {
            return Ok(None);
        }
        let after = call::sequence_number(position.as_ref());
        let (client, stream) = (&reading.client, &reading.stream);
        let iterator = call::iterator(client, stream, &self.shard, after, reading.start).await?;
        let Some(iterator) = iterator else {
            return Ok(None);
        };
        let committer = Committer::new(Arc::clone(&reading.shop), Arc::clone(&reading.ledger));
        Ok(Some(Place {
            committer: committer.await?,
            position,
            iterator,
            seen: Instant::now(),
        }))
    }

    /// Whether the store still says the same.
    async fn check(&self, place: &mut Place) -> Result<(), Failure> {
        let reading = &self.reading;
        let stored = reading.ledger.position(&reading.shop, &self.source).await?;
        if stored.as_deref().map(Position::from) != place.position {
            return Err(Failure::Commit(CommitError::PositionMoved {
                source_name: self.source.clone(),
                stored,
            }));
        }
        place.seen = Instant::now();
        Ok(())
    }

    fn origin(&self) -> Origin<'_> {
        Origin {
            source: &self.source,
            now: (self.reading.clock)(),
        }
    }

    /// Commits records in parts that the store takes at once, each with the position behind it.
    async fn commit(&self, place: &mut Place, records: &[Record]) -> Result<(), Failure> {
        let full = place.committer.full_batch_lines();
        let mut batch = Decoded::new(self.origin());
        for (index, record) in records.iter().enumerate() {
            let sequence_number = record.sequence_number();
            let record = StreamRecord {
                shard: &self.shard,
                sequence_number,
                data: record.data().as_ref(),
            };
            decode_record(&self.reading.shop, &record, &mut batch);
            let is_last = index + 1 == records.len();
            if is_last || batch.line_count() >= full {
                let done = std::mem::replace(&mut batch, Decoded::new(self.origin()));
                let position = Position::After(sequence_number.to_owned());
                self.advance(place, done, position).await?;
            }
        }
        let counter = SOURCE_RECORDS.series(OfSource::new(&*self.source));
        counter.add(records.len() as u64);
        Ok(())
    }

    async fn advance(
        &self,
        place: &mut Place,
        mut batch: Decoded,
        position: Position,
    ) -> Result<(), Failure> {
        batch.advance(PositionChange {
            source: self.source.clone(),
            expected: place.position.as_ref().map(Position::to_string),
            position: position.to_string(),
        });
        place.committer.commit(vec![batch], Durability::Now).await?;
        place.position = Some(position);
        place.seen = Instant::now();
        Ok(())
    }
}

/// Returns when the reader is asked to stop.
async fn asked(stop: &mut watch::Receiver<bool>) {
    // Whoever could ask being gone is the same as being asked.
    let _ = stop.wait_for(|stop| *stop).await;
}
