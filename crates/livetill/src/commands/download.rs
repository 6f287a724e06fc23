//! Writes a server's answer to a file or stdout.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, IsTerminal as _, Read as _, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use indicatif::{ProgressBar, ProgressStyle};

use super::api::Api;
use crate::owner;

/// The answer ended too early. Only the server knows why, because a running answer cannot report an error.
#[derive(Debug)]
struct BrokenOff(io::Error);

impl fmt::Display for BrokenOff {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "the server aborted it ({}): its log says why", self.0)
    }
}

impl std::error::Error for BrokenOff {}

/// Whether the server broke the answer off.
pub(crate) fn is_broken_off(error: &anyhow::Error) -> bool {
    error.is::<BrokenOff>()
}

/// Downloads an address to a file. The bytes go to a temporary file first, so that a file with the final name is always
/// whole. `-` is stdout. Returns the size of a file, in bytes.
///
/// # Errors
/// What the server says is wrong, or what is wrong with the file.
pub(crate) fn download(api: &Api, address: &str, to: &Path) -> anyhow::Result<Option<u64>> {
    if to == Path::new("-") {
        let mut stdout = io::stdout().lock();
        copy(api, address, &mut stdout)?;
        stdout.flush().context("stdout")?;
        return Ok(None);
    }
    let mut partial = to.to_owned().into_os_string();
    partial.push(".part");
    let partial = PathBuf::from(partial);
    let filled = fill(api, address, &partial).and_then(|bytes| {
        owner::name(&partial, to).with_context(|| format!("cannot write {}", to.display()))?;
        Ok(bytes)
    });
    if filled.is_err() {
        // The error matters more than a leftover file.
        let _ = fs::remove_file(&partial);
    }
    filled.map(Some)
}

fn fill(api: &Api, address: &str, path: &Path) -> anyhow::Result<u64> {
    let of_file = || format!("cannot write {}", path.display());
    let mut file = File::create(path).with_context(of_file)?;
    let bytes = copy(api, address, &mut file)?;
    file.sync_all().with_context(of_file)?;
    Ok(bytes)
}

fn copy(api: &Api, address: &str, to: &mut impl Write) -> anyhow::Result<u64> {
    let mut body = api.body(address)?;
    let progress = progress();
    let mut piece = vec![0; 64 * 1024];
    let mut bytes = 0;
    loop {
        let read = match body.read(&mut piece) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) => return Err(BrokenOff(error).into()),
        };
        to.write_all(&piece[..read]).context("cannot write it")?;
        bytes += read as u64;
        progress.set_position(bytes);
    }
    progress.finish_and_clear();
    Ok(bytes)
}

/// On a terminal, shows how much has arrived. The total is unknown.
fn progress() -> ProgressBar {
    if !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let progress = ProgressBar::new_spinner();
    if let Ok(style) =
        ProgressStyle::with_template("{spinner} {binary_bytes} ({binary_bytes_per_sec})")
    {
        progress.set_style(style);
    }
    progress.enable_steady_tick(Duration::from_millis(200));
    progress
}
