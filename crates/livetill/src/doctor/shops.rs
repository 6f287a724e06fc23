//! The configuration and the time zones, and whether the store was filled with the same ones.

use domain::{Shop, ShopClock, Timestamp};
use ports::{Ledger, StoreError, with_causes};
use time_zones::time_zones;

use super::Finding;
use crate::config::Config;
use crate::wiring;

/// Reports the configuration. The check runs only if there is one.
pub(super) fn configuration(config: &Config) -> Finding {
    let shops: Vec<String> = config.shops.iter().map(|shop| described(shop)).collect();
    let store = wiring::without_password(&config.store);
    Finding::ok(
        "configuration",
        format!("{}; store {store}", shops.join("; ")),
    )
}

fn described(shop: &Shop) -> String {
    format!(
        "shop {}: {}, {}, {} days kept",
        shop.id,
        shop.clock.name(),
        shop.currency.code(),
        shop.retention_days
    )
}

/// Shows the zone data in use and the resulting local times, because laws change zones. A server's shops may have other
/// zones than this configuration; they are shown if the server reports them.
pub(super) fn zones(config: &Config, of_server: &[ShopClock]) -> Finding {
    const CHECK: &str = "time_zones";
    let now = Timestamp::from_millis(jiff::Timestamp::now().as_millisecond());
    let mut times: Vec<String> = Vec::new();
    let mut add = |clock: &ShopClock| {
        let time = format!("{} in {}", clock.rfc3339(now), clock.name());
        if !times.contains(&time) {
            times.push(time);
        }
    };
    match of_server {
        [] => config.shops.iter().for_each(|shop| add(&shop.clock)),
        clocks => clocks.iter().for_each(add),
    }
    let (zones, times) = (time_zones(), times.join(", "));
    Finding::ok(CHECK, format!("{zones}; it is {times}"))
}

/// Opens the shops that the store knows, and checks whether the configuration keeps fewer days than exist. It does not
/// open an unknown shop: that would create it, perhaps with wrong settings.
pub(super) async fn in_store(shops: &[&Shop], store: &dyn Ledger) -> Vec<Finding> {
    let mut findings = Vec::new();
    for shop in shops {
        findings.push(match retention(shop, store).await {
            Ok(finding) => finding,
            Err(error) => Finding::error(
                "shop_settings",
                with_causes(&error),
                "give the shop the settings with which it was stored, or use another store",
            ),
        });
    }
    findings
}

async fn retention(shop: &Shop, store: &dyn Ledger) -> Result<Finding, StoreError> {
    store.open_shop(shop).await?;
    let kept = store.retained(shop).await?.days.len();
    let limit = shop.retention_days;
    Ok(if kept > limit {
        Finding::warning(
            "retention",
            format!(
                "shop {} has {kept} days in detail, but only {limit} are to be kept",
                shop.id
            ),
            format!(
                "the next order of a new day drops the oldest {} for good: set retention_days to {kept} or more to keep \
                 them, or make a backup first",
                kept - limit
            ),
        )
    } else {
        Finding::ok(
            "retention",
            format!(
                "shop {} has {kept} of at most {limit} days in detail",
                shop.id
            ),
        )
    })
}
