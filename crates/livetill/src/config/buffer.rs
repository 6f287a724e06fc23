//! Settings of the intake buffer, where orders wait while a Redis store is away.

use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::Args;
use serde::Deserialize;

use crate::wiring::StoreKind;

#[derive(Debug, Default, Args)]
pub(crate) struct BufferArgs {
    #[arg(long)]
    buffer: Option<PathBuf>,
    #[arg(long)]
    buffer_max: Option<String>,
}

/// `[buffer]` in the file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct BufferSection {
    path: Option<PathBuf>,
    max: Option<String>,
}

/// Resolved and checked settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BufferSettings {
    pub(crate) path: PathBuf,
    /// Limit for each shop.
    pub(crate) max_bytes: u64,
}

impl BufferSection {
    /// The settings, or `None` if nothing is to be buffered.
    ///
    /// # Errors
    /// Names the invalid setting.
    pub(crate) fn resolve(
        &self,
        args: &BufferArgs,
        store: &str,
    ) -> anyhow::Result<Option<BufferSettings>> {
        let max = args.buffer_max.as_deref().or(self.max.as_deref());
        let max = max.context("buffer.max is not set")?;
        let max_bytes = bytes_of(max)
            .with_context(|| format!("buffer_max: `{max}` is not a size such as 512MiB or 2GiB"))?;
        let Some(path) = args.buffer.clone().or_else(|| self.path.clone()) else {
            return Ok(None);
        };
        if matches!(StoreKind::of(store), Ok(StoreKind::Embedded(_))) {
            bail!(
                "buffer: the embedded store is already on this machine's disk; a buffer is only for a Redis store"
            );
        }
        Ok(Some(BufferSettings { path, max_bytes }))
    }
}

/// A size in bytes; units are powers of 1,024. At least 1 KiB.
fn bytes_of(size: &str) -> Option<u64> {
    const UNITS: [(&str, u32); 3] = [("KiB", 10), ("MiB", 20), ("GiB", 30)];
    let (unit, shift) = UNITS.into_iter().find(|(unit, _)| size.ends_with(unit))?;
    let number: u64 = size[..size.len() - unit.len()].trim_end().parse().ok()?;
    number.checked_mul(1 << shift).filter(|bytes| *bytes > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read() {
        assert_eq!(bytes_of("1KiB"), Some(1_024));
        assert_eq!(bytes_of("512 MiB"), Some(512 * 1_024 * 1_024));
        assert_eq!(bytes_of("2GiB"), Some(2 << 30));
        for wrong in ["", "GiB", "1", "0GiB", "-1GiB", "1GB", "99999999999999GiB"] {
            assert_eq!(bytes_of(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_buffer_goes_with_a_store_that_can_be_away() {
        let section = BufferSection {
            path: None,
            max: Some("1GiB".to_owned()),
        };
        let args = BufferArgs {
            buffer: Some("waiting".into()),
            buffer_max: None,
        };
        let settings = section.resolve(&args, "redis://h").unwrap().unwrap();
        assert_eq!(settings.max_bytes, 1 << 30);
        let error = section
            .resolve(&args, "embedded:x")
            .unwrap_err()
            .to_string();
        assert!(error.contains("buffer:"), "{error}");
        let none = section.resolve(&BufferArgs::default(), "embedded:x");
        assert_eq!(none.unwrap(), None);
        let wrong = BufferArgs {
            buffer: None,
            buffer_max: Some("much".to_owned()),
        };
        let error = section.resolve(&wrong, "redis://h").unwrap_err();
        assert!(format!("{error:#}").contains("buffer_max: `much`"));
    }
}
