//! The measurements of this process that health reports.

use std::sync::Arc;

use telemetry::catalogue::{
    BUFFER_BYTES, BUFFER_OLDEST, BUFFER_ORDERS, COMMIT_ORDERS, COMMIT_SECONDS, LIVE_MESSAGES,
    LIVE_SKIPS, ORDERS, REJECTS, SCREEN_AGE, TEST_ORDERS, VIEWERS,
};
use telemetry::labels::{OfOrders, OfRejects, OfShop};
use telemetry::{Snapshot, Tally};

/// Measurements read at one moment. Those reported by shop are kept by shop, all others only as a total: several looks
/// are kept, and there may be many shops. Looks share what did not change between them.
#[derive(Debug)]
pub(crate) struct Measured {
    pub(crate) orders: Arc<Snapshot<OfOrders, u64>>,
    pub(crate) rejects: Arc<Snapshot<OfRejects, u64>>,
    pub(crate) test_orders: Arc<Snapshot<OfShop, u64>>,
    pub(crate) viewers: Arc<Snapshot<OfShop, f64>>,
    pub(crate) commit_seconds: Tally,
    pub(crate) commit_orders: Tally,
    pub(crate) screen_age: Tally,
    pub(crate) live_messages: u64,
    pub(crate) live_skips: u64,
    pub(crate) buffer: Option<Buffered>,
}

/// The content of the intake buffer, all shops together.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Buffered {
    pub(crate) orders: f64,
    pub(crate) bytes: f64,
    /// When the oldest order arrived, in seconds since 1970.
    pub(crate) oldest: Option<f64>,
}

impl Measured {
    /// The measurements so far; `before` are those of the look before.
    pub(crate) fn now(before: Option<&Measured>) -> Measured {
        Measured {
            orders: ORDERS.snapshot_since(before.map(|it| &it.orders)),
            rejects: REJECTS.snapshot_since(before.map(|it| &it.rejects)),
            test_orders: TEST_ORDERS.snapshot_since(before.map(|it| &it.test_orders)),
            viewers: VIEWERS.snapshot_since(before.map(|it| &it.viewers)),
            commit_seconds: COMMIT_SECONDS.total(),
            commit_orders: COMMIT_ORDERS.total(),
            screen_age: SCREEN_AGE.total(),
            live_messages: LIVE_MESSAGES.total(),
            live_skips: LIVE_SKIPS.total(),
            buffer: buffer(),
        }
    }
}

/// `None` if there is no buffer.
fn buffer() -> Option<Buffered> {
    let oldest = BUFFER_OLDEST.snapshot();
    let times = oldest.all().iter().map(|(_, oldest)| *oldest);
    (!oldest.all().is_empty()).then(|| Buffered {
        orders: BUFFER_ORDERS.total(),
        bytes: BUFFER_BYTES.total(),
        // 0 means that nothing is waiting.
        oldest: times.filter(|oldest| *oldest > 0.0).reduce(f64::min),
    })
}
