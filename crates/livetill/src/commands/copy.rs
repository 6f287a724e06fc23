//! Copies a store's content into another store.

use pipeline::{copy_connections, copy_goals, copy_rates};
use transfer::copy;

use super::restore::{said_of_content, said_of_original};
use crate::cli::CopyArgs;
use crate::config::{CommonArgs, File};
use crate::wiring::Asked;
use crate::{logging, terminal, wiring};

pub(crate) fn run(args: &CopyArgs) -> anyhow::Result<()> {
    logging::start_quietly()?;
    let file = File::read(args.config.as_deref())?;
    let common = CommonArgs {
        store: Some(args.from.clone()),
        ..CommonArgs::default()
    };
    let asked = Asked {
        file: &file,
        shop: &args.shop,
        common: &common,
    };
    wiring::must_exist(&args.from)?;
    super::runtime()?.block_on(async {
        let (from, config) = asked.open().await?;
        let to = wiring::open_shops(&args.to, &config.shops).await?;
        let mut shops = config.shops.clone();
        for listed in from.roster().await?.iter().filter(|it| !it.is_leaving) {
            if !config.has(listed.id.as_str()) {
                let shop = config.every.listed(listed)?;
                from.open_shop(&shop).await?;
                to.list_shop(listed).await?;
                to.open_shop(&shop).await?;
                shops.push(shop);
            }
        }
        for shop in &shops {
            let copied = copy(shop, from.as_ref(), to.as_ref()).await?;
            terminal::print(&format!(
                "shop {}: {}; the boards are the same{}",
                shop.id,
                said_of_content(copied.orders, copied.days, copied.items, copied.rejects),
                said_of_original(copied.original_days)
            ))?;
        }
        // People set these while servers ran, and no setting of the next server says them.
        let ids = || shops.iter().map(|shop| &shop.id);
        copy_goals(&*from, &*to, ids()).await?;
        copy_connections(&*from, &*to, ids()).await?;
        copy_rates(&*from, &*to).await?;
        from.close().await?;
        Ok(to.close().await?)
    })
}
