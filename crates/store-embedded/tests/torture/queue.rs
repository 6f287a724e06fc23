//! The queue behind the intake buffer: its process is killed at any call that changes its files, or the disk fails there
//! for good or for a while.
//! Whatever was acknowledged and not drained is there afterwards, once and in order.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use domain::{ShopId, Timestamp};
use ports::{NewRecord, RecordQueue};
use store_embedded::DiskQueue;

use super::{Dice, Duration, Instant, env, run, seconds};

const FOLDER: &str = "LIVETILL_TORTURE_QUEUE";
const DRAINED: &str = "LIVETILL_TORTURE_DRAINED";
const SEED: &str = "LIVETILL_TORTURE_QUEUE_SEED";
/// What a child says: the number of the newest record that is durable, and that of the newest one that a store has.
const SAYS: [&str; 2] = ["durable ", "drained "];
/// Small enough for many files.
const FILE_BYTES: u64 = 600;
/// What a child does before it ends by itself.
const STEPS: usize = 40;

/// How a child ends, and how often its disk fails if that passes.
const ENDS: [(&str, Option<usize>); 8] = [
    ("kill", None),
    ("broken", Some(1)),
    ("sync", None),
    ("full", Some(2)),
    ("kill", None),
    ("broken", None),
    ("sync", Some(1)),
    ("full", None),
];
/// The environment variable for that.
const TIMES: &str = "LIVETILL_FAULT_TIMES";

fn shop() -> ShopId {
    ShopId::new("shop").expect("the name is valid")
}

fn open(folder: &Path) -> Option<DiskQueue> {
    DiskQueue::open_with_files_of(FILE_BYTES, folder).ok()
}

/// The record with a number: it can be told from every other.
fn record(number: u64) -> NewRecord {
    NewRecord {
        orders: (number % 5) as u32,
        received_at: Timestamp::from_millis(number as i64),
        bytes: number.to_string().repeat(1 + (number % 60) as usize).into(),
    }
}

/// Checks what waits behind the drained records; returns the newest number.
async fn check(queue: &DiskQueue, drained: u64, durable: u64) -> u64 {
    let mut newest = drained;
    // In parts, as they are drained.
    loop {
        let read = queue.read(&shop(), newest, 2_000).await;
        let read = read.expect("the queue can be read");
        if read.is_empty() {
            break;
        }
        for queued in read {
            newest += 1;
            assert_eq!((queued.number, queued.record), (newest, record(newest)));
        }
    }
    assert!(
        newest >= durable,
        "{durable} was durable, but {newest} is the last"
    );
    newest
}

/// Fills and drains, if this process was started for that.
pub(crate) fn run_if_asked() {
    let Some(folder) = env::var_os(FOLDER) else {
        return;
    };
    let number = |name| env::var(name).ok().and_then(|it| it.parse().ok());
    let mut drained: u64 = number(DRAINED).expect("a number");
    let mut dice = Dice::new(number(SEED).expect("a seed"));
    let passes = number(TIMES).is_some();
    let say = |what: &str, number: u64| {
        let mut out = std::io::stdout().lock();
        writeln!(out, "{what}{number}.").expect("the parent listens");
        out.flush().expect("the parent listens");
    };
    run(async move {
        let Some(queue) = open(Path::new(&folder)) else {
            return;
        };
        let mut newest = check(&queue, drained, drained).await;
        for _ in 0..STEPS {
            if dice.below(3) > 0 {
                let until = newest + 1 + dice.below(4) as u64;
                let records = (newest + 1..=until).map(record).collect();
                if queue.append(&shop(), records).await.is_err() {
                    let drain = check(&queue, drained, newest).await;
                    assert_eq!(drain, newest, "what failed is not there");
                    if !passes {
                        assert!(queue.failure().is_some());
                        return;
                    }
                    while queue.failure().is_some() {
                        tokio::time::sleep(Duration::from_millis(5)).await;
                    }
                    continue;
                }
                newest = until;
                say(SAYS[0], newest);
            } else {
                // Half of the times everything, so that the line becomes empty.
                let waiting = (newest - drained) as usize;
                let part = if dice.below(2) == 0 {
                    waiting
                } else {
                    dice.below(waiting + 1)
                };
                assert_eq!(check(&queue, drained, newest).await, newest);
                drained += part as u64;
                say(SAYS[1], drained);
                queue
                    .remove(&shop(), drained)
                    .await
                    .expect("it can be read");
            }
        }
    });
}

#[test]
fn killed_at_any_call_the_queue_keeps_what_waits() {
    let end = Instant::now() + seconds() / 4;
    let place = tempfile::tempdir().expect("a temporary folder");
    let library = super::failing::layer(place.path());
    let mut dice = Dice::new(9);
    let (mut children, mut records) = (0, 0);
    while Instant::now() < end {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (mut durable, mut drained) = (0, 0);
        for (kind, times) in ENDS.into_iter().cycle().take(60) {
            if Instant::now() > end {
                break;
            }
            let after = dice.below(120);
            let mut child = Command::new(env::current_exe().expect("this program has a path"))
                .args([
                    "--exact",
                    "child_process",
                    "--nocapture",
                    "--test-threads=1",
                ])
                .env(FOLDER, folder.path())
                .env(DRAINED, drained.to_string())
                .env(SEED, dice.bits().to_string())
                .env("LD_PRELOAD", &library)
                .env("LIVETILL_FAULT_KIND", kind)
                .envs(times.map(|times| (TIMES, times.to_string())))
                .env("LIVETILL_FAULT_AFTER", after.to_string())
                .env("LIVETILL_FAULT_FOLDER", folder.path())
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .expect("the child starts");
            let out = child.stdout.take().expect("the child's output is piped");
            for line in BufReader::new(out).lines() {
                let line = line.expect("the child writes text");
                let said = |what| {
                    let (_, number) = line.split_once(what)?;
                    number.strip_suffix('.')?.parse::<u64>().ok()
                };
                durable = said(SAYS[0]).unwrap_or(durable);
                drained = said(SAYS[1]).unwrap_or(drained);
            }
            let status = child.wait().expect("the child ends");
            assert_ne!(status.code(), Some(101), "the child found no fault");
            let newest = run(async {
                let queue = open(folder.path()).expect("the queue opens");
                check(&queue, drained, durable).await
            });
            durable = newest;
            children += 1;
        }
        records += durable;
    }
    super::say(format_args!("queue: {children} ends, {records} records"));
}
