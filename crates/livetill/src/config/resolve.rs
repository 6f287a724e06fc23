//! Resolves settings: flags and environment before the file, the file before the defaults.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, bail};
use domain::{Rates, Shop, ShopId};
use pipeline::PlatformLink;
use ports::OtherSetting;

use super::common::CommonArgs;
use super::connect::SecretArgs;
use super::file::File;
use super::listen::Listen;
use super::log::LogSettings;
use super::required::required;
use super::shop::{self, EveryShop, ShopArgs, ShopSection};
use super::sources::{self, SourceArgs, SourceSetting};

/// All settings, resolved and checked.
#[derive(Clone, Debug)]
pub(crate) struct Config {
    pub listen: Listen,
    pub store: String,
    /// The default shop comes first.
    pub shops: Vec<Arc<Shop>>,
    /// Settings for shops that are added while a server runs.
    pub every: EveryShop,
    /// Streams to read.
    pub sources: Vec<SourceSetting>,
    /// Connections of shops with platforms.
    pub connects: BTreeMap<String, PlatformLink>,
    /// The folder of secrets that connections made over HTTP may name.
    pub secrets_folder: PathBuf,
    pub log: LogSettings,
}

impl Config {
    /// Resolves the settings of a command.
    ///
    /// # Errors
    /// Names the invalid setting.
    pub(crate) fn resolve(
        file: &File,
        shop: &ShopArgs,
        common: &CommonArgs,
    ) -> anyhow::Result<Config> {
        let default_shop = shop.over(&file.shop);
        let mut shops = vec![shop::build(ShopId::DEFAULT, &default_shop)?];
        let mut sources = sources::of_shop(&shops[0], &file.shop.sources);
        let mut connects = BTreeMap::new();
        let mut connect = |section: &ShopSection, shop: &Shop| {
            let link = section.connect.resolve(&shop.id)?;
            connects.extend(link.map(|link| (shop.id.to_string(), link)));
            anyhow::Ok(())
        };
        connect(&file.shop, &shops[0])?;
        for (id, section) in &file.shops {
            if id == ShopId::DEFAULT {
                bail!("shops.default: put the default shop's settings in [shop]");
            }
            let shop = shop::build(id, &section.or(&default_shop))?;
            sources.extend(sources::of_shop(&shop, &section.sources));
            connect(section, &shop)?;
            shops.push(shop);
        }
        share_rates(&mut shops);
        let store = common.store.clone().or_else(|| file.store.clone());
        Ok(Config {
            listen: required("listen", file.listen.clone())?,
            store: required("store", store)?,
            every: EveryShop {
                rates: shops[0].rates.clone(),
                section: default_shop,
            },
            shops,
            sources,
            connects,
            secrets_folder: required("secrets_folder", file.secrets_folder.clone())?,
            log: file.log.resolve(common.log.as_deref(), common.log_format)?,
        })
    }

    /// Replaces the listening address if flag or environment set one.
    pub(crate) fn listening(mut self, listen: Option<&Listen>) -> Config {
        if let Some(listen) = listen {
            self.listen.clone_from(listen);
        }
        self
    }

    /// Replaces the default shop's sources if flag or environment name any.
    pub(crate) fn reading(mut self, args: &SourceArgs) -> Config {
        if let (Some(named), Some(shop)) = (args.named(), self.shops.first()) {
            let named = sources::of_shop(shop, &named);
            self.sources
                .retain(|source| source.shop.id.as_str() != ShopId::DEFAULT);
            self.sources.extend(named);
        }
        self
    }

    /// Sets the folder of secrets that a command names.
    pub(crate) fn keeping_secrets(mut self, args: &SecretArgs) -> Config {
        if let Some(folder) = &args.secrets_folder {
            self.secrets_folder.clone_from(folder);
        }
        self
    }

    /// Whether a shop with this name exists.
    pub(crate) fn has(&self, id: &str) -> bool {
        self.shops.iter().any(|shop| shop.id.as_str() == id)
    }

    /// The shop with this name.
    ///
    /// # Errors
    /// Lists the existing shops.
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

/// Gives the default shop its time zone or currency of the store, unless somebody chose another; whether that was done.
pub(crate) fn take_over(args: &mut ShopArgs, file: &File, of_store: &OtherSetting) -> bool {
    let said = match of_store.setting.as_str() {
        "timezone" => &mut args.timezone,
        "currency" => &mut args.currency,
        _ => return false,
    };
    let is_chosen = said.is_some() || file.said_of_shop.contains_key(&of_store.setting);
    if is_chosen || of_store.shop.as_str() != ShopId::DEFAULT {
        return false;
    }
    *said = Some(of_store.stored.clone());
    true
}

/// Gives all shops the same table of rates.
fn share_rates(shops: &mut [Arc<Shop>]) {
    let rates = Rates::default();
    for shop in shops {
        Arc::make_mut(shop).rates = rates.clone();
    }
}

/// The default shop from flags and environment alone.
///
/// # Errors
/// Names the invalid setting.
pub(crate) fn default_shop(args: &ShopArgs) -> anyhow::Result<Shop> {
    let shop = shop::build(ShopId::DEFAULT, &args.over(&File::read(None)?.shop))?;
    Ok(Arc::unwrap_or_clone(shop))
}

/// Resolves the text of a configuration file as far as it needs no other file.
///
/// # Errors
/// Names the unknown or invalid setting.
#[cfg(feature = "fuzzing")]
pub(crate) fn resolve_text(text: &str) -> anyhow::Result<Config> {
    use super::access::{self, AccessArgs};
    let file = File::parse(text)?;
    file.alerts.resolve(&Default::default())?;
    super::digests(&file, &Default::default(), &Default::default())?;
    access::settings_of(&AccessArgs::default(), &file)?;
    let config = Config::resolve(&file, &ShopArgs::default(), &CommonArgs::default())?;
    let store = "redis://127.0.0.1";
    file.buffer.resolve(&Default::default(), store)?;
    Ok(config)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolve(shop: &ShopArgs) -> anyhow::Result<Config> {
        Config::resolve(&File::read(None)?, shop, &CommonArgs::default())
    }

    #[test]
    fn the_default_file_sets_everything() {
        let config = resolve(&ShopArgs::default()).unwrap();
        assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
        assert_eq!(config.shops.len(), 1);
        assert_eq!(config.shops[0].retention_days, Shop::DEFAULT_RETENTION_DAYS);
        assert_eq!(
            config.shops[0].max_future_millis,
            Shop::DEFAULT_MAX_FUTURE_MILLIS
        );
        assert_eq!(config.shops[0].max_items, Some(Shop::DEFAULT_MAX_ITEMS));
        assert_eq!(config.shops[0].headline, domain::Headline::Gross);
        assert_eq!(config.shops[0].week_begins, domain::Weekday::Monday);
        assert!(config.shops[0].channels.is_empty());
        assert_eq!(config.shops[0].products, None);
    }

    #[test]
    fn products_are_kept_as_is_said() {
        for products in [Some(true), Some(false), None] {
            let shop = ShopArgs {
                products,
                ..ShopArgs::default()
            };
            assert_eq!(resolve(&shop).unwrap().shops[0].products, products);
        }
    }

    #[test]
    fn a_shop_that_is_added_has_what_the_others_have() {
        let shop = ShopArgs {
            retention_days: Some(30),
            channels: vec!["amazon".into()],
            ..ShopArgs::default()
        };
        let config = resolve(&shop).unwrap();
        let line = "Asia/Tokyo\tJPY\t\tAcme";
        let listed = ports::ListedShop::from_line("acme", line).unwrap();
        let added = config.every.listed(&listed).unwrap();
        assert_eq!(
            (added.clock.name(), added.currency.code()),
            ("Asia/Tokyo", "JPY")
        );
        assert_eq!(
            (added.retention_days, added.channels.to_string()),
            (30, "amazon".into())
        );
        let own = ports::ListedShop::from_line("acme", &format!("{line}\t400")).unwrap();
        assert_eq!(own.to_line(), format!("{line}\t400"));
        assert_eq!(config.every.listed(&own).unwrap().retention_days, 400);
        let table = config.shops[0].rates.table();
        assert!(
            Arc::ptr_eq(&added.rates.table(), &table),
            "one table for all"
        );
    }

    #[test]
    fn channels_are_a_list() {
        let shop = ShopArgs {
            channels: vec!["amazon".into(), " ebay ".into(), String::new()],
            ..ShopArgs::default()
        };
        let config = resolve(&shop).unwrap();
        assert_eq!(config.shops[0].channels.to_string(), "amazon,ebay");
        let twice = ShopArgs {
            channels: vec!["pos".into()],
            ..ShopArgs::default()
        };
        let error = format!("{:#}", resolve(&twice).unwrap_err());
        assert!(error.contains("channel `pos` already exists"), "{error}");
    }

    #[test]
    fn what_is_impossible_is_named() {
        let error = |shop: ShopArgs| format!("{:#}", resolve(&shop).unwrap_err());
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
        let headline = ShopArgs {
            headline: Some("profit".into()),
            ..ShopArgs::default()
        };
        let headline = error(headline);
        let week = ShopArgs {
            week_begins: Some("Mon".into()),
            ..ShopArgs::default()
        };
        let week = error(week);
        assert!(
            week.contains("week_begins: `Mon`") && week.contains("monday"),
            "{week}"
        );
        assert!(headline.contains("headline: `profit`"), "{headline}");
        assert!(headline.contains("gross, net, total"), "{headline}");
    }
}
