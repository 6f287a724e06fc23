//! The counters of a committer.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use domain::{Reason, ShopId};
use telemetry::catalogue::{
    COMMIT_ORDERS, COMMIT_SECONDS, FIELDS, IGNORED_FIELDS, LATE_ORDERS, ORDERS, REJECTS,
    TEST_ORDERS,
};
use telemetry::labels::{OfOrders, OfRejects, OfShop, Outcome};
use telemetry::{Count, Distribution, ShopName};
use tracing::{info, warn};

use super::Summary;
use crate::FieldCounts;
use crate::decode::Seen;

/// The series of a shop's commits. They are looked up only once, because that costs as much as folding a small order.
#[derive(Clone)]
pub(super) struct Counters {
    shop: ShopName,
    seconds: Arc<Distribution>,
    orders: Arc<Distribution>,
    /// By outcome, from its first order on: a shop without orders has no series.
    outcomes: BTreeMap<Outcome, Arc<Count>>,
    told: Arc<Told>,
}

/// Whether each message was logged already; it is logged at the first such order.
#[derive(Default)]
struct Told {
    said: AtomicBool,
    ignored: AtomicBool,
}

impl Counters {
    pub(super) fn of(shop: &ShopId) -> Counters {
        Counters {
            shop: ShopName::from(shop.shared()),
            seconds: COMMIT_SECONDS.series(()),
            orders: COMMIT_ORDERS.series(()),
            outcomes: BTreeMap::new(),
            told: Arc::default(),
        }
    }

    /// Counts rarely used fields in a batch's orders, and logs the first ones: a shop that sent such names before they
    /// had a meaning now sees other figures.
    pub(crate) fn fields(&self, seen: &Seen) {
        let names = |counts: &FieldCounts| {
            counts
                .each()
                .map(|(name, _)| name)
                .collect::<Vec<_>>()
                .join(", ")
        };
        let is_first = |told: &AtomicBool, counts: &FieldCounts| {
            !counts.is_empty() && !told.swap(true, Ordering::Relaxed)
        };
        seen.said.record(&FIELDS, &self.shop);
        seen.ignored.record(&IGNORED_FIELDS, &self.shop);
        if is_first(&self.told.said, &seen.said) {
            info!(
                shop = self.shop.as_str(),
                fields = names(&seen.said),
                "orders have these fields: discounts and returns reduce net figures, and test orders do not count \
                 (docs/orders.md)"
            );
        }
        if is_first(&self.told.ignored, &seen.ignored) {
            warn!(
                shop = self.shop.as_str(),
                fields = names(&seen.ignored),
                "orders have values of the wrong type in these fields (docs/orders.md); they are ignored"
            );
        }
    }

    /// Counts a commit.
    pub(super) fn commit(&self, took: Duration, orders: usize) {
        self.seconds.record(took.as_secs_f64());
        self.orders.record(orders as f64);
    }

    /// Counts the results of its events.
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
        let tests = sum(|summary| summary.tests);
        if tests > 0 {
            TEST_ORDERS
                .series(OfShop::new(self.shop.clone()))
                .add(tests);
        }
        let late = sum(|summary| summary.too_late);
        if late > 0 {
            LATE_ORDERS.series(OfShop::new(self.shop.clone())).add(late);
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
