//! Loading files.
//!
//! Whatever the files hold becomes chunks of NDJSON lines ([`input`], [`csv`]), so that CSV rows
//! pass the very checks that orders over HTTP pass. The chunks go to a store ([`load`]) or to a
//! running server ([`http`]).

mod chunk;
mod columns;
mod csv;
mod http;
mod input;
mod load;
mod progress;
mod summary;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::bail;
use domain::{ShopClock, ShopId};

#[cfg(feature = "fuzzing")]
use crate::cli::CsvArgs;
use crate::cli::{Format, ImportArgs};
use crate::client::is_url;
use crate::config::Config;
use crate::{telemetry, terminal};
use chunk::Chunks;
use csv::CsvReader;
use input::Input;
use progress::Progress;

pub(crate) use http::{HttpTarget, explain};
pub(crate) use summary::ImportSummary;

/// Reads a CSV file that is in memory already.
///
/// # Errors
/// When the file or what is said of it cannot be understood.
#[cfg(feature = "fuzzing")]
pub(crate) fn read_csv(
    file: &[u8],
    args: &CsvArgs,
    clock: &ShopClock,
) -> anyhow::Result<Vec<Vec<u8>>> {
    CsvReader::new(args)?.read(Input::of_bytes(file), clock)
}

/// Loads the files; 0 when every event was accepted or a duplicate, 2 when some were rejected.
///
/// # Errors
/// When it could not run.
pub(crate) fn run(args: &ImportArgs) -> anyhow::Result<ExitCode> {
    let mut config = Config::resolve(None, &args.shop, &args.common)?;
    if args.common.log.is_none() {
        "warn".clone_into(&mut config.log.filter);
    }
    telemetry::start(&config.log)?;
    let csv = CsvReader::new(&args.csv)?;
    for file in &args.files {
        Input::check(file)?;
    }
    let progress = Progress::start(&args.files);
    let mut summary = ImportSummary::default();
    let loaded = match &args.to {
        None => to_store(args, &config, &csv, &progress, &mut summary),
        Some(url) => to_server(args, url, &csv, &progress, &mut summary),
    };
    progress.finish();
    summary.finish();
    if let Err(error) = loaded {
        if summary.events() > 0 {
            terminal::report(&format!("{}\nbefore it failed", summary.text()));
        }
        return Err(error);
    }
    terminal::print(&if args.json {
        summary.json()
    } else {
        summary.text()
    })?;
    Ok(ExitCode::from(if summary.rejected() == 0 { 0 } else { 2 }))
}

fn to_store(
    args: &ImportArgs,
    config: &Config,
    csv: &CsvReader,
    progress: &Progress,
    summary: &mut ImportSummary,
) -> anyhow::Result<()> {
    let shop = config.shop(&args.shop_id)?;
    let open = |file: &PathBuf| open(args, file, csv, progress, || Ok(shop.clock.clone()));
    load::run(config, &shop, &args.files, &open, progress, summary)
}

fn to_server(
    args: &ImportArgs,
    url: &str,
    csv: &CsvReader,
    progress: &Progress,
    summary: &mut ImportSummary,
) -> anyhow::Result<()> {
    if !is_url(url) {
        bail!("to: `{url}` is no server; give its address, such as http://127.0.0.1:8080");
    }
    let shop = ShopId::new(&args.shop_id)?;
    let target = HttpTarget::new(url, shop.as_str(), &args.key);
    // The shop's zone is the server's to say, unless it is said here.
    let clock = || {
        let zone = match &args.shop.timezone {
            Some(zone) => zone.clone(),
            None => target.timezone()?,
        };
        Ok(ShopClock::new(&zone)?)
    };
    for file in &args.files {
        for chunk in open(args, file, csv, progress, clock)? {
            target.send(&chunk?, summary)?;
            progress.events(summary.events());
        }
    }
    Ok(())
}

/// Opens a file. `clock` is asked for the shop's clock if there may be local times in the file.
fn open(
    args: &ImportArgs,
    file: &Path,
    csv: &CsvReader,
    progress: &Progress,
    clock: impl FnOnce() -> anyhow::Result<ShopClock>,
) -> anyhow::Result<Chunks> {
    let input = Input::open(file, progress)?;
    match input.format(args.format)? {
        Format::Csv => Ok(Chunks::whole(csv.read(input, &clock()?)?)),
        Format::Ndjson | Format::Auto => Ok(Chunks::lines(input)),
    }
}
