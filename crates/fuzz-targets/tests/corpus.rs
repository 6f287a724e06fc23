//! Runs every decoder over its corpus and several thousand mutations of it.
//!
//! The mutations are the same in every run. `LIVETILL_FUZZ_SECONDS` adds other ones for this long per target;
//! `UPDATE_GOLDEN=1` adds what the stores write today to the corpus.

// Helpers of tests may panic like tests; the lint knows only the tests themselves.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use fuzz_targets::{TARGETS, seeds};

/// Mutations of a target's inputs in an ordinary run.
const MUTATIONS: usize = 3_000;
/// Inputs grow no longer than this.
const MAX_BYTES: usize = 64 * 1024;

fn folder(target: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("corpus")
        .join(target)
}

fn corpus(target: &str) -> Vec<Vec<u8>> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder(target))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    files.iter().map(|file| fs::read(file).unwrap()).collect()
}

/// splitmix64: few lines, and the same everywhere.
struct Dice(u64);

impl Dice {
    fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.bits() % end.max(1) as u64) as usize
    }
}

/// Bytes that break decoders more often than random ones.
const TOKENS: [&[u8]; 16] = [
    b"\"",
    b"\\u0000",
    b"[[[[[[[[",
    b"{\"a\":",
    b"}",
    b"-",
    b"1e999",
    b"18446744073709551616",
    b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
    b"\x80",
    b"\0\0\0\0",
    b"\n",
    b",",
    b"null",
    b"0001-01-01T00:00:00Z",
    b"%",
];

fn mutate(input: &mut Vec<u8>, others: &[Vec<u8>], dice: &mut Dice) {
    for _ in 0..=dice.below(4) {
        let at = dice.below(input.len() + 1);
        let end = at + dice.below(input.len() - at + 1).min(32);
        match dice.below(7) {
            0 if at < input.len() => input[at] ^= 1 << dice.below(8),
            1 if at < input.len() => input[at] = dice.bits() as u8,
            2 => drop(input.drain(at..end)),
            3 => {
                let copied = input[at..end].to_vec();
                input.splice(at..at, copied);
            }
            4 => {
                let token = TOKENS[dice.below(TOKENS.len())];
                input.splice(at..at, token.iter().copied());
            }
            5 => input.truncate(at),
            _ => {
                let other = &others[dice.below(others.len())];
                let from = dice.below(other.len() + 1);
                input.splice(at.., other[from..].iter().copied());
            }
        }
    }
    input.truncate(MAX_BYTES);
}

/// Adds missing inputs to the corpus. Existing ones stay, because earlier versions wrote them.
fn add_to_corpus(target: &str, seeds: &[Vec<u8>]) {
    let known = corpus(target);
    let free = (0..).map(|number| folder(target).join(format!("seed-{number}")));
    let free = free.filter(|path| !path.exists());
    for (seed, path) in seeds.iter().filter(|seed| !known.contains(seed)).zip(free) {
        fs::write(path, seed).unwrap();
    }
}

#[test]
fn no_input_breaks_a_decoder() {
    let seconds = std::env::var("LIVETILL_FUZZ_SECONDS").ok();
    let seconds = seconds.map(|text| Duration::from_secs(text.parse().unwrap()));
    for (target, run) in TARGETS {
        let written = seeds(target);
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            add_to_corpus(target, &written);
        }
        // What the stores write today, and what they wrote when the corpus was created.
        let inputs = [corpus(target), written].concat();
        assert!(!inputs.is_empty(), "{target} has no corpus");
        inputs.iter().for_each(|input| run(input));
        run(b"");
        let (mut dice, mut runs) = (Dice(1), inputs.len() + 1);
        let started = Instant::now();
        while runs < MUTATIONS || seconds.is_some_and(|seconds| started.elapsed() < seconds) {
            let mut input = inputs[dice.below(inputs.len())].clone();
            mutate(&mut input, &inputs, &mut dice);
            // An input that breaks a decoder is saved, so that it can be added to the corpus.
            let failing = std::env::temp_dir().join(format!("livetill-fuzz-{target}"));
            if let Err(panic) = std::panic::catch_unwind(|| run(&input)) {
                fs::write(&failing, &input).unwrap();
                let mut err = std::io::stderr();
                let _ = writeln!(err, "{target} breaks on {}", failing.display());
                std::panic::resume_unwind(panic);
            }
            runs += 1;
        }
        let _ = writeln!(std::io::stderr(), "{target}: {runs} inputs");
    }
}
