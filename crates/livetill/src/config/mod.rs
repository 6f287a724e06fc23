//! Configuration in two steps: parse (flags and environment by clap, the file by serde), then
//! resolve by precedence: flag, environment, file, default.

mod access;
mod alerts;
mod buffer;
mod environment;
mod file;
mod keys;
mod limits;
mod listen;
mod sources;
mod stamp;
mod tls;
mod traces;

use std::sync::Arc;

use anyhow::{Context, anyhow, bail};
use clap::ValueEnum;
use domain::{InvalidShop, Shop, ShopId};
use serde::Deserialize;

#[cfg(feature = "fuzzing")]
use crate::cli::{AlertArgs, BufferArgs};
use crate::cli::{CommonArgs, ShopArgs};
pub(crate) use access::{AccessConfig, key_sources};
pub(crate) use alerts::resolve_alerts;
pub(crate) use buffer::{BufferSection, BufferSettings};
pub(crate) use environment::{Refused, check_environment, read_command};
pub(crate) use file::DEFAULT;
use file::{File, ShopSection};
pub(crate) use keys::{
    KeyFile, KeySection, KeySections, KeySources, PlacedKey, bare as bare_keys,
    check_name as check_key_name, entry as key_entry, watch as watch_keys,
};
pub(crate) use listen::Listen;
pub(crate) use sources::SourceSetting;
pub(crate) use tls::watch as watch_tls;
pub(crate) use traces::otlp_endpoint;

/// How log lines are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LogFormat {
    Text,
    Json,
}

/// What to log, and how.
#[derive(Clone, Debug)]
pub(crate) struct LogSettings {
    pub filter: String,
    pub format: LogFormat,
}

/// Everything resolved and checked.
#[derive(Clone, Debug)]
pub(crate) struct Config {
    pub listen: Listen,
    pub store: String,
    /// The default shop first.
    pub shops: Vec<Arc<Shop>>,
    /// As far as the file says.
    pub buffer: BufferSection,
    /// Streams that are read besides.
    pub sources: Vec<SourceSetting>,
    pub log: LogSettings,
}

impl Config {
    /// Resolves the settings of a command.
    ///
    /// # Errors
    /// Names the setting that is unknown or impossible.
    pub(crate) fn resolve(
        listen: Option<Listen>,
        shop: &ShopArgs,
        common: &CommonArgs,
    ) -> anyhow::Result<Config> {
        let file = match &common.config {
            Some(path) => File::read(path)?,
            None => File::default(),
        };
        Config::of_file(file, listen, shop, common)
    }

    fn of_file(
        file: File,
        listen: Option<Listen>,
        shop: &ShopArgs,
        common: &CommonArgs,
    ) -> anyhow::Result<Config> {
        let defaults = File::defaults()?;
        let default_shop = of_args(shop).or(&file.shop).or(&defaults.shop);
        let mut shops = vec![build_shop(ShopId::DEFAULT, &default_shop)?];
        let mut sources = sources::of_shop(&shops[0], &file.shop.sources);
        for (id, section) in &file.shops {
            if id == ShopId::DEFAULT {
                bail!("shops.default: the default shop's settings stand in [shop]");
            }
            let shop = build_shop(id, &section.or(&default_shop))?;
            sources.extend(sources::of_shop(&shop, &section.sources));
            shops.push(shop);
        }
        let store = common.store.clone().or(file.store).or(defaults.store);
        Ok(Config {
            listen: required("listen", listen.or(file.listen).or(defaults.listen))?,
            store: required("store", store)?,
            shops,
            buffer: file.buffer.or(defaults.buffer),
            sources,
            log: LogSettings {
                filter: required(
                    "log.filter",
                    common
                        .log
                        .clone()
                        .or(file.log.filter)
                        .or(defaults.log.filter),
                )?,
                format: required(
                    "log.format",
                    common
                        .log_format
                        .or(file.log.format)
                        .or(defaults.log.format),
                )?,
            },
        })
    }

    /// The shop with this name.
    ///
    /// # Errors
    /// Names the shops there are.
    pub(crate) fn shop(&self, id: &str) -> anyhow::Result<Arc<Shop>> {
        let found = self.shops.iter().find(|shop| shop.id.as_str() == id);
        found.cloned().with_context(|| {
            let known: Vec<&str> = self.shops.iter().map(|shop| shop.id.as_str()).collect();
            format!(
                "shop `{id}` is not configured; there are: {}",
                known.join(", ")
            )
        })
    }
}

/// Resolves the text of a configuration file as far as that needs no other file.
///
/// # Errors
/// Names the setting that is unknown or impossible.
#[cfg(feature = "fuzzing")]
pub(crate) fn resolve_text(text: &str) -> anyhow::Result<Config> {
    let file = File::parse(text)?;
    alerts::of_section(&AlertArgs::default(), &file.alerts)?;
    access::settings_of(None, &file)?;
    let (shop, common) = (ShopArgs::default(), CommonArgs::default());
    let config = Config::of_file(file, None, &shop, &common)?;
    let (buffer, store) = (BufferArgs::default(), "redis://127.0.0.1");
    config.buffer.resolve(&buffer, store)?;
    Ok(config)
}

/// The default shop of flags and environment alone.
///
/// # Errors
/// Names the setting that is impossible.
pub(crate) fn default_shop(args: &ShopArgs) -> anyhow::Result<Shop> {
    let shop = build_shop(ShopId::DEFAULT, &of_args(args).or(&File::defaults()?.shop))?;
    Ok(Arc::unwrap_or_clone(shop))
}

fn of_args(args: &ShopArgs) -> ShopSection {
    ShopSection {
        timezone: args.timezone.clone(),
        currency: args.currency.clone(),
        retention_days: args.retention_days,
        max_future_minutes: args.max_future_minutes,
        max_items: args.max_items,
        sources: Vec::new(),
    }
}

impl ShopSection {
    fn or(&self, other: &ShopSection) -> ShopSection {
        ShopSection {
            timezone: self.timezone.clone().or_else(|| other.timezone.clone()),
            currency: self.currency.clone().or_else(|| other.currency.clone()),
            retention_days: self.retention_days.or(other.retention_days),
            max_future_minutes: self.max_future_minutes.or(other.max_future_minutes),
            max_items: self.max_items.or(other.max_items),
            // An order that counts for one shop does not count for another.
            sources: Vec::new(),
        }
    }
}

fn build_shop(id: &str, section: &ShopSection) -> anyhow::Result<Arc<Shop>> {
    /// Ten years: memory for the ledger of each day is needed.
    const MAX_RETENTION_DAYS: u32 = 3_660;
    let of_shop = || format!("shop `{id}`");
    let timezone = required("timezone", section.timezone.as_deref())?;
    let currency = required("currency", section.currency.as_deref())?;
    let mut shop = Shop::new(id, timezone, currency).map_err(|error| match error {
        InvalidShop::Id(_) => anyhow!("{error}"),
        // Not its causes: the message has all of them.
        _ => anyhow!("{}: {error}", of_shop()),
    })?;
    let days = required("retention_days", section.retention_days)?;
    if !(1..=MAX_RETENTION_DAYS).contains(&days) {
        bail!(
            "{}: retention_days: {days} is impossible; 1 to {MAX_RETENTION_DAYS} days can be kept",
            of_shop()
        );
    }
    shop.retention_days = days as usize;
    let minutes = required("max_future_minutes", section.max_future_minutes)?;
    shop.max_future_millis = i64::from(minutes) * 60_000;
    shop.max_items = Some(required("max_items", section.max_items)?).filter(|most| *most > 0);
    Ok(Arc::new(shop))
}

fn required<T>(name: &str, value: Option<T>) -> anyhow::Result<T> {
    value.with_context(|| format!("{name} has no value"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_file_sets_everything() {
        let common = CommonArgs {
            config: None,
            store: None,
            log: None,
            log_format: None,
        };
        let config = Config::resolve(None, &ShopArgs::default(), &common).unwrap();
        assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
        assert_eq!(config.shops.len(), 1);
        assert_eq!(config.shops[0].retention_days, Shop::DEFAULT_RETENTION_DAYS);
        assert_eq!(
            config.shops[0].max_future_millis,
            Shop::DEFAULT_MAX_FUTURE_MILLIS
        );
        assert_eq!(config.shops[0].max_items, Some(Shop::DEFAULT_MAX_ITEMS));
    }

    #[test]
    fn what_is_impossible_is_named() {
        let error = |shop: ShopArgs| {
            let common = CommonArgs {
                config: None,
                store: None,
                log: None,
                log_format: None,
            };
            format!("{:#}", Config::resolve(None, &shop, &common).unwrap_err())
        };
        let zone = ShopArgs {
            timezone: Some("Mars/Olympus".into()),
            ..ShopArgs::default()
        };
        assert!(error(zone).contains("timezone `Mars/Olympus`"));
        let currency = ShopArgs {
            currency: Some("XXX".into()),
            ..ShopArgs::default()
        };
        assert!(error(currency).contains("currency `XXX`"));
        let days = ShopArgs {
            retention_days: Some(0),
            ..ShopArgs::default()
        };
        assert!(error(days).contains("retention_days: 0"));
    }

    #[test]
    fn an_unknown_setting_in_the_file_is_named() {
        let error = toml::from_str::<File>("[shop]\ntimezon = \"UTC\"").unwrap_err();
        assert!(error.to_string().contains("timezon"));
    }
}
