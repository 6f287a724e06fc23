//! The task that brings a shop's waiting orders to the store.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use domain::{PositionChange, Reason, Rejection};
use ports::{Held, NewRecord, QueuedRecord, SalesStore, StoreError};

use super::{DRAINED, Line, lock, record};
use crate::committer::{CommitError, Committer, Durability};
use crate::{Decoded, Origin};

/// How much is read of the queue at a time.
const READ_BYTES: usize = 4 * 1024 * 1024;
/// The first and the longest pause before a store that is away is tried again.
const RETRY: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(5));

/// Drains for ever, or until the line is told to stop.
pub(super) async fn run(line: Arc<Line>, store: Arc<dyn SalesStore>) {
    let mut drain = Drain {
        source: format!("buffer:{}", line.queue.id()),
        line: Arc::clone(&line),
        store,
        committer: None,
        position: None,
    };
    let mut pause = RETRY.0;
    loop {
        let wait = match drain.step().await {
            Ok(Step::Idle) => {
                pause = RETRY.0;
                None
            }
            Ok(Step::Drained) => {
                pause = RETRY.0;
                Some(Duration::ZERO)
            }
            Err(error) => {
                if pause == RETRY.0 {
                    let orders = lock(&line.held).orders;
                    tracing::warn!(
                        shop = %line.shop.id, orders, error = &error as &dyn std::error::Error,
                        "the store takes no orders; they wait in the intake buffer"
                    );
                }
                let now = pause;
                pause = (pause * 2).min(RETRY.1);
                Some(now)
            }
        };
        let go_on = async {
            match wait {
                None => line.filled.notified().await,
                Some(wait) => tokio::time::sleep(wait).await,
            }
        };
        tokio::select! {
            biased;
            () = line.stop.notified() => return,
            () = go_on => {}
        }
    }
}

enum Step {
    Drained,
    /// Nothing waits.
    Idle,
}

struct Drain {
    line: Arc<Line>,
    store: Arc<dyn SalesStore>,
    source: String,
    committer: Option<Committer>,
    /// Where the store says the line is drained up to; unknown at first and after a surprise.
    position: Option<Option<String>>,
}

impl Drain {
    async fn step(&mut self) -> Result<Step, CommitError> {
        let line = Arc::clone(&self.line);
        if !line.is_open.load(Ordering::Acquire) {
            self.store.open_shop(&line.shop).await?;
            line.is_open.store(true, Ordering::Release);
        }
        if lock(&line.held).records == 0 {
            return Ok(Step::Idle);
        }
        let position = self.position().await?;
        let drained_to = number_of(position.as_deref());
        let records = line
            .queue
            .read(&line.shop.id, drained_to, READ_BYTES)
            .await?;
        if records.is_empty() {
            // The last ones are behind the position already, or still on their way to the disk.
            let is_there = self.forget(drained_to, Held::default()).await;
            return Ok(if is_there { Step::Drained } else { Step::Idle });
        }
        lock(&line.held).oldest = Some(records[0].record.received_at);
        line.show();
        let committer = match &mut self.committer {
            Some(committer) => committer,
            None => {
                let (shop, store) = (Arc::clone(&line.shop), Arc::clone(&self.store));
                self.committer.insert(Committer::new(shop, store).await?)
            }
        };
        let (mut batches, drained, last) = batches(&line, records, committer.full_batch_lines());
        let change = PositionChange {
            source: self.source.clone(),
            expected: position,
            position: last.to_string(),
        };
        batches[0].advance(change);
        match committer.commit(batches, Durability::Now).await {
            Ok(_) => self.position = Some(Some(last.to_string())),
            Err(CommitError::PositionMoved { stored, .. }) => {
                tracing::info!(
                    shop = %line.shop.id, stored = stored.as_deref(),
                    "the store knows another position of the intake buffer; going on from there"
                );
                self.position = Some(stored);
                return Ok(Step::Drained);
            }
            Err(error) => {
                // It may have been applied although the answer was lost.
                self.position = None;
                return Err(error);
            }
        }
        self.forget(last, drained).await;
        if lock(&line.held).records == 0 {
            tracing::info!(shop = %line.shop.id, "the intake buffer is empty again");
        }
        Ok(Step::Drained)
    }

    async fn position(&mut self) -> Result<Option<String>, StoreError> {
        if let Some(known) = &self.position {
            return Ok(known.clone());
        }
        let (shop, source) = (&self.line.shop, &self.source);
        let stored = self.store.position(shop, source).await?;
        Ok(self.position.insert(stored).clone())
    }

    /// Forgets what the store has; says whether there was anything. Where the queue cannot forget,
    /// because its disk failed, the line moves on as if it had: what is left is behind the position,
    /// and is found and removed at the next start.
    async fn forget(&self, through: u64, drained: Held) -> bool {
        let line = &self.line;
        let removed = match line.queue.remove(&line.shop.id, through).await {
            Ok(removed) => removed,
            Err(error) => {
                tracing::warn!(
                    shop = %line.shop.id, error = &error as &dyn std::error::Error,
                    "what was drained stays in the intake buffer until the next start"
                );
                drained
            }
        };
        line.count(DRAINED, removed.orders);
        line.forget(removed);
        removed.records > 0
    }
}

fn number_of(position: Option<&str>) -> u64 {
    position.and_then(|it| it.parse().ok()).unwrap_or(0)
}

/// As many records as make a full batch, at least one; how much that is, and the number of the last.
fn batches(
    line: &Line,
    records: Vec<QueuedRecord>,
    full_lines: usize,
) -> (Vec<Decoded>, Held, u64) {
    let (mut batches, mut lines) = (Vec::new(), 0);
    let (mut drained, mut last) = (Held::default(), 0);
    for QueuedRecord { number, record } in records {
        let decoded = record::read(&line.shop, &record.bytes)
            .unwrap_or_else(|_| broken(line, number, &record));
        lines += decoded.line_count();
        if lines > full_lines && !batches.is_empty() {
            break;
        }
        batches.push(decoded);
        drained.add(&record);
        last = number;
    }
    (batches, drained, last)
}

/// A record that cannot be understood does not stop the others: it goes to the rejects.
fn broken(line: &Line, number: u64, record: &NewRecord) -> Decoded {
    tracing::error!(shop = %line.shop.id, number, "a record of the intake buffer cannot be understood");
    let mut decoded = Decoded::new(Origin {
        source: "buffer",
        now: record.received_at,
    });
    let detail = format!("record {number} of the intake buffer cannot be understood");
    let rejection = Rejection::new(Reason::MalformedJson, detail);
    decoded.reject(rejection, None, record.bytes.clone());
    decoded
}
