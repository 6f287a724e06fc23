//! Shops: the default one from flags, environment and file, further ones from the file.

use std::num::NonZeroU32;
use std::sync::Arc;

use anyhow::{anyhow, bail};
use clap::Args;
use domain::{Headline, InvalidShop, OwnChannels, Rates, Shop, Weekday};
use ports::ListedShop;
use serde::Deserialize;

use super::connect::ConnectSection;
use super::digest::DigestSection;
use super::required::required;

/// The default shop. Further shops stand in the configuration file.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct ShopArgs {
    #[arg(long)]
    pub(crate) timezone: Option<String>,
    #[arg(long)]
    pub(crate) currency: Option<String>,
    #[arg(long)]
    pub(crate) retention_days: Option<u32>,
    #[arg(long)]
    pub(crate) max_future_minutes: Option<u32>,
    #[arg(long)]
    pub(crate) max_items: Option<u64>,
    #[arg(long)]
    pub(crate) max_orders_per_second: Option<u32>,
    #[arg(long)]
    pub(crate) headline: Option<String>,
    #[arg(long)]
    pub(crate) week_begins: Option<String>,
    #[arg(long, value_delimiter = ',')]
    pub(crate) channels: Vec<String>,
    #[arg(long)]
    pub(crate) products: Option<bool>,
}

/// `[shop]` in the file, and each table of `[shops]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct ShopSection {
    timezone: Option<String>,
    currency: Option<String>,
    retention_days: Option<u32>,
    max_future_minutes: Option<u32>,
    max_items: Option<u64>,
    max_orders_per_second: Option<u32>,
    headline: Option<String>,
    week_begins: Option<String>,
    channels: Option<Vec<String>>,
    products: Option<bool>,
    /// Never inherited: an order that counts for one shop does not count for another.
    pub(super) sources: Vec<String>,
    /// Never inherited either.
    pub(super) connect: ConnectSection,
    /// Merged over the default shop's where digests are resolved.
    pub(super) digest: DigestSection,
}

/// Settings of every shop that does not override them.
#[derive(Clone, Debug)]
pub(crate) struct EveryShop {
    pub(super) section: ShopSection,
    /// One table for all shops.
    pub(crate) rates: Rates,
}

impl EveryShop {
    /// A shop from the list in the store.
    ///
    /// # Errors
    /// Names what is invalid.
    pub(crate) fn listed(&self, listed: &ListedShop) -> anyhow::Result<Arc<Shop>> {
        let said = ShopSection {
            timezone: Some(listed.timezone.clone()),
            currency: Some(listed.currency.clone()),
            retention_days: listed.retention_days,
            ..ShopSection::default()
        };
        let mut shop = build(listed.id.as_str(), &said.or(&self.section))?;
        Arc::make_mut(&mut shop).rates = self.rates.clone();
        Ok(shop)
    }
}

impl ShopArgs {
    /// These settings, completed from the file.
    pub(super) fn over(&self, file: &ShopSection) -> ShopSection {
        let said = ShopSection {
            timezone: self.timezone.clone(),
            currency: self.currency.clone(),
            retention_days: self.retention_days,
            max_future_minutes: self.max_future_minutes,
            max_items: self.max_items,
            max_orders_per_second: self.max_orders_per_second,
            headline: self.headline.clone(),
            week_begins: self.week_begins.clone(),
            channels: self.channels(),
            products: self.products,
            sources: Vec::new(),
            connect: ConnectSection::default(),
            digest: DigestSection::default(),
        };
        said.or(file)
    }

    fn channels(&self) -> Option<Vec<String>> {
        let said = self.channels.iter().map(|name| name.trim().to_owned());
        let said: Vec<String> = said.filter(|name| !name.is_empty()).collect();
        (!said.is_empty()).then_some(said)
    }
}

impl ShopSection {
    pub(super) fn or(&self, other: &ShopSection) -> ShopSection {
        ShopSection {
            timezone: self.timezone.clone().or_else(|| other.timezone.clone()),
            currency: self.currency.clone().or_else(|| other.currency.clone()),
            retention_days: self.retention_days.or(other.retention_days),
            max_future_minutes: self.max_future_minutes.or(other.max_future_minutes),
            max_items: self.max_items.or(other.max_items),
            max_orders_per_second: self.max_orders_per_second.or(other.max_orders_per_second),
            headline: self.headline.clone().or_else(|| other.headline.clone()),
            week_begins: self
                .week_begins
                .clone()
                .or_else(|| other.week_begins.clone()),
            channels: self.channels.clone().or_else(|| other.channels.clone()),
            products: self.products.or(other.products),
            sources: Vec::new(),
            connect: ConnectSection::default(),
            digest: DigestSection::default(),
        }
    }
}

/// The shop of complete settings.
pub(super) fn build(id: &str, section: &ShopSection) -> anyhow::Result<Arc<Shop>> {
    /// Ten years: each day's ledger needs memory.
    const MAX_RETENTION_DAYS: u32 = 3_660;
    let of_shop = || format!("shop `{id}`");
    let timezone = required("timezone", section.timezone.as_deref())?;
    let currency = required("currency", section.currency.as_deref())?;
    let mut shop = Shop::new(id, timezone, currency).map_err(|error| match error {
        InvalidShop::Id(_) => anyhow!("{error}"),
        // Without its causes: the message contains them.
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
    let orders = required("max_orders_per_second", section.max_orders_per_second)?;
    shop.max_orders_per_second = NonZeroU32::new(orders);
    let headline = required("headline", section.headline.as_deref())?;
    shop.headline = Headline::named(headline).ok_or_else(|| {
        let names = Headline::ALL.map(Headline::name).join(", ");
        anyhow!(
            "{}: headline: `{headline}` is not a figure that can come first; choose one of {names}",
            of_shop()
        )
    })?;
    let day = required("week_begins", section.week_begins.as_deref())?;
    shop.week_begins = weekday(day).ok_or_else(|| {
        anyhow!(
            "{}: week_begins: `{day}` is no day of the week; there are {}",
            of_shop(),
            WEEKDAYS.map(|(name, _)| name).join(", ")
        )
    })?;
    let channels = OwnChannels::new(section.channels.iter().flatten());
    shop.channels = channels.map_err(|error| anyhow!("{}: {error}", of_shop()))?;
    shop.products = section.products;
    Ok(Arc::new(shop))
}

const WEEKDAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

fn weekday(name: &str) -> Option<Weekday> {
    let found = WEEKDAYS.into_iter().find(|(it, _)| *it == name);
    found.map(|(_, day)| day)
}
