//! Kills at any moment: a child process commits, is killed, and everything it acknowledged is there.
//!
//! One folder survives many children. Each commits batch after batch for eight shops at once, which share syncs, and
//! reports acknowledged ones, until it is killed, often while it writes or still reads pages. After every kill the folder
//! is opened here: each shop must show exactly the figures of its batches up to some number, without a half-applied or
//! missing acknowledged one, and replaying batches must change nothing.
//!
//! `LIVETILL_TORTURE_SECONDS` sets the length of each test, `LIVETILL_TORTURE_SEED` its random seed.

mod child;
#[cfg(target_os = "linux")]
mod failing;
#[cfg(target_os = "linux")]
mod queue;
mod shown;
mod torn;
mod work;

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};
use std::{env, thread};

use ports::suite::{Dice, Fixture};
use ports::{ErrorKind, Store, StoreError};
use store_embedded::{EmbeddedStore, Options};

use child::Acknowledged;
use shown::Shown;
use work::{SHOPS, Work};

/// How many children use a folder before the next one begins, so that its totals stay below 400 days.
const KILLS_A_FOLDER: usize = 150;
/// The amount of work in damaged folders.
const MAX_BATCHES: u64 = 60;

#[test]
fn killed_while_it_writes_pages_all_the_time() {
    torture(Options {
        checkpoint_bytes: 512,
        quiet: Duration::from_millis(1),
    });
}

#[test]
fn killed_while_it_writes_pages_now_and_then() {
    torture(Options {
        checkpoint_bytes: 40_000,
        ..Options::default()
    });
}

#[test]
fn killed_with_the_usual_options() {
    torture(Options::default());
}

/// The child's part: a separate test, because a test program can only start itself.
#[test]
fn child_process() {
    #[cfg(target_os = "linux")]
    queue::run_if_asked();
    child::run_if_asked();
}

fn torture(options: Options) {
    let end = Instant::now() + seconds();
    let mut dice = Dice::new(number("LIVETILL_TORTURE_SEED").unwrap_or(options.checkpoint_bytes));
    let (mut kills, mut batches) = (0, 0);
    while Instant::now() < end {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut work: Vec<Work> = (0..SHOPS).map(|_| Work::new(dice.bits())).collect();
        for _ in 0..KILLS_A_FOLDER {
            let promised = kill_a_child(folder.path(), options, &work, &mut dice);
            check(folder.path(), options, promised, &mut work, &mut dice);
            kills += 1;
            if Instant::now() > end {
                break;
            }
        }
        batches += work.iter().map(|work| work.done).sum::<u64>();
        replay_everything(folder.path(), options, &mut work);
    }
    say(format_args!(
        "{options:?}: {kills} kills, {batches} batches"
    ));
}

fn number(name: &str) -> Option<u64> {
    env::var(name).ok().and_then(|value| value.parse().ok())
}

/// How long each test lasts.
fn seconds() -> Duration {
    Duration::from_secs(number("LIVETILL_TORTURE_SECONDS").unwrap_or(10))
}

/// Prints for the record. Whether that succeeds is not tested.
fn say(what: std::fmt::Arguments<'_>) {
    let _ = std::io::Write::write_fmt(&mut std::io::stderr(), format_args!("{what}\n"));
}

/// Returns the last acknowledged batch of each shop.
fn kill_a_child(folder: &Path, options: Options, work: &[Work], dice: &mut Dice) -> [u64; SHOPS] {
    let mut child = child::start(folder, options, work);
    let acknowledged = Acknowledged::of(&mut child);
    // One in four dies before it acknowledges anything, many of those during recovery.
    if !dice.once_in(4) {
        acknowledged.wait_for_one(&mut child);
    }
    thread::sleep(Duration::from_micros(dice.below(60_000) as u64));
    child.kill().expect("the child can be killed");
    child.wait().expect("the child ends");
    acknowledged.all()
}

/// Opens the folder and checks what was promised.
fn check(
    folder: &Path,
    options: Options,
    promised: [u64; SHOPS],
    work: &mut [Work],
    dice: &mut Dice,
) {
    run(async {
        let store: Arc<dyn Store> = open(folder, options);
        for (shop, work) in work.iter_mut().enumerate() {
            let it = fixture(&store, shop).await;
            let done = work::done(&it).await;
            let promised = promised[shop];
            assert!(
                done >= promised,
                "batch {promised} was acknowledged, {done} is the last there"
            );
            work.catch_up(done);
            Shown::of(&it, work).await.assert_true(work);
            if dice.once_in(5) {
                let from = dice.below(done as usize + 1) as u64;
                work.replay(&it, from..=done.min(from + 20)).await;
                Shown::of(&it, work).await.assert_true(work);
            }
        }
        if dice.once_in(2) {
            store.close().await.expect("the store closes");
        }
    });
}

fn replay_everything(folder: &Path, options: Options, work: &mut [Work]) {
    run(async {
        let store: Arc<dyn Store> = open(folder, options);
        for (shop, work) in work.iter_mut().enumerate() {
            let it = fixture(&store, shop).await;
            work.replay(&it, 1..=work.done).await;
            Shown::of(&it, work).await.assert_true(work);
        }
        store.close().await.expect("the store closes");
    });
}

fn open(folder: &Path, options: Options) -> Arc<dyn Store> {
    Arc::new(try_open(folder, options).expect("the store opens after a kill"))
}

/// Opens a folder that may be locked a moment longer by a process that another test is just starting: until it executes
/// its own program, it has copies of all our file descriptors.
fn try_open(folder: &Path, options: Options) -> Result<EmbeddedStore, StoreError> {
    let since = Instant::now();
    loop {
        match EmbeddedStore::open_with(folder, options) {
            Err(error)
                if error.to_string().contains("is in use")
                    && since.elapsed() < Duration::from_secs(20) =>
            {
                thread::sleep(Duration::from_millis(5));
            }
            opened => return opened,
        }
    }
}

async fn fixture(store: &Arc<dyn Store>, shop: usize) -> Fixture {
    let mut it = Fixture::over(Arc::clone(store), &format!("shop-{shop}")).await;
    it.retention.max_days = work::MAX_DAYS;
    it
}

fn run<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    runtime.expect("a runtime starts").block_on(work)
}
