//! A store's content into another store.

use pipeline::copy;

use super::restore::said_of_original;
use crate::cli::{CommonArgs, CopyArgs};
use crate::config::Config;
use crate::{telemetry, terminal, wiring};

pub(crate) fn run(args: &CopyArgs) -> anyhow::Result<()> {
    telemetry::start_quietly()?;
    let common = CommonArgs {
        config: args.config.clone(),
        ..CommonArgs::default()
    };
    let config = Config::resolve(None, &args.shop, &common)?;
    super::runtime()?.block_on(async {
        let from = wiring::open_shops(&args.from, &config.shops).await?;
        let to = wiring::open_shops(&args.to, &config.shops).await?;
        for shop in &config.shops {
            let copied = copy(shop, from.as_ref(), to.as_ref()).await?;
            terminal::print(&format!(
                "shop {}: {} orders of {} days, {} items, {} rejects; the boards are the same{}",
                shop.id,
                copied.orders,
                copied.days,
                copied.items,
                copied.rejects,
                said_of_original(copied.original_days)
            ))?;
        }
        from.close().await?;
        Ok(to.close().await?)
    })
}
