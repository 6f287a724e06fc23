//! The task that moves a shop's waiting orders to the store.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use domain::{PositionChange, Reason, Rejection};
use ports::{
    ErrorKind, Held, Ledger, Loss, NewRecord, QueuedRecord, StoreError, caught, machine_time,
};
use telemetry::catalogue::SOURCE_LOST;
use telemetry::labels::OfSource;

use super::{Line, lock, record};
use crate::committer::{CommitError, Committer, Durability};
use crate::{Decoded, Origin};

/// How many bytes of the queue are read at a time.
const READ_BYTES: usize = 4 * 1024 * 1024;
/// The first and the longest pause before a store that is away is tried again.
const RETRY: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(5));

/// Drains until the line is stopped.
pub(super) async fn run(line: Arc<Line>, store: Arc<dyn Ledger>) {
    let mut drain = Drain {
        source: line.source(),
        line: Arc::clone(&line),
        store,
        committer: None,
        position: None,
        is_unsure: false,
        one_by_one: false,
    };
    let mut pause = RETRY.0;
    loop {
        let stepped = caught(drain.step()).await.unwrap_or_else(|panicked| {
            // What it knew may be half changed; the store knows.
            (drain.committer, drain.position) = (None, None);
            let error = StoreError::new(ErrorKind::Unavailable, "draining broke off");
            Err(error.because(panicked).into())
        });
        let wait = match stepped {
            Ok(step) => {
                line.troubles.over();
                pause = RETRY.0;
                (step == Step::Drained).then_some(Duration::ZERO)
            }
            Err(error) => {
                tell(&line, &error, pause == RETRY.0);
                drain.is_unsure = true;
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
            () = line.stop_draining.notified() => return,
            () = go_on => {}
        }
    }
}

/// Notes why the line cannot be drained, and logs changes.
fn tell(line: &Line, error: &CommitError, is_first: bool) {
    let known = line.troubles.standing();
    if let Some(error) = error.store() {
        line.troubles.failed(error);
    }
    let orders = lock(&line.held).orders;
    let cause = error as &dyn std::error::Error;
    match line.troubles.standing() {
        Some(trouble) if known.is_none_or(|known| known.message != trouble.message) => {
            tracing::error!(
                shop = %line.shop.id, orders, error = cause,
                "the store refuses orders until somebody fixes it; those in the intake buffer wait, and it takes no more"
            );
        }
        None if is_first => {
            tracing::warn!(
                shop = %line.shop.id, orders, error = cause,
                "the store takes no orders; they wait in the intake buffer"
            );
        }
        _ => {}
    }
}

#[derive(PartialEq, Eq)]
enum Step {
    Drained,
    /// Nothing is waiting.
    Idle,
}

struct Drain {
    line: Arc<Line>,
    store: Arc<dyn Ledger>,
    source: String,
    committer: Option<Committer>,
    /// The position up to which, by the store's word, the line is drained; unknown at first and after a surprise.
    position: Option<Option<String>>,
    /// Whether the last step failed: a store that is back may be another one.
    is_unsure: bool,
    /// Whether a batch was too large for the store, so that records are tried one by one to find the one at fault.
    one_by_one: bool,
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
        if self.is_unsure {
            self.store.check_shop(&line.shop).await?;
            self.is_unsure = false;
        }
        let position = self.position().await?;
        let drained_to = number_of(position.as_deref());
        let mut records = line
            .queue
            .read(&line.shop.id, drained_to, READ_BYTES)
            .await?;
        if records.is_empty() {
            // The last records are before the position already, or not yet on disk.
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
        if self.one_by_one {
            records.truncate(1);
        }
        let Taken {
            mut batches,
            held: drained,
            last,
            lost,
        } = batches(&line, records, committer.full_batch_lines());
        // In the same commit, so that the loss is told once whatever happens.
        if let Some(lost) = &lost {
            let loss = loss(&line, &*self.store, &self.source, lost).await?;
            batches[0].advance(loss);
        }
        let change = PositionChange {
            source: self.source.clone(),
            expected: position,
            position: last.to_string(),
        };
        batches[0].advance(change);
        let spare = self.one_by_one.then(|| batches[0].clone());
        let mut committed = committer.commit(batches, Durability::Now).await;
        let is_at_fault = matches!(&committed, Err(error) if error.is_too_large());
        if let Some(alone) = spare.filter(|_| is_at_fault) {
            let refused = vec![too_large(&line, last, alone)];
            committed = committer.commit(refused, Durability::Now).await;
        }
        match committed {
            Ok(_) => {
                if lost.is_some() {
                    line.has_lost.store(true, Ordering::Relaxed);
                    let source = OfSource::new(&*self.source);
                    SOURCE_LOST.series(source).add(1);
                }
                self.position = Some(Some(last.to_string()));
                self.one_by_one = false;
            }
            Err(error) if error.is_too_large() && !self.one_by_one => {
                self.one_by_one = true;
                return Ok(Step::Drained);
            }
            Err(CommitError::PositionMoved {
                source_name,
                stored,
            }) if source_name == self.source => {
                tracing::info!(
                    shop = %line.shop.id, stored = stored.as_deref(),
                    "the store has another position of the intake buffer; continuing from there"
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

    /// Removes the records that the store has; returns whether there were any. If the queue cannot remove them, the
    /// line continues as if it had: leftovers are before the position, and are found and removed at the next start.
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
        line.meters.drained(removed.orders);
        line.forget(removed);
        removed.records > 0
    }
}

fn number_of(position: Option<&str>) -> u64 {
    position.and_then(|it| it.parse().ok()).unwrap_or(0)
}

/// Records that are committed together.
struct Taken {
    batches: Vec<Decoded>,
    /// Their totals.
    held: Held,
    /// The number of the last one.
    last: u64,
    /// The records between them that cannot be read any more.
    lost: Option<String>,
}

/// Adds what is lost to what the store knows of the buffer's losses, from which the alert is made.
async fn loss(
    line: &Line,
    store: &dyn Ledger,
    source: &str,
    lost: &str,
) -> Result<PositionChange, StoreError> {
    let name = Loss::position_name(source);
    let stored = store.position(&line.shop, &name).await?;
    let loss = Loss {
        found_at: machine_time(),
        detail: lost.to_owned(),
    };
    let loss = loss.with(stored.as_deref().and_then(Loss::parse));
    Ok(PositionChange {
        source: name,
        expected: stored,
        position: loss.to_text(),
    })
}

/// Takes enough records for a full batch, but at least one.
fn batches(line: &Line, records: Vec<QueuedRecord>, full_lines: usize) -> Taken {
    let (mut batches, mut lines) = (Vec::new(), 0);
    let (mut drained, mut last, mut all_lost) = (Held::default(), 0, Vec::new());
    for QueuedRecord {
        number,
        record,
        lost,
    } in records
    {
        let decoded = record::read(&line.shop, &record.bytes)
            .unwrap_or_else(|_| broken(line, number, &record));
        lines += decoded.line_count();
        if lines > full_lines && !batches.is_empty() {
            break;
        }
        batches.push(decoded);
        drained.add(&record);
        last = number;
        all_lost.extend(lost);
    }
    Taken {
        batches,
        held: drained,
        last,
        lost: (!all_lost.is_empty()).then(|| all_lost.join("; ")),
    }
}

/// An unreadable record does not block the others: it becomes a reject.
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

/// Nor does a record that is too large for the store.
fn too_large(line: &Line, number: u64, record: Decoded) -> Decoded {
    tracing::error!(shop = %line.shop.id, number, "a record of the intake buffer is larger than the store accepts");
    let detail = format!("record {number} of the intake buffer is larger than the store accepts");
    record.refuse_all(&Rejection::new(Reason::TooLarge, detail))
}
