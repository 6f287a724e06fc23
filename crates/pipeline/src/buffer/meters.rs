//! The metrics of a line.

use std::sync::Arc;

use domain::{ShopId, Timestamp};
use ports::Held;
use telemetry::catalogue::{
    BUFFER_BYTES, BUFFER_DRAINED, BUFFER_OLDEST, BUFFER_ORDERS, BUFFER_REFUSES, BUFFER_TAKEN,
    IGNORED_FIELDS,
};
use telemetry::labels::OfShop;
use telemetry::{Counter, Level};

use crate::FieldCounts;

/// The series of a shop's line.
pub(super) struct Meters {
    shop: OfShop,
    orders: Arc<Level>,
    bytes: Arc<Level>,
    oldest: Arc<Level>,
    refuses: Arc<Level>,
}

impl Meters {
    pub(super) fn of(shop: &ShopId) -> Meters {
        let shop = OfShop::new(shop.shared());
        Meters {
            orders: BUFFER_ORDERS.series(shop.clone()),
            bytes: BUFFER_BYTES.series(shop.clone()),
            oldest: BUFFER_OLDEST.series(shop.clone()),
            refuses: BUFFER_REFUSES.series(shop.clone()),
            shop,
        }
    }

    /// Publishes what is waiting now.
    pub(super) fn show(&self, held: &Held) {
        let oldest = held.oldest.map_or(0, Timestamp::millis) as f64 / 1_000.0;
        self.orders.set(held.orders as f64);
        self.bytes.set(held.bytes as f64);
        self.oldest.set(oldest);
    }

    /// Publishes whether nothing is accepted now.
    pub(super) fn refuses(&self, refuses: bool) {
        self.refuses.set(f64::from(u8::from(refuses)));
    }

    /// Counts orders that were put in.
    pub(super) fn taken(&self, orders: u64) {
        self.count(&BUFFER_TAKEN, orders);
    }

    /// Counts ignored values, whose type has no meaning here.
    pub(super) fn ignored(&self, values: &FieldCounts) {
        values.record(&IGNORED_FIELDS, &self.shop.shop);
    }

    /// Counts orders that the store now has.
    pub(super) fn drained(&self, orders: u64) {
        self.count(&BUFFER_DRAINED, orders);
    }

    /// Looks up the series each time: this only happens after waiting for a disk.
    fn count(&self, counter: &Counter<OfShop>, orders: u64) {
        counter.series(self.shop.clone()).add(orders);
    }
}
