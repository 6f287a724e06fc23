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

use std::process::ExitCode;

use anyhow::bail;

use crate::cli::{Format, ImportArgs};
use crate::config::Config;
use crate::telemetry;
use chunk::Chunks;
use csv::CsvReader;
use input::Input;
use progress::Progress;
use summary::ImportSummary;

pub(crate) use http::{HttpTarget, agent};

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
    let shop = config.shop(&args.shop_id)?;
    let csv = CsvReader::new(args, shop.clock.clone())?;
    let progress = Progress::start(&args.files);
    let open = |path: &std::path::PathBuf| -> anyhow::Result<Chunks> {
        let input = Input::open(path, &progress)?;
        match input.format(args.format)? {
            Format::Csv => Ok(Chunks::whole(csv.read(input)?)),
            Format::Ndjson | Format::Auto => Ok(Chunks::lines(input)),
        }
    };
    let mut summary = ImportSummary::default();
    match &args.to {
        None => load::run(&config, &shop, &args.files, &open, &progress, &mut summary)?,
        Some(url) => {
            if !url.starts_with("http://") {
                bail!("to: `{url}` is no server; give its address, such as http://127.0.0.1:8080");
            }
            let target = HttpTarget::new(url, shop.id.as_str());
            for file in &args.files {
                for chunk in open(file)? {
                    target.send(&chunk?, &mut summary)?;
                    progress.events(summary.events());
                }
            }
        }
    }
    progress.finish();
    summary.finish();
    crate::print(&if args.json {
        summary.json()
    } else {
        summary.text()
    });
    Ok(ExitCode::from(if summary.rejected() == 0 { 0 } else { 2 }))
}
