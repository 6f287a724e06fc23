//! Settings, all of them from the environment.

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::{Context, anyhow, bail};
use domain::{OwnChannels, Rates, Shop, ShopId};
use serde::Deserialize;
use store_redis::StoreUrl;

/// All settings, one per line; they have the same names and meanings as for the server. `make generate` writes them
/// from the server's rows of settings.
const KNOWN: &str = include_str!("variables.txt");

const MAX_RETENTION_DAYS: usize = 3_660;

/// All settings, resolved and checked.
#[derive(Debug)]
pub(crate) struct Settings {
    pub store: StoreUrl,
    pub log: String,
    /// Namespace of the figures in CloudWatch; `None` = none are written.
    pub cloudwatch: Option<String>,
    default_shop: Arc<Shop>,
    /// By the name of the stream, queue or bus.
    by_source: BTreeMap<String, Arc<Shop>>,
}

/// A further shop in `LIVETILL_SHOPS`. Missing settings are those of the default shop.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ShopSection {
    /// Names of the streams and queues whose orders belong to this shop.
    sources: Vec<String>,
    timezone: Option<String>,
    currency: Option<String>,
    retention_days: Option<usize>,
    max_future_minutes: Option<u32>,
    max_items: Option<u64>,
    channels: Option<Vec<String>>,
    products: Option<bool>,
}

impl Settings {
    /// Reads the environment.
    ///
    /// # Errors
    /// Names the variable that is missing, unknown or invalid.
    pub(crate) fn read(
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> anyhow::Result<Settings> {
        // As in the server: surrounding white space is trimmed, and an empty value counts as unset.
        let own = environment
            .into_iter()
            .filter(|(name, _)| name.starts_with("LIVETILL_"))
            .map(|(name, value)| (name, value.trim().to_owned()))
            .filter(|(_, value)| !value.is_empty());
        let own: BTreeMap<String, String> = own.collect();
        let known: Vec<&str> = KNOWN.lines().collect();
        if let Some(unknown) = own.keys().find(|name| !known.contains(&name.as_str())) {
            bail!(
                "{unknown} is not a setting; there are: {}",
                known.join(", ")
            );
        }
        Settings::of(|name| own.get(name).map(String::as_str))
    }

    fn of<'v>(get: impl Fn(&str) -> Option<&'v str>) -> anyhow::Result<Settings> {
        let store = get("LIVETILL_STORE").context(
            "LIVETILL_STORE is not set; it is the store's URL, such as rediss://:TOKEN@HOST:6379",
        )?;
        if store.starts_with("embedded:") {
            bail!("LIVETILL_STORE: a function has no disk that lasts; use Redis or Valkey");
        }
        let store = StoreUrl::parse(store).map_err(|error| anyhow!("LIVETILL_STORE: {error}"))?;
        let default = ShopSection {
            sources: Vec::new(),
            timezone: get("LIVETILL_TIMEZONE").map(str::to_owned),
            currency: get("LIVETILL_CURRENCY").map(str::to_owned),
            retention_days: number("LIVETILL_RETENTION_DAYS", get("LIVETILL_RETENTION_DAYS"))?,
            max_future_minutes: number(
                "LIVETILL_MAX_FUTURE_MINUTES",
                get("LIVETILL_MAX_FUTURE_MINUTES"),
            )?,
            max_items: number("LIVETILL_MAX_ITEMS", get("LIVETILL_MAX_ITEMS"))?,
            channels: get("LIVETILL_CHANNELS").map(|names| {
                let names = names
                    .split(',')
                    .map(str::trim)
                    .filter(|name| !name.is_empty());
                names.map(str::to_owned).collect()
            }),
            products: yes_or_no("LIVETILL_PRODUCTS", get("LIVETILL_PRODUCTS"))?,
        };
        let shops = get("LIVETILL_SHOPS").unwrap_or("{}");
        let shops: BTreeMap<String, ShopSection> =
            serde_json::from_str(shops).context("LIVETILL_SHOPS")?;
        // All shops share one table of rates.
        let rates = Rates::default();
        let mut by_source = BTreeMap::new();
        for (id, section) in &shops {
            if id == ShopId::DEFAULT {
                bail!("LIVETILL_SHOPS: the default shop has variables of its own");
            }
            let shop = build(id, section, &default, &rates).context("LIVETILL_SHOPS")?;
            for source in &section.sources {
                let before = by_source.insert(source.clone(), Arc::clone(&shop));
                if let Some(before) = before {
                    bail!(
                        "LIVETILL_SHOPS: `{source}` is a source of both `{}` and `{id}`",
                        before.id
                    );
                }
            }
        }
        Ok(Settings {
            store,
            log: get("LIVETILL_LOG").unwrap_or("info").to_owned(),
            cloudwatch: get("LIVETILL_CLOUDWATCH").map(str::to_owned),
            default_shop: build(ShopId::DEFAULT, &default, &default, &rates)?,
            by_source,
        })
    }

    /// The shop whose orders come from a source such as `kinesis:orders`.
    pub(crate) fn shop_of(&self, source: &str) -> &Arc<Shop> {
        let name = source.split_once(':').map_or(source, |(_, name)| name);
        self.by_source.get(name).unwrap_or(&self.default_shop)
    }
}

fn number<T: std::str::FromStr>(name: &str, value: Option<&str>) -> anyhow::Result<Option<T>> {
    let parse = |text: &str| {
        let parsed = text.parse();
        parsed.map_err(|_| anyhow!("{name}: `{text}` is not a number of at least 0"))
    };
    value.map(parse).transpose()
}

fn yes_or_no(name: &str, value: Option<&str>) -> anyhow::Result<Option<bool>> {
    let parse = |text: &str| {
        let parsed = text.parse();
        parsed.map_err(|_| anyhow!("{name}: `{text}` is neither true nor false"))
    };
    value.map(parse).transpose()
}

fn build(
    id: &str,
    section: &ShopSection,
    default: &ShopSection,
    rates: &Rates,
) -> anyhow::Result<Arc<Shop>> {
    fn or<T: Clone>(own: &Option<T>, default: &Option<T>) -> Option<T> {
        own.clone().or_else(|| default.clone())
    }
    let timezone = or(&section.timezone, &default.timezone);
    let currency = or(&section.currency, &default.currency);
    let timezone = timezone.as_deref().unwrap_or("UTC");
    let mut shop = Shop::new(id, timezone, currency.as_deref().unwrap_or("USD"))
        .map_err(|error| anyhow!("shop `{id}`: {error}"))?;
    if let Some(days) = or(&section.retention_days, &default.retention_days) {
        if !(1..=MAX_RETENTION_DAYS).contains(&days) {
            bail!(
                "shop `{id}`: retention_days: {days} is impossible; 1 to {MAX_RETENTION_DAYS} days \
                 can be kept"
            );
        }
        shop.retention_days = days;
    }
    if let Some(minutes) = or(&section.max_future_minutes, &default.max_future_minutes) {
        shop.max_future_millis = i64::from(minutes) * 60_000;
    }
    if let Some(most) = or(&section.max_items, &default.max_items) {
        shop.max_items = Some(most).filter(|most| *most > 0);
    }
    let channels = or(&section.channels, &default.channels).unwrap_or_default();
    shop.channels = OwnChannels::new(channels).map_err(|error| anyhow!("shop `{id}`: {error}"))?;
    shop.rates = rates.clone();
    shop.products = or(&section.products, &default.products);
    Ok(Arc::new(shop))
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::collections::BTreeSet;

    use super::*;

    fn read(variables: &[(&str, &str)]) -> anyhow::Result<Settings> {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Settings::read(variables.iter().map(own))
    }

    fn error(variables: &[(&str, &str)]) -> String {
        format!("{:#}", read(variables).unwrap_err())
    }

    const STORE: (&str, &str) = ("LIVETILL_STORE", "rediss://:secret@cache:6379");

    #[test]
    fn a_store_is_enough() {
        let store = (STORE.0, "rediss://:secret@cache:6379\n");
        let others = [("PATH", "/bin"), ("LIVETILL_LOG", " \n")];
        let settings =
            read(&[store, others[0], others[1], ("LIVETILL_TIMEZONE", " UTC\n")]).unwrap();
        let shop = settings.shop_of("kinesis:orders");
        assert_eq!((shop.id.as_str(), shop.clock.name()), ("default", "UTC"));
        assert_eq!(shop.currency.code(), "USD");
        assert_eq!(shop.retention_days, Shop::DEFAULT_RETENTION_DAYS);
        assert_eq!(settings.log, "info");
    }

    #[test]
    fn the_settings_that_are_read_are_those_there_are() {
        let asked = RefCell::new(BTreeSet::new());
        let get = |name: &str| {
            asked.borrow_mut().insert(name.to_owned());
            (name == STORE.0).then_some(STORE.1)
        };
        Settings::of(get).unwrap();
        let known: BTreeSet<String> = KNOWN.lines().map(str::to_owned).collect();
        assert_eq!(asked.into_inner(), known);
    }

    #[test]
    fn sources_belong_to_shops() {
        let shops = r#"{"acme":{"sources":["orders-acme","returns-acme"],"currency":"HUF"},"other":{"sources":["returns-other"],"max_items":0}}"#;
        let settings = read(&[
            STORE,
            ("LIVETILL_TIMEZONE", "Europe/Budapest"),
            ("LIVETILL_RETENTION_DAYS", "30"),
            ("LIVETILL_MAX_ITEMS", "500"),
            ("LIVETILL_CHANNELS", "amazon, ebay,"),
            ("LIVETILL_PRODUCTS", "false"),
            ("LIVETILL_SHOPS", shops),
        ])
        .unwrap();
        for source in ["kinesis:orders-acme", "sqs:returns-acme"] {
            let shop = settings.shop_of(source);
            assert_eq!((shop.id.as_str(), shop.currency.code()), ("acme", "HUF"));
            assert_eq!(
                (shop.clock.name(), shop.retention_days),
                ("Europe/Budapest", 30)
            );
        }
        let default = settings.shop_of("kinesis:orders");
        assert_eq!(
            (default.id.as_str(), default.max_items),
            ("default", Some(500))
        );
        assert_eq!(default.channels.to_string(), "amazon,ebay");
        assert_eq!(default.products, Some(false));
        let other = settings.shop_of("sqs:returns-other");
        assert_eq!(other.max_items, None, "0: any number");
    }

    #[test]
    fn what_is_wrong_is_named_without_the_password() {
        for (variables, named) in [
            (&[][..], "LIVETILL_STORE"),
            (&[("LIVETILL_STORE", "embedded:/tmp/x")], "disk"),
            (&[("LIVETILL_STORE", "rediss://:secret@h:x")], "h:x"),
            (&[STORE, ("LIVETILL_TIMEZON", "UTC")], "LIVETILL_TIMEZON "),
            (&[STORE, ("LIVETILL_TIMEZONE", "Mars")], "Mars"),
            (&[STORE, ("LIVETILL_CURRENCY", "XXX")], "XXX"),
            (&[STORE, ("LIVETILL_RETENTION_DAYS", "0")], "retention_days"),
            (&[STORE, ("LIVETILL_RETENTION_DAYS", "x")], "RETENTION_DAYS"),
            (
                &[STORE, ("LIVETILL_PRODUCTS", "2")],
                "neither true nor false",
            ),
            (&[STORE, ("LIVETILL_SHOPS", "[]")], "LIVETILL_SHOPS"),
            (
                &[STORE, ("LIVETILL_SHOPS", r#"{"a":{"sources":[],"x":1}}"#)],
                "`x`",
            ),
            (
                &[
                    STORE,
                    (
                        "LIVETILL_SHOPS",
                        r#"{"a":{"sources":["s"]},"b":{"sources":["s"]}}"#,
                    ),
                ],
                "`s`",
            ),
        ] {
            let error = error(variables);
            assert!(error.contains(named), "{error}");
            assert!(!error.contains("secret"), "{error}");
        }
    }
}
