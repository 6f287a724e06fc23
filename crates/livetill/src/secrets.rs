//! Reads secrets of platforms.

use std::env;
use std::fs;

use anyhow::{Context, anyhow};
use pipeline::SecretPlace;

/// The secret at a place, without the line break at its end.
///
/// # Errors
/// Names the place.
pub(crate) fn read(place: &SecretPlace) -> anyhow::Result<String> {
    let text =
        match place {
            SecretPlace::Variable(name) => env::var(name)
                .map_err(|_| anyhow!("the variable {name} is not set, or is not text"))?,
            SecretPlace::File(path) => fs::read_to_string(path)
                .with_context(|| format!("cannot read {}", path.display()))?,
        };
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}
