//! Configuration files that somebody spoiled: they are understood or refused with words, never
//! with a panic. The program is no library, so its fuzzing is this test.

use std::io::Write as _;

use super::Config;
use super::file::File;
use crate::cli::{BufferArgs, CommonArgs, ShopArgs};

const ROUNDS: u64 = 1_000;
const TOKENS: [&str; 16] = [
    "[shop]",
    "[[shops]]",
    "[shops.acme]\n",
    "\"",
    "'''",
    "= ",
    "99999999999999999999",
    "-1",
    "1e999",
    "nan",
    "\u{0}",
    "é",
    "\n",
    "{",
    "]",
    "1979-05-27T07:32:00Z",
];

/// The default file and a further shop.
fn whole() -> String {
    let shop = "[shops.acme]\ntimezone = \"Europe/Budapest\"\ncurrency = \"HUF\"\n";
    format!("{}\n{shop}", include_str!("default.toml"))
}

/// splitmix64.
fn bits(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut bits = *state;
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

fn spoil(text: &str, state: &mut u64) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..=bits(state) % 3 {
        let at = bits(state) as usize % (bytes.len() + 1);
        match bits(state) % 4 {
            0 if at < bytes.len() => bytes[at] ^= 1 << (bits(state) % 8),
            1 => bytes.truncate(at),
            2 => drop(bytes.drain(at..bytes.len().min(at + 9))),
            _ => {
                let token = TOKENS[bits(state) as usize % TOKENS.len()];
                drop(bytes.splice(at..at, token.bytes()));
            }
        }
    }
    bytes
}

#[test]
fn no_file_breaks_the_program() {
    let (whole, mut state) = (whole(), 1);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("livetill.toml");
    let common = CommonArgs {
        config: Some(path.clone()),
        ..CommonArgs::default()
    };
    let (mut taken, mut refused) = (0, 0);
    for _ in 0..ROUNDS {
        let text = spoil(&whole, &mut state);
        let mut file = std::fs::File::create(&path).unwrap();
        file.write_all(&text).unwrap();
        let resolved = Config::resolve(None, &ShopArgs::default(), &common).and_then(|config| {
            let buffer = config.buffer.resolve(&BufferArgs::default(), "redis://h");
            buffer.map(|_| config)
        });
        match resolved {
            Ok(config) => {
                assert!(!config.shops.is_empty());
                taken += 1;
            }
            Err(error) => {
                assert!(format!("{error:#}").len() > 20, "{error:#}");
                refused += 1;
            }
        }
    }
    // The base is one that is understood, and the changes are some that hurt.
    assert!(
        taken > 30 && refused > 30,
        "{taken} taken, {refused} refused"
    );
    assert!(File::defaults().is_ok());
}
