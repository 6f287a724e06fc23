//! Adds, lists and removes shops while servers run.

use std::io::{self, BufRead as _, IsTerminal as _};

use anyhow::{Context, bail};
use api_types::{NewShop, ShopEntry, ShopList};

use super::api::Api;
use crate::cli::ShopsCommand;
use crate::terminal::{clean, print, report};

/// Shops in one request.
const PAGE: usize = 1_000;

pub(crate) fn run(command: ShopsCommand) -> anyhow::Result<()> {
    match command {
        ShopsCommand::Add {
            name,
            timezone,
            currency,
            display_name,
            retention_days,
            at,
        } => {
            let shop = NewShop {
                shop: name.to_string(),
                timezone,
                currency,
                display_name,
                retention_days,
            };
            let api = Api::connect(&at.from())?;
            let added = api.post::<ShopEntry>("/v1/shops", Some(&shop));
            api.close()?;
            let added = added?;
            let (zone, currency) = (clean(&added.timezone), clean(&added.currency));
            print(&format!("added {}: {zone}, {currency}", clean(&added.shop)))
        }
        ShopsCommand::List { json, at } => {
            let api = Api::connect(&at.from())?;
            let shops = all(&api);
            api.close()?;
            list(&shops?, json)
        }
        ShopsCommand::Remove { name, yes, at } => {
            let from = at.from();
            if !yes {
                ask(name.as_str(), from.server.as_deref())?;
            }
            let api = Api::connect(&from)?;
            let removed = api.remove(&format!("/v1/shops/{name}"));
            api.close()?;
            removed?;
            print(&format!("removed {name}"))
        }
    }
}

fn all(api: &Api) -> anyhow::Result<Vec<ShopEntry>> {
    let mut shops = Vec::new();
    loop {
        let offset = shops.len();
        let page = api.get::<ShopList>(&format!("/v1/shops?limit={PAGE}&offset={offset}"))?;
        if page.shops.is_empty() {
            return Ok(shops);
        }
        shops.extend(page.shops);
    }
}

fn list(shops: &[ShopEntry], json: bool) -> anyhow::Result<()> {
    if json {
        return print(&serde_json::to_string_pretty(shops)?);
    }
    for shop in shops {
        let newest = shop.newest_day.as_deref().unwrap_or("-");
        let name = shop.display_name.as_deref().unwrap_or_default();
        let (id, zone, currency) = (
            clean(&shop.shop),
            clean(&shop.timezone),
            clean(&shop.currency),
        );
        let line = format!(
            "{id:<24} {zone:<24} {currency:<4} {newest:<10}  {}",
            clean(name)
        );
        print(line.trim_end())?;
    }
    Ok(())
}

/// A removed shop cannot be restored, so the person has to type its name.
fn ask(name: &str, server: Option<&str>) -> anyhow::Result<()> {
    let server = server
        .map(|url| format!(" --server {url}"))
        .unwrap_or_default();
    let backup = format!("livetill backup {name}.jsonl.zst --shop {name}{server}");
    if !io::stdin().is_terminal() {
        bail!(
            "this removes all orders and figures of shop `{name}`; `{backup}` keeps them in a file; use --yes to remove \
             it"
        );
    }
    report(&format!(
        "This removes all orders and figures of shop `{name}` for good.\n`{backup}` keeps them in a file.\nType the \
         shop's name to remove it:"
    ));
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer).context("stdin")?;
    if answer.trim() != name {
        bail!("shop `{name}` stays: you typed something else");
    }
    Ok(())
}
