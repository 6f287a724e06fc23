//! How many orders a shop has, and all shops together, always up to date: reports ask every few seconds, however many
//! shops there are.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// A shop's number of orders.
#[derive(Debug, Default)]
pub(crate) struct OrderCount {
    own: AtomicU64,
    /// The sum over the shops that are counted together.
    all: Arc<AtomicU64>,
}

impl OrderCount {
    /// The count of a shop with no orders yet that adds to this sum.
    pub(crate) fn within(all: &Arc<AtomicU64>) -> OrderCount {
        OrderCount {
            own: AtomicU64::new(0),
            all: Arc::clone(all),
        }
    }

    /// Sets the number. Callers take turns.
    pub(crate) fn set(&self, orders: usize) {
        let orders = orders as u64;
        let before = self.own.load(Ordering::Relaxed);
        if before != orders {
            self.own.store(orders, Ordering::Relaxed);
            // Wraps around and back when orders become fewer.
            let change = orders.wrapping_sub(before);
            self.all.fetch_add(change, Ordering::Relaxed);
        }
    }
}
