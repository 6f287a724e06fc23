//! A shop into an archive, from a store or a running server.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;

use pipeline::archive::ArchiveReader;

use super::api::Api;
use super::restore::said_of_original;
use crate::cli::BackupArgs;
use crate::terminal;

/// How often a backup is begun. On a Redis store it is broken off when a day begins meanwhile.
const ATTEMPTS: usize = 3;

/// The archive came to no end. Why, only the server knows: there is no answer within an answer.
#[derive(Debug)]
struct BrokenOff(io::Error);

impl fmt::Display for BrokenOff {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "the server broke the backup off ({}): its log says why; days that began meanwhile, as \
             while a history is loaded, are a reason on a Redis store",
            self.0
        )
    }
}

impl std::error::Error for BrokenOff {}

pub(crate) fn run(args: &BackupArgs) -> anyhow::Result<()> {
    let api = Api::connect(&args.from)?;
    let written = write(&api, &args.to);
    api.close()?;
    let written = written?;
    // An archive on stdout has no company.
    if let Some((path, bytes)) = written {
        let archive = File::open(&path).context("cannot read the archive again")?;
        let contents = ArchiveReader::new(archive)?.check()?;
        let original = contents.iter().map(|shop| shop.original_days).sum();
        let original = said_of_original(original);
        terminal::print(&format!("{}: {bytes} bytes{original}", path.display()))?;
    }
    Ok(())
}

/// The archive into a file beside its place, and from there into it: what bears the name is whole.
fn write(api: &Api, to: &Path) -> anyhow::Result<Option<(PathBuf, u64)>> {
    if to == Path::new("-") {
        let mut stdout = io::stdout().lock();
        copy(api, &mut stdout)?;
        stdout.flush().context("stdout")?;
        return Ok(None);
    }
    let path = match to.is_dir() {
        true => to.join(file_name(api.shop())),
        false => to.to_owned(),
    };
    let mut partial = path.clone().into_os_string();
    partial.push(".part");
    let partial = PathBuf::from(partial);
    let mut copied = fill(api, &partial);
    for _ in 1..ATTEMPTS {
        if copied.as_ref().is_err_and(anyhow::Error::is::<BrokenOff>) {
            copied = fill(api, &partial);
        }
    }
    match copied {
        Ok(bytes) => {
            fs::rename(&partial, &path)
                .with_context(|| format!("cannot write {}", path.display()))?;
            Ok(Some((path, bytes)))
        }
        Err(error) => {
            // The error matters more than a file that may stay.
            let _ = fs::remove_file(&partial);
            Err(error)
        }
    }
}

fn fill(api: &Api, path: &Path) -> anyhow::Result<u64> {
    let of_file = || format!("cannot write {}", path.display());
    let mut file = File::create(path).with_context(of_file)?;
    let bytes = copy(api, &mut file)?;
    file.sync_all().with_context(of_file)?;
    Ok(bytes)
}

fn copy(api: &Api, to: &mut impl Write) -> anyhow::Result<u64> {
    let mut body = api.body("/v1/backup")?;
    let mut piece = vec![0; 64 * 1024];
    let mut bytes = 0;
    loop {
        let read = match io::Read::read(&mut body, &mut piece) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) => return Err(BrokenOff(error).into()),
        };
        to.write_all(&piece[..read])
            .context("cannot write the archive")?;
        bytes += read as u64;
    }
    Ok(bytes)
}

/// Sorts by time.
fn file_name(shop: &str) -> String {
    let now = jiff::Timestamp::now().strftime("%Y%m%dT%H%M%SZ");
    format!("livetill-{shop}-{now}.jsonl.zst")
}
