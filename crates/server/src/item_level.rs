//! What is measured of a shop's distinct items.

use std::sync::Arc;

use domain::Shop;
use telemetry::Level;
use telemetry::catalogue::{KNOWN_ITEMS, MAX_ITEMS};
use telemetry::labels::OfShop;

/// How many items a shop has, beside the most that it may have.
pub(crate) struct ItemLevel(Arc<Level>);

impl ItemLevel {
    pub(crate) fn of(shop: &Shop) -> ItemLevel {
        let of = OfShop::new(shop.id.shared());
        let most = MAX_ITEMS.series(of.clone());
        most.set(shop.max_items.unwrap_or(0) as f64);
        ItemLevel(KNOWN_ITEMS.series(of))
    }

    pub(crate) fn set(&self, known: u64) {
        self.0.set(known as f64);
    }
}
