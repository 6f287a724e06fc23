//! Finds or adds the shop to connect.

use anyhow::bail;
use api_types::{NewShop, ShopEntry, ShopList};
use domain::{ShopClock, ShopId};

use crate::commands::api::Api;
use crate::terminal::{clean, report};

/// What the platform requires of the shop.
pub(super) struct Wanted<'a> {
    pub(super) id: &'a ShopId,
    pub(super) timezone: &'a str,
    pub(super) currency: &'a str,
    pub(super) display_name: Option<String>,
    pub(super) retention_days: u32,
}

/// The shop to connect.
pub(super) struct Found {
    pub(super) shop: ShopEntry,
    is_new: bool,
}

impl Found {
    /// Passes on what came of its connection. A shop that was added for it goes again if nothing came of it.
    pub(super) fn unless_failed<T>(
        &self,
        api: &Api,
        connected: anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        let name = &self.shop.shop;
        if connected.is_err() && self.is_new && api.remove(&format!("/v1/shops/{name}")).is_ok() {
            report(&format!("Removed shop {} again.", clean(name)));
        }
        connected
    }
}

/// The existing shop, or a new one.
///
/// # Errors
/// When the shop exists with another time zone or currency. Figures depend on both, and neither can change.
pub(super) fn found_or_added(api: &Api, wanted: &Wanted<'_>) -> anyhow::Result<Found> {
    let (id, zone, currency) = (wanted.id, wanted.timezone, wanted.currency);
    if let Some(found) = find(api, id)? {
        let is_zone = ShopClock::new(&found.timezone).is_ok_and(|clock| clock.is_named(zone));
        if !is_zone || found.currency != currency {
            bail!(
                "shop `{id}` is in {} and {}, but the platform is in {} and {}; a shop's zone and currency cannot \
                 change: connect a new shop with --shop NAME",
                clean(&found.timezone),
                clean(&found.currency),
                clean(zone),
                clean(currency),
            );
        }
        return Ok(Found {
            shop: found,
            is_new: false,
        });
    }
    let shop = NewShop {
        shop: id.to_string(),
        timezone: zone.to_owned(),
        currency: currency.to_owned(),
        display_name: wanted.display_name.clone(),
        retention_days: Some(wanted.retention_days),
    };
    let added = api.post::<ShopEntry>("/v1/shops", Some(&shop))?;
    let days = wanted.retention_days;
    report(&format!(
        "Added shop {id}: {zone}, {currency}. It keeps {days} days order by order: about {} MB of memory for each 1,000 orders a \
         day.",
        crate::sizing::ledger_megabytes(days, 1_000)
    ));
    Ok(Found {
        shop: added,
        is_new: true,
    })
}

/// The shop of this name, if there is one.
pub(super) fn find(api: &Api, id: &ShopId) -> anyhow::Result<Option<ShopEntry>> {
    // The answer also has names that merely contain this one, in alphabetical order. This one comes before those that
    // begin with it, but not before all the others.
    const PAGE: usize = 1_000;
    let mut offset = 0;
    loop {
        let list =
            api.get::<ShopList>(&format!("/v1/shops?q={id}&limit={PAGE}&offset={offset}"))?;
        offset += list.shops.len();
        let is_end = list.shops.is_empty();
        let found = list.shops.into_iter().find(|shop| shop.shop == id.as_str());
        if found.is_some() || is_end {
            return Ok(found);
        }
    }
}
