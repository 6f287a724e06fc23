//! A shop has one way in: orders that came under other ids would count beside those of its platform.

use domain::{BusinessDay, OrderFilter, Shop};
use pipeline::PlatformLink;
use ports::{Ledger, Records, StoreError};
use presets::Platform;

/// How many of each day's orders are looked at for ids of others.
const LOOKED_AT: usize = 100;

/// Whose orders are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Before {
    /// Those of others, whatever the platform has told.
    Whatever,
    /// Those of others in a shop of which the platform has told nothing yet: one that was connected once goes on.
    TheFirst,
}

/// What is wrong if the shop has orders under other ids on a day on which the platform counts.
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
        // A sender of its own names its orders as it likes.
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
