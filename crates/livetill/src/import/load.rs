//! Loads orders directly into a store. Reading, decoding and committing run on different cores.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use domain::{Reason, Rejection, Shop};
use pipeline::{Committer, Decoded, Durability, Origin, decode_lines};
use ports::{Ledger, Store};
use server::system_clock;
use tokio::runtime::Runtime;

use super::summary::ImportSummary;
use order_files::{Chunk, Progress, Spare, TOO_LONG};

/// Chunks in progress. Bounds memory and keeps the cores busy.
const IN_FLIGHT: usize = 16;
/// How many commits are in progress: one in the store, one queued behind it so that the store never waits, and one
/// being folded.
const HANDS: usize = 3;
/// Item lines at which a commit takes no further chunks. Larger commits make each order cheaper, but beyond this they
/// save little.
const FULL_COMMIT: usize = 100_000;

/// A chunk to decode, and where the result goes.
type Work = (Chunk, SyncSender<Decoded>);
/// Results in the order of the file.
type Ordered = anyhow::Result<Receiver<Decoded>>;
/// The lock whose holder takes the next results.
type Turns = tokio::sync::Mutex<Receiver<Ordered>>;

pub(super) fn run(
    runtime: &Runtime,
    store: &Arc<dyn Store>,
    shop: &Arc<Shop>,
    chunks: impl Iterator<Item = anyhow::Result<Chunk>> + Send,
    spare: &Spare,
    progress: &Progress,
    summary: &mut ImportSummary,
) -> anyhow::Result<()> {
    let (work, jobs) = sync_channel::<Work>(IN_FLIGHT);
    let (ordered, results) = sync_channel::<Ordered>(IN_FLIGHT);
    let (jobs, summary) = (Mutex::new(jobs), Mutex::new(summary));
    let (results, stopped) = (Turns::new(results), AtomicBool::new(false));
    let committer = runtime.block_on(Committer::new(Arc::clone(shop), store.clone()))?;
    let mut committer = committer.keeping_memory();
    // Days are dropped only at the end, so the order of times in the file does not matter.
    committer.hold_retention();
    let hand = |mut committer: Committer| {
        let commits = commit(&mut committer, &results, &stopped, progress, &summary);
        let done = runtime.block_on(commits);
        // On an error this also ends the other hands and the reader.
        stopped.store(true, Ordering::Relaxed);
        done
    };
    let loaded = thread::scope(|scope| {
        let workers = thread::available_parallelism().map_or(1, usize::from);
        for _ in 0..workers {
            scope.spawn(|| decode(shop, &jobs, spare));
        }
        let (stop, hand) = (&stopped, &hand);
        scope.spawn(move || read(chunks, &work, &ordered, stop));
        let twins = (1..HANDS).map(|_| committer.twin());
        let others: Vec<_> = twins.map(|twin| scope.spawn(|| hand(twin))).collect();
        let mut done = hand(committer);
        for other in others {
            let other = other.join();
            done = done.and(other.unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        // Drain the results: the reader may be blocked on handing one over.
        while results.blocking_lock().recv().is_ok() {}
        done
    });
    // Do this even if the file broke off: the part that was read stays, as if it were an import of its own.
    let loaded = loaded.and(finish(runtime, shop, store.clone()));
    let closed = runtime.block_on(store.close());
    loaded?;
    Ok(closed?)
}

fn read(
    chunks: impl Iterator<Item = anyhow::Result<Chunk>>,
    work: &SyncSender<Work>,
    ordered: &SyncSender<Ordered>,
    stopped: &AtomicBool,
) {
    for chunk in chunks {
        let (answer, decoded) = sync_channel(1);
        let failed = chunk.is_err();
        let sent = match chunk {
            Ok(chunk) => work.send((chunk, answer)).is_ok() && ordered.send(Ok(decoded)).is_ok(),
            Err(error) => ordered.send(Err(error)).is_ok(),
        };
        if failed || !sent || stopped.load(Ordering::Relaxed) {
            return;
        }
    }
}

fn decode(shop: &Shop, jobs: &Mutex<Receiver<Work>>, spare: &Spare) {
    let clock = system_clock();
    loop {
        let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((chunk, answer)) = job else { return };
        let mut decoded = Decoded::new(Origin {
            source: "import",
            now: clock(),
        });
        match chunk {
            Chunk::Lines(lines) => {
                decoded = decoded.expecting(lines.len());
                decode_lines(shop, None, &lines, &mut decoded);
                spare.give(lines);
            }
            Chunk::Exported(lines) => {
                decoded = decoded.expecting(lines.len()).comparing();
                decode_lines(shop, None, &lines, &mut decoded);
            }
            Chunk::TooLong(beginning) => {
                let rejection = Rejection::new(Reason::TooLarge, TOO_LONG);
                decoded.reject(rejection, None, beginning);
            }
            Chunk::Refused(orders) => {
                for order in orders {
                    decoded.reject(order.rejection, order.id, order.body);
                }
            }
        }
        // The committer is gone if a commit failed.
        let _ = answer.send(decoded);
    }
}

/// One of several hands that take turns. While the store works on the commit of one, the next takes results and folds
/// them.
async fn commit(
    committer: &mut Committer,
    results: &Turns,
    stopped: &AtomicBool,
    progress: &Progress,
    summary: &Mutex<&mut ImportSummary>,
) -> anyhow::Result<()> {
    let full = FULL_COMMIT.min(committer.full_batch_lines());
    loop {
        let turn = results.lock().await;
        let (batches, unreadable) = gather(&turn, full);
        let ended = batches.is_empty() && unreadable.is_none();
        if ended || stopped.load(Ordering::Relaxed) {
            return Ok(());
        }
        let turn = move || drop(turn);
        let summaries = committer
            .commit_in_turn(batches, Durability::Deferred, turn)
            .await?;
        let mut summary = summary.lock().unwrap_or_else(PoisonError::into_inner);
        summaries.iter().for_each(|batch| summary.add(batch));
        progress.events(summary.events());
        if let Some(error) = unreadable {
            return Err(error);
        }
    }
}

/// The next results: at least one, then more until there are enough lines or none are ready.
fn gather(results: &Receiver<Ordered>, full: usize) -> (Vec<Decoded>, Option<anyhow::Error>) {
    let (mut batches, mut lines, mut next) = (Vec::new(), 0, results.recv().ok());
    while let Some(part) = next.take() {
        match part {
            Err(error) => return (batches, Some(error)),
            Ok(decoded) => {
                if let Ok(decoded) = decoded.recv() {
                    lines += decoded.line_count();
                    batches.push(decoded);
                }
                if lines < full {
                    next = results.try_recv().ok();
                }
            }
        }
    }
    (batches, None)
}

/// Drops the days that were held back, and makes everything durable.
fn finish(runtime: &Runtime, shop: &Arc<Shop>, store: Arc<dyn Ledger>) -> anyhow::Result<()> {
    runtime.block_on(async {
        let mut committer = Committer::new(Arc::clone(shop), store).await?;
        committer.release_retention().await?;
        Ok(committer.sync().await?)
    })
}
