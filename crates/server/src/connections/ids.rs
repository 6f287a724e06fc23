//! A shop has one source of orders: orders under other ids would count in addition to those of its platform.

use domain::{BusinessDay, OrderFilter, Shop};
use pipeline::PlatformLink;
use ports::{Ledger, Records, StoreError};
use presets::Platform;

/// How many orders of each day to check for other ids.
const LOOKED_AT: usize = 100;

/// Which shops to check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Before {
    /// Any shop, whatever its platform has delivered.
    Whatever,
    /// Only shops without orders from their platform: one that was connected before continues.
    TheFirst,
}

/// Describes the problem if the shop has orders under other ids on a day on which the platform counts.
///
/// # Errors
/// Any of the store.
pub(crate) async fn others(
    (ledger, records): (&dyn Ledger, &dyn Records),
    shop: &Shop,
    link: &PlatformLink,
    before: Before,
) -> Result<Option<String>, StoreError> {
    let prefix = match link.platform {
        Platform::Shopify => "shopify:",
        Platform::WooCommerce => "woo:",
        Platform::Stripe => "stripe:",
        // A sender's own software names its orders as it likes.
        Platform::Standard => return Ok(None),
    };
    let all = OrderFilter::default();
    let counted = |day: &BusinessDay| link.from_day.is_none_or(|first| *day >= first);
    let days = ledger.retained(shop).await?.days;
    for day in days.into_iter().filter(counted) {
        let orders = records.orders(shop, day, &all, 0, LOOKED_AT).await?.items;
        let is_own = |id: &str| id.starts_with(prefix);
        if before == Before::TheFirst && orders.iter().any(|order| is_own(&order.id)) {
            return Ok(None);
        }
        if orders.iter().any(|order| !is_own(&order.id)) {
            return Ok(Some(format!(
                "shop `{}` has orders of {day} under other ids than {}'s, and they would count twice; connect a new \
                 shop, or say from which later day on the platform counts (from_day)",
                shop.id,
                link.platform.as_str()
            )));
        }
    }
    Ok(None)
}
