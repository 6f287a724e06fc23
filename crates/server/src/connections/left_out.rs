//! The orders of which webhooks left something out, until they are fetched.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The most orders of a shop that wait. Polling brings the others.
const MOST: usize = 1_000;

/// The waiting orders by shop, as the platforms number them. While a shop is listed, one task fetches for it.
#[derive(Default)]
pub(crate) struct LeftOut(Mutex<HashMap<String, BTreeSet<String>>>);

impl LeftOut {
    /// Adds an order. Returns whether its shop was not listed, so that the caller has to fetch.
    pub(crate) fn add(&self, shop: &str, order: String) -> bool {
        let mut waiting = self.lock();
        let is_new = !waiting.contains_key(shop);
        let orders = waiting.entry(shop.to_owned()).or_default();
        if orders.len() < MOST {
            orders.insert(order);
        }
        is_new
    }

    /// Takes at most this many orders of a shop. If there are none, the shop is no longer listed.
    pub(crate) fn take(&self, shop: &str, most: usize) -> Option<Vec<String>> {
        let mut waiting = self.lock();
        let orders = waiting.get_mut(shop).filter(|orders| !orders.is_empty());
        let Some(orders) = orders else {
            waiting.remove(shop);
            return None;
        };
        let first = std::iter::from_fn(|| orders.pop_first());
        Some(first.take(most).collect())
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, BTreeSet<String>>> {
        // Whatever a panic leaves is a set of orders to fetch.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_fetches_for_a_shop_until_nothing_is_left() {
        let waiting = LeftOut::default();
        assert!(waiting.add("elm", "2".to_owned()));
        assert!(!waiting.add("elm", "1".to_owned()) && !waiting.add("elm", "2".to_owned()));
        assert!(waiting.add("oak", "1".to_owned()));
        assert_eq!(waiting.take("elm", 1).unwrap(), ["1"]);
        assert!(!waiting.add("elm", "3".to_owned()));
        assert_eq!(waiting.take("elm", 9).unwrap(), ["2", "3"]);
        assert_eq!(waiting.take("elm", 9), None);
        for order in 0..2 * MOST {
            assert_eq!(waiting.add("elm", order.to_string()), order == 0);
        }
        assert_eq!(waiting.take("elm", usize::MAX).unwrap().len(), MOST);
    }
}
