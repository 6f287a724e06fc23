//! Orders straight into a store: read, decoded and committed on different cores.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use domain::{Reason, Rejection, Shop};
use pipeline::{Committer, Decoded, Durability, Origin, decode_lines};
use server::system_clock;

use super::chunk::{Chunk, Chunks};
use super::progress::Progress;
use super::summary::ImportSummary;
use crate::config::Config;
use crate::{commands, wiring};

/// Chunks under way: bounds memory, keeps the cores busy.
const IN_FLIGHT: usize = 16;
/// A commit takes further chunks in until it has this many item lines: the more it sums, the less
/// an order costs; beyond this there is little left to save.
const FULL_COMMIT: usize = 100_000;

/// A chunk to decode, and where the result goes.
type Work = (Chunk, SyncSender<Decoded>);
/// Results in the order of the file.
type Ordered = anyhow::Result<Receiver<Decoded>>;

pub(super) fn run(
    config: &Config,
    shop: &Arc<Shop>,
    files: &[PathBuf],
    open: &(dyn Fn(&PathBuf) -> anyhow::Result<Chunks> + Sync),
    progress: &Progress,
    summary: &mut ImportSummary,
) -> anyhow::Result<()> {
    let runtime = commands::runtime()?;
    let store = runtime.block_on(wiring::open_shops(
        &config.store,
        std::slice::from_ref(shop),
    ))?;
    let loaded = thread::scope(|scope| {
        let (work, jobs) = sync_channel::<Work>(IN_FLIGHT);
        let (ordered, results) = sync_channel::<Ordered>(IN_FLIGHT);
        let jobs = Arc::new(Mutex::new(jobs));
        let workers = thread::available_parallelism().map_or(1, usize::from);
        for _ in 0..workers {
            let jobs = Arc::clone(&jobs);
            scope.spawn(move || decode(shop, &jobs));
        }
        scope.spawn(move || read(files, open, &work, &ordered));
        runtime.block_on(async {
            let committer = Committer::new(Arc::clone(shop), Arc::clone(&store)).await?;
            commit(committer, &results, progress, summary).await
        })
    });
    let closed = runtime.block_on(store.close());
    loaded?;
    Ok(closed?)
}

fn read(
    files: &[PathBuf],
    open: &(dyn Fn(&PathBuf) -> anyhow::Result<Chunks> + Sync),
    work: &SyncSender<Work>,
    ordered: &SyncSender<Ordered>,
) {
    let chunks = files
        .iter()
        .flat_map(|file| -> Box<dyn Iterator<Item = _>> {
            match open(file) {
                Ok(chunks) => Box::new(chunks),
                Err(error) => Box::new(std::iter::once(Err(error))),
            }
        });
    for chunk in chunks {
        let (answer, decoded) = sync_channel(1);
        let failed = chunk.is_err();
        let sent = match chunk {
            Ok(chunk) => work.send((chunk, answer)).is_ok() && ordered.send(Ok(decoded)).is_ok(),
            Err(error) => ordered.send(Err(error)).is_ok(),
        };
        // The committer is gone when a commit failed.
        if failed || !sent {
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
            Chunk::Lines(lines) => decode_lines(shop, None, &lines, &mut decoded),
            Chunk::TooLong(beginning) => {
                let rejection = Rejection::new(Reason::TooLarge, "a line of more than 16 MiB");
                decoded.reject(rejection, None, beginning);
            }
        }
        // The committer is gone when a commit failed.
        let _ = answer.send(decoded);
    }
}

async fn commit(
    mut committer: Committer,
    results: &Receiver<Ordered>,
    progress: &Progress,
    summary: &mut ImportSummary,
) -> anyhow::Result<()> {
    // However the file is ordered in time, its days are dropped only at its end.
    committer.hold_retention();
    let full = FULL_COMMIT.min(committer.full_batch_lines());
    let mut unreadable = None;
    while unreadable.is_none()
        && let Ok(first) = results.recv()
    {
        let (mut batches, mut lines, mut next) = (Vec::new(), 0, Some(first));
        while let Some(part) = next.take() {
            match part {
                Ok(decoded) => {
                    if let Ok(decoded) = decoded.recv() {
                        lines += decoded.line_count();
                        batches.push(decoded);
                    }
                }
                Err(error) => unreadable = Some(error),
            }
            if lines < full && unreadable.is_none() {
                next = results.try_recv().ok();
            }
        }
        let summaries = committer.commit(batches, Durability::Deferred).await?;
        summaries.iter().for_each(|batch| summary.add(batch));
        progress.events(summary.events());
    }
    // Also after a file that broke off: what was read before it stays, as of an import of its own.
    committer.release_retention().await?;
    committer.sync().await?;
    unreadable.map_or(Ok(()), Err)
}
