//! Writes a backup of a shop, from a store or a running server.

use std::fs::File;
use std::path::{Path, PathBuf};

use anyhow::Context;

use transfer::BackupReader;

use super::api::Api;
use super::download::{download, is_broken_off};
use super::restore::said_of_original;
use crate::cli::BackupArgs;
use crate::terminal;

/// How often to start a backup. On a Redis store, a backup is broken off when a new day begins meanwhile.
const ATTEMPTS: usize = 3;

pub(crate) fn run(args: &BackupArgs) -> anyhow::Result<()> {
    let api = Api::connect_existing(&args.from)?;
    let written = write(&api, &args.to);
    api.close()?;
    let written = written?;
    // Nothing else is printed next to a backup on stdout.
    if let Some((path, bytes)) = written {
        let backup = File::open(&path).context("cannot read the backup again")?;
        let contents = BackupReader::new(backup)?.check()?;
        let original = contents.iter().map(|shop| shop.original_days).sum();
        let original = said_of_original(original);
        terminal::print(&format!("{}: {bytes} bytes{original}", path.display()))?;
    }
    Ok(())
}

/// Writes the backup to its file or to stdout.
fn write(api: &Api, to: &Path) -> anyhow::Result<Option<(PathBuf, u64)>> {
    let path = match to.is_dir() {
        true => to.join(file_name(api.shop())),
        false => to.to_owned(),
    };
    let mut written = download(api, "/v1/backup", &path);
    for _ in 1..ATTEMPTS {
        if written.as_ref().is_err_and(is_broken_off) {
            written = download(api, "/v1/backup", &path);
        }
    }
    let bytes = written.map_err(|error| match is_broken_off(&error) {
        true => error.context(
            "on Redis this happens when days begin during the backup, as they do while a history is loaded",
        ),
        false => error,
    })?;
    Ok(bytes.map(|bytes| (path, bytes)))
}

/// A name that sorts by time.
fn file_name(shop: &str) -> String {
    let now = jiff::Timestamp::now().strftime("%Y%m%dT%H%M%SZ");
    format!("livetill-{shop}-{now}.jsonl.zst")
}
