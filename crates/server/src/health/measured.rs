//! The measurements of this process that health reports.

use telemetry::catalogue::{
    BUFFER_BYTES, BUFFER_OLDEST, BUFFER_ORDERS, COMMIT_ORDERS, COMMIT_SECONDS, LIVE_MESSAGES,
    LIVE_SKIPS, ORDERS, REJECTS, SCREEN_AGE, TEST_ORDERS, VIEWERS,
};
use telemetry::labels::{OfOrders, OfRejects, OfShop};
use telemetry::{Snapshot, Tally};

/// Measurements read at one moment. Those reported by shop are kept by shop, all others only as a total: several looks
/// are kept, and there may be many shops.
#[derive(Debug)]
pub(crate) struct Measured {
    pub(crate) orders: Snapshot<OfOrders, u64>,
    pub(crate) rejects: Snapshot<OfRejects, u64>,
    pub(crate) test_orders: Snapshot<OfShop, u64>,
    pub(crate) viewers: Snapshot<OfShop, f64>,
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
    /// The measurements so far.
    pub(crate) fn now() -> Measured {
        Measured {
            orders: ORDERS.snapshot(),
            rejects: REJECTS.snapshot(),
            test_orders: TEST_ORDERS.snapshot(),
            viewers: VIEWERS.snapshot(),
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
