//! What a committer counts.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use domain::{Reason, ShopId};
use telemetry::catalogue::{COMMIT_ORDERS, COMMIT_SECONDS, ORDERS, REJECTS};
use telemetry::labels::{OfOrders, OfRejects, Outcome};
use telemetry::{Count, Distribution, ShopName};

use super::Summary;

/// Where a shop's commits are counted: looked up once, because that costs as much as folding a small
/// order.
#[derive(Clone)]
pub(super) struct Counters {
    shop: ShopName,
    seconds: Arc<Distribution>,
    orders: Arc<Distribution>,
    /// By outcome, from the first order that had it: a shop without orders has no series.
    outcomes: BTreeMap<Outcome, Arc<Count>>,
}

impl Counters {
    pub(super) fn of(shop: &ShopId) -> Counters {
        Counters {
            shop: ShopName::from(shop.shared()),
            seconds: COMMIT_SECONDS.series(()),
            orders: COMMIT_ORDERS.series(()),
            outcomes: BTreeMap::new(),
        }
    }

    /// Counts a commit.
    pub(super) fn commit(&self, took: Duration, orders: usize) {
        self.seconds.record(took.as_secs_f64());
        self.orders.record(orders as f64);
    }

    /// Counts what became of its events.
    pub(super) fn count(&mut self, summaries: &[Summary]) {
        let sum = |of: fn(&Summary) -> u64| summaries.iter().map(of).sum::<u64>();
        let outcomes = [
            (Outcome::Accepted, sum(|summary| summary.accepted)),
            (Outcome::Duplicate, sum(|summary| summary.duplicates)),
            (Outcome::Updated, sum(|summary| summary.updated)),
        ];
        for (outcome, orders) in outcomes.into_iter().filter(|(_, orders)| *orders > 0) {
            let labels = || OfOrders::new(self.shop.clone(), outcome);
            let counter = self.outcomes.entry(outcome);
            counter
                .or_insert_with(|| ORDERS.series(labels()))
                .add(orders);
        }
        let mut rejects: BTreeMap<Reason, u64> = BTreeMap::new();
        for event in summaries.iter().flat_map(|summary| &summary.rejected) {
            *rejects.entry(event.rejection.reason).or_default() += 1;
        }
        for (reason, events) in rejects {
            let labels = OfRejects::new(self.shop.clone(), reason.as_str());
            REJECTS.series(labels).add(events);
        }
    }
}
