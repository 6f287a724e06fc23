//! Loads files.
//!
//! [`order_files`] turns their contents into chunks of NDJSON lines. The chunks go to a store ([`load`]) or to a running
//! server ([`http`]), or are only added up ([`tally`]).

mod http;
mod load;
mod summary;
mod tally;

use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, bail};
use domain::{Shop, ShopClock, ShopId};
use order_files::{CsvReader, Files, Input, Progress, ShopFacts, Spare};

use crate::cli::ImportArgs;
use crate::client::is_url;
use crate::config::{Config, File};
use crate::wiring::Asked;
use crate::{commands, logging, terminal};
use tally::Tally;

pub(crate) use http::{HttpTarget, explain};
pub(crate) use summary::ImportSummary;

/// Loads the files. The exit code is 0 if every event was accepted or a duplicate, and 2 if some were rejected.
///
/// # Errors
/// If it could not run.
pub(crate) fn run(args: &ImportArgs) -> anyhow::Result<ExitCode> {
    let file = File::read(args.common.config.as_deref())?;
    let mut config = Config::resolve(&file, &args.shop, &args.common)?;
    if args.common.log.is_none() {
        "warn".clone_into(&mut config.log.filter);
    }
    logging::start(&config.log)?;
    let csv = CsvReader::new(&args.csv)?;
    for file in &args.files {
        Input::check(file)?;
    }
    let progress = Progress::start(&args.files);
    let mut summary = ImportSummary::default();
    let notes = Mutex::default();
    let files = Files {
        paths: &args.files,
        format: args.format,
        csv: &csv,
        progress: &progress,
        notes: &notes,
        spare: Spare::default(),
    };
    if args.dry_run {
        return look(args, &config, files);
    }
    let loaded = match &args.to {
        None => to_store(args, &file, files, &progress, &mut summary),
        Some(url) => to_server(args, url, files, &progress, &mut summary),
    };
    summary.note(notes.into_inner().unwrap_or_else(PoisonError::into_inner));
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

/// Reads the files and shows their totals, without writing anything.
fn look(args: &ImportArgs, config: &Config, files: Files<'_>) -> anyhow::Result<ExitCode> {
    let shop = match &args.to {
        None => Shop::clone(&*config.shop(&args.shop_id)?),
        Some(url) => {
            let facts = server_facts(args, &server(args, url)?)?;
            let currency = facts
                .currency
                .context("use --currency: the server does not say it here")?;
            Shop::new(&args.shop_id, facts.clock.name(), &currency)?
        }
    };
    let facts = ShopFacts {
        clock: shop.clock.clone(),
        currency: Some(shop.currency.code().to_owned()),
    };
    let (progress, notes) = (files.progress, files.notes);
    let mut tally = Tally::new(shop);
    for chunk in files.chunks(|| Ok(facts)) {
        tally.add(&chunk?);
    }
    progress.finish();
    let notes = notes.lock().unwrap_or_else(PoisonError::into_inner);
    terminal::print(&match args.json {
        true => tally.json(&notes),
        false => tally.text(&notes),
    })?;
    Ok(ExitCode::from(if tally.refused() == 0 { 0 } else { 2 }))
}

fn to_store(
    args: &ImportArgs,
    file: &File,
    files: Files<'_>,
    progress: &Progress,
    summary: &mut ImportSummary,
) -> anyhow::Result<()> {
    let asked = Asked {
        file,
        shop: &args.shop,
        common: &args.common,
    };
    let runtime = commands::runtime()?;
    let (store, shop) = runtime.block_on(asked.open_one(&args.shop_id))?;
    let facts = ShopFacts {
        clock: shop.clock.clone(),
        currency: Some(shop.currency.code().to_owned()),
    };
    let spare = files.spare.clone();
    let chunks = files.chunks(|| Ok(facts));
    load::run(&runtime, &store, &shop, chunks, &spare, progress, summary)
}

fn to_server(
    args: &ImportArgs,
    url: &str,
    files: Files<'_>,
    progress: &Progress,
    summary: &mut ImportSummary,
) -> anyhow::Result<()> {
    let target = server(args, url)?;
    // The server knows the shop's zone and currency, unless the arguments give them.
    let facts = || server_facts(args, &target);
    for chunk in files.chunks(facts) {
        target.send(&chunk?, summary)?;
        progress.events(summary.events());
    }
    Ok(())
}

fn server(args: &ImportArgs, url: &str) -> anyhow::Result<HttpTarget> {
    if !is_url(url) {
        bail!("to: `{url}` is not a server; give an address such as http://127.0.0.1:8080");
    }
    let shop = ShopId::new(&args.shop_id)?;
    Ok(HttpTarget::new(url, shop.as_str(), &args.key))
}

fn server_facts(args: &ImportArgs, target: &HttpTarget) -> anyhow::Result<ShopFacts> {
    let currency = args.shop.currency.clone();
    let (zone, currency) = match &args.shop.timezone {
        // A key that may only send orders cannot ask for them.
        Some(zone) => (zone.clone(), currency),
        None => {
            let told = target.shop()?;
            (told.timezone, currency.or(Some(told.currency)))
        }
    };
    let clock = ShopClock::new(&zone)?;
    Ok(ShopFacts { clock, currency })
}
