//! Files that lost their end, and files with a flipped bit: the store opens with everything, or reports what is broken.
//! It never panics, and never shows figures that were not true once.

use std::fs::{self, OpenOptions};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use super::{
    Arc, Dice, EmbeddedStore, MAX_BATCHES, Options, SHOPS, Shown, Store, Work, fixture, run, work,
};

/// The file in which the store keeps how far its logs were durable.
const MARKS: &str = "livetill.marks";

/// A folder with some work in it, partly in pages and partly in the log.
fn worked(folder: &Path, options: Options, seed: u64) {
    run(async {
        let store: Arc<dyn Store> =
            Arc::new(EmbeddedStore::open_with(folder, options).expect("a new store opens"));
        for shop in 0..SHOPS {
            let it = fixture(&store, shop).await;
            for number in 1..=MAX_BATCHES {
                work::commit(&it, seed, number, true).await;
            }
        }
        store.close().await.expect("the store closes");
    });
}

/// The result for a damaged folder.
#[derive(Debug, PartialEq)]
enum Found {
    /// It opened, and nothing is missing.
    Whole,
    /// Commits were missing at the end of a log, and that was reported; without the marks it opened with the figures of
    /// the earlier commits.
    Shorter,
    /// It reported what is broken.
    Broken,
}

/// Opens a damaged folder.
fn found(folder: &Path, options: Options, seed: u64) -> Found {
    let Some(broken) = looked_at(folder, options, seed, true) else {
        return Found::Whole;
    };
    assert!(broken.len() > 10, "it says what is broken: {broken}");
    if !broken.contains(MARKS) {
        return Found::Broken;
    }
    // As the message advises.
    fs::remove_file(folder.join(MARKS)).expect("the marks are removed");
    match looked_at(folder, options, seed, false) {
        None => Found::Shorter,
        Some(_) => Found::Broken,
    }
}

/// Returns the error, if something is broken. A folder that opens shows figures that were true once, those of all
/// batches if it must be whole.
fn looked_at(folder: &Path, options: Options, seed: u64, must_be_whole: bool) -> Option<String> {
    let mut broken = None;
    run(async {
        let store: Arc<dyn Store> = match EmbeddedStore::open_with(folder, options) {
            Ok(store) => Arc::new(store),
            Err(error) => return broken = Some(error.to_string()),
        };
        for number in 0..SHOPS {
            let shop = domain::Shop::new(&format!("shop-{number}"), "UTC", "USD");
            if let Err(error) = store.open_shop(&shop.expect("the shop is valid")).await {
                return broken = Some(error.to_string());
            }
            let it = fixture(&store, number).await;
            let mut work = Work::new(seed);
            let done = work::done(&it).await;
            assert!(
                !must_be_whole || done == MAX_BATCHES,
                "{done} batches, and nothing is said"
            );
            work.catch_up(done);
            Shown::of(&it, &work).await.assert_true(&work);
        }
    });
    broken
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("the folder can be read").path();
        if path.is_dir() {
            files.extend(self::files(&path));
        } else {
            files.push(path);
        }
    }
    files.sort();
    files
}

fn copy(from: &Path, to: &Path) {
    for file in files(from) {
        let target = to.join(file.strip_prefix(from).expect("it lies within"));
        fs::create_dir_all(target.parent().expect("a file lies in a folder"))
            .expect("a folder is made");
        fs::copy(&file, target).expect("a file is copied");
    }
}

/// Damages copies of a folder one by one; returns the results.
fn damage(
    options: Options,
    seed: u64,
    times: usize,
    harm: impl Fn(&mut Dice, &Path),
) -> Vec<Found> {
    let whole = tempfile::tempdir().expect("a temporary folder");
    worked(whole.path(), options, seed);
    let mut dice = Dice::new(seed);
    let all = (0..times).map(|_| {
        let copied = tempfile::tempdir().expect("a temporary folder");
        copy(whole.path(), copied.path());
        harm(&mut dice, copied.path());
        found(copied.path(), options, seed)
    });
    let all: Vec<Found> = all.collect();
    let count = |kind| all.iter().filter(|found| **found == kind).count();
    let (harmless, shorter, broken) = (
        count(Found::Whole),
        count(Found::Shorter),
        count(Found::Broken),
    );
    super::say(format_args!(
        "{times} damages: {harmless} harmless, {shorter} told as a log without its end, {broken} \
         told otherwise"
    ));
    all
}

fn journals(folder: &Path) -> Vec<PathBuf> {
    let is_journal = |path: &PathBuf| path.extension().is_some_and(|end| end == "jnl");
    let journals: Vec<PathBuf> = files(folder).into_iter().filter(is_journal).collect();
    assert!(
        !journals.is_empty(),
        "the library keeps its journal in files that end with .jnl"
    );
    journals
}

/// How much of a file is written: journals have their full length from the start.
fn used(file: &Path) -> u64 {
    let bytes = fs::read(file).expect("a file is read");
    bytes
        .iter()
        .rposition(|byte| *byte != 0)
        .map_or(0, |last| last as u64 + 1)
}

#[test]
fn a_journal_without_its_end_is_told_and_is_a_prefix() {
    let all = damage(Options::default(), 1, 15, |dice, folder| {
        let journal = journals(folder).pop().expect("there is one");
        let length = dice.below(used(&journal) as usize) as u64;
        let file = OpenOptions::new()
            .write(true)
            .open(journal)
            .expect("the journal opens");
        file.set_len(length).expect("the journal is cut");
    });
    assert!(
        all.contains(&Found::Shorter),
        "what is missing is said: {all:?}"
    );
}

#[test]
fn a_wrong_bit_is_told_or_harmless() {
    for (options, seed) in [
        (Options::default(), 2),
        (
            Options {
                checkpoint_bytes: 4_096,
                ..Options::default()
            },
            3,
        ),
    ] {
        damage(options, seed, 30, |dice, folder| {
            let files = files(folder);
            let file = &files[dice.below(files.len())];
            let at = dice.below(used(file).max(1) as usize) as u64;
            let file = OpenOptions::new()
                .read(true)
                .write(true)
                .open(file)
                .expect("it opens");
            let mut byte = [0];
            // An empty file has no bit to flip.
            if file.read_at(&mut byte, at).expect("it is read") == 1 {
                file.write_all_at(&[byte[0] ^ 1 << dice.below(8)], at)
                    .expect("it is written");
            }
        });
    }
}
