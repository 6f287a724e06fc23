//! Orders straight into a store: read, decoded and committed on different cores.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use domain::{Reason, Rejection, Shop};
use pipeline::{Committer, Decoded, Durability, Origin, decode_lines};
use ports::Ledger;
use server::system_clock;
use tokio::runtime::Runtime;

use super::summary::ImportSummary;
use crate::config::Config;
use crate::{commands, wiring};
use order_files::{Chunk, Progress, TOO_LONG};

/// Chunks under way: bounds memory, keeps the cores busy.
const IN_FLIGHT: usize = 16;
/// How many commits are under way: one that the store works on, one that waits behind it so that the
/// store never waits, and one that is being folded.
const HANDS: usize = 3;
/// A commit takes further chunks in until it has this many item lines: the more it sums, the less
/// an order costs; beyond this there is little left to save.
const FULL_COMMIT: usize = 100_000;

/// A chunk to decode, and where the result goes.
type Work = (Chunk, SyncSender<Decoded>);
/// Results in the order of the file.
type Ordered = anyhow::Result<Receiver<Decoded>>;
/// Whose turn it is to take results.
type Turns = tokio::sync::Mutex<Receiver<Ordered>>;

pub(super) fn run(
    config: &Config,
    shop: &Arc<Shop>,
    chunks: impl Iterator<Item = anyhow::Result<Chunk>> + Send,
    progress: &Progress,
    summary: &mut ImportSummary,
) -> anyhow::Result<()> {
    let runtime = commands::runtime()?;
    let store = runtime.block_on(wiring::open_shops(
        &config.store,
        std::slice::from_ref(shop),
    ))?;
    let (work, jobs) = sync_channel::<Work>(IN_FLIGHT);
    let (ordered, results) = sync_channel::<Ordered>(IN_FLIGHT);
    let (jobs, summary) = (Mutex::new(jobs), Mutex::new(summary));
    let (results, stopped) = (Turns::new(results), AtomicBool::new(false));
    let mut committer = runtime.block_on(Committer::new(Arc::clone(shop), store.clone()))?;
    // However the file is ordered in time, its days are dropped only at its end.
    committer.hold_retention();
    let hand = |mut committer: Committer| {
        let commits = commit(&mut committer, &results, &stopped, progress, &summary);
        let done = runtime.block_on(commits);
        // Ends the other hands and the reader, too, when there is an error.
        stopped.store(true, Ordering::Relaxed);
        done
    };
    let loaded = thread::scope(|scope| {
        let workers = thread::available_parallelism().map_or(1, usize::from);
        for _ in 0..workers {
            scope.spawn(|| decode(shop, &jobs));
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
        // The reader may be waiting to hand over what nobody takes any more.
        while results.blocking_lock().recv().is_ok() {}
        done
    });
    // Also after a file that broke off: what was read before it stays, as of an import of its own.
    let loaded = loaded.and(finish(&runtime, shop, store.clone()));
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

fn decode(shop: &Shop, jobs: &Mutex<Receiver<Work>>) {
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
        // The committer is gone when a commit failed.
        let _ = answer.send(decoded);
    }
}

/// One of the hands that take turns: while the store works on what one has sent, the next takes
/// results and folds them.
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

/// The next results, at least one, until there are enough lines or no more just now.
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

/// Drops the days that were held, and makes everything durable.
fn finish(runtime: &Runtime, shop: &Arc<Shop>, store: Arc<dyn Ledger>) -> anyhow::Result<()> {
    runtime.block_on(async {
        let mut committer = Committer::new(Arc::clone(shop), store).await?;
        committer.release_retention().await?;
        Ok(committer.sync().await?)
    })
}
