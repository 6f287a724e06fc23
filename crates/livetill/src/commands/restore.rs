//! Restores a backup into an empty store.

use std::fs::File;
use std::path::Path;

use anyhow::{Context, bail};
use domain::Timestamp;
use transfer::{BackupReader, Contents, restore};

use crate::cli::RestoreArgs;
use crate::config::{self, Config, ShopArgs};
use crate::terminal::{self, plural};
use crate::{logging, wiring};

pub(crate) fn run(args: &RestoreArgs) -> anyhow::Result<()> {
    logging::start_quietly()?;
    // Check before writing: an incomplete backup is found while the store is still empty.
    let contents = open(&args.from)?.check().context(of(&args.from))?;
    if args.check {
        return contents.iter().try_for_each(describe);
    }
    let file = config::File::read(args.common.config.as_deref())?;
    let config = Config::resolve(&file, &ShopArgs::default(), &args.common)?;
    super::runtime()?.block_on(async {
        let store = wiring::open_shops(&config.store, &[]).await?;
        let mut backup = open(&args.from)?;
        let mut restored = Vec::new();
        let done = loop {
            match restore(&mut backup, store.as_ref()).await {
                Ok(Some(shop)) => restored.push(shop),
                Ok(None) => break Ok(()),
                Err(error) => break Err(error),
            }
        };
        store.close().await?;
        done?;
        if restored.is_empty() {
            bail!("{}: it has no shop", args.from.display());
        }
        for shop in restored {
            terminal::print(&format!(
                "shop {}: {}; the figures are those of the backup{}",
                shop.shop,
                said_of_content(shop.orders, shop.days, shop.items, shop.rejects),
                said_of_original(shop.original_days)
            ))?;
        }
        Ok(())
    })
}

/// What restore and copy say they wrote.
pub(super) fn said_of_content(orders: u64, days: u64, items: u64, rejects: u64) -> String {
    format!(
        "{} of {}, {}, {}",
        plural(orders, "order"),
        plural(days, "day"),
        plural(items, "item"),
        plural(rejects, "reject")
    )
}

/// What backup, restore and copy say about days counted by the original design.
pub(super) fn said_of_original(days: u64) -> String {
    match days {
        0 => String::new(),
        days => {
            let days = plural(days, "day");
            format!("; for {days} that the original design counted, it has only totals")
        }
    }
}

fn open(path: &Path) -> anyhow::Result<BackupReader<'static>> {
    let file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(BackupReader::new(file)?)
}

fn of(path: &Path) -> String {
    path.display().to_string()
}

fn describe(contents: &Contents) -> anyhow::Result<()> {
    let made_at = Timestamp::from_millis(contents.made_at).rfc3339_utc();
    terminal::print(&format!(
        "shop {}: {}, backed up at {made_at}; the backup is complete{}",
        contents.shop,
        plural(contents.orders, "order"),
        said_of_original(contents.original_days)
    ))
}
