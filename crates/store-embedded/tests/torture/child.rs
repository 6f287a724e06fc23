//! The process that is killed, and its output before that.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::ChildStdout;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::JoinHandle;

use domain::Commit;
use ports::Committed;
use ports::suite::durably;

use super::{
    Arc, Child, Command, Duration, ErrorKind, Options, SHOPS, Stdio, Store, Work, env, fixture,
    run, thread, work,
};

const FOLDER: &str = "LIVETILL_TORTURE_FOLDER";
const BYTES: &str = "LIVETILL_TORTURE_CHECKPOINT_BYTES";
const QUIET: &str = "LIVETILL_TORTURE_QUIET_MILLIS";
const SEEDS: &str = "LIVETILL_TORTURE_SEEDS";
/// The prefix of the line for each acknowledged batch, followed by the shop and the number. The test harness prints
/// lines too.
const ACK: &str = "acknowledged ";

/// The exit code of a child whose store refuses everything after its disk failed.
pub(crate) const REFUSES: i32 = 3;
/// The exit code of a child whose store could not be opened because the disk failed at once.
pub(crate) const DOES_NOT_OPEN: i32 = 4;
/// The exit code of a child whose store continues although a commit failed.
const GOES_ON: i32 = 5;

/// Starts a child on the folder.
pub(crate) fn start(folder: &Path, options: Options, work: &[Work]) -> Child {
    start_with(folder, options, work, &[])
}

/// Starts a child with further environment variables.
pub(crate) fn start_with(
    folder: &Path,
    options: Options,
    work: &[Work],
    more: &[(&str, &str)],
) -> Child {
    let seeds: Vec<String> = work.iter().map(|work| work.seed.to_string()).collect();
    Command::new(env::current_exe().expect("this program has a path"))
        .args([
            "--exact",
            "child_process",
            "--nocapture",
            "--test-threads=1",
        ])
        .env(FOLDER, folder)
        .env(BYTES, options.checkpoint_bytes.to_string())
        .env(QUIET, options.quiet.as_millis().to_string())
        .env(SEEDS, seeds.join(","))
        .envs(more.iter().copied())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the child starts")
}

/// The last acknowledged batch of each shop, read from the child while it runs.
pub(crate) struct Acknowledged {
    last: Arc<[AtomicU64; SHOPS]>,
    reader: JoinHandle<()>,
}

impl Acknowledged {
    pub(crate) fn of(child: &mut Child) -> Acknowledged {
        let last: Arc<[AtomicU64; SHOPS]> = Arc::default();
        let out = child.stdout.take().expect("the child's output is piped");
        let into = Arc::clone(&last);
        let reader = thread::spawn(move || read(out, &into));
        Acknowledged { last, reader }
    }

    /// Waits until something is acknowledged.
    pub(crate) fn wait_for_one(&self, child: &mut Child) {
        while self
            .last
            .iter()
            .all(|last| last.load(Ordering::SeqCst) == 0)
        {
            let ended = child.try_wait().expect("the child can be asked");
            assert_eq!(ended, None, "the child commits until it is killed");
            thread::sleep(Duration::from_millis(1));
        }
    }

    /// All acknowledgements of the dead child.
    pub(crate) fn all(self) -> [u64; SHOPS] {
        self.reader.join().expect("the child's lines are read");
        std::array::from_fn(|shop| self.last[shop].load(Ordering::SeqCst))
    }
}

fn read(out: ChildStdout, into: &[AtomicU64; SHOPS]) {
    for line in BufReader::new(out).lines() {
        let line = line.expect("the child writes text");
        // The harness writes the beginning of the first line. The end of the last line may be missing, so lines end
        // with a dot.
        let ack = line
            .split_once(ACK)
            .and_then(|(_, ack)| ack.strip_suffix('.'));
        let Some((shop, number)) = ack.and_then(|ack| ack.split_once(' ')) else {
            continue;
        };
        let shop: usize = shop.parse().expect("a shop's number");
        into[shop].store(number.parse().expect("a batch's number"), Ordering::SeqCst);
    }
}

/// Commits until killed, if this process was started for that.
pub(crate) fn run_if_asked() {
    let Some(folder) = env::var_os(FOLDER) else {
        return;
    };
    let option = |name| env::var(name).expect("the options are given").parse();
    let options = Options {
        checkpoint_bytes: option(BYTES).expect("a number of bytes"),
        quiet: Duration::from_millis(option(QUIET).expect("some milliseconds")),
    };
    let seeds = env::var(SEEDS).expect("the seeds are given");
    let seeds: Vec<u64> = seeds
        .split(',')
        .map(|seed| seed.parse().expect("a seed"))
        .collect();
    run(async move {
        let Ok(store) = super::try_open(Path::new(&folder), options) else {
            std::process::exit(DOES_NOT_OPEN);
        };
        let store: Arc<dyn Store> = Arc::new(store);
        let writers = seeds.into_iter().enumerate();
        let writers: Vec<_> = writers
            .map(|(shop, seed)| tokio::spawn(write(Arc::clone(&store), shop, seed)))
            .collect();
        // They all continue until the process is killed or the store fails.
        let first = writers.into_iter().next().expect("there are shops");
        let failed = first.await.is_err();
        let refuses =
            matches!(store.ready().await, Err(error) if error.kind() == ErrorKind::Poisoned);
        let shop = domain::Shop::new("shop-0", "UTC", "USD").expect("the shop is valid");
        let is_silent = store.latest(&shop).await.is_err();
        std::process::exit(match failed && refuses && is_silent {
            true => REFUSES,
            false => GOES_ON,
        });
    });
}

async fn write(store: Arc<dyn Store>, shop: usize, seed: u64) {
    let it = fixture(&store, shop).await;
    let mut number = work::done(&it).await;
    loop {
        number += 1;
        // Some batches are deferred, and acknowledged together with a later one.
        let deferred = number % 5 < 2;
        work::commit(&it, seed, number, deferred).await;
        if deferred && number % 5 == 1 {
            let synced = durably(&*it.store, &it.shop, &Commit::default()).await;
            assert_eq!(synced.expect("the store syncs"), Committed::Applied);
        }
        if !deferred || number % 5 == 1 {
            let mut out = std::io::stdout().lock();
            writeln!(out, "{ACK}{shop} {number}.").expect("the parent listens");
            out.flush().expect("the parent listens");
        }
    }
}
