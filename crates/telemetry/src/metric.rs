//! A metric: its name, its help text, and its series by label.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use crate::render::{ALL_SHOPS, Line, Show, WORST, head};
use crate::series::{Cell, Count, Distribution, Kind, Level};
use crate::snapshot::Total;
use crate::{CATALOGUE, Label, Labels, Snapshot};

/// Only grows while the process runs.
pub type Counter<L> = Metric<L, Count>;
/// Goes up and down.
pub type Gauge<L> = Metric<L, Level>;
/// Counts by size.
pub type Histogram<L> = Metric<L, Distribution>;

/// A metric whose series differ by the labels `L`.
pub struct Metric<L, C> {
    name: &'static str,
    help: &'static str,
    bounds: &'static [f64],
    /// Whether a gauge is worst where it is lowest, not highest.
    is_least_worst: bool,
    series: RwLock<BTreeMap<L, Arc<C>>>,
}

/// A metric of any kind, with any labels.
pub trait Family: Sync {
    /// Its name; stable. The names of counters end in `_total`, all others end in the unit.
    fn name(&self) -> &'static str;

    /// Its help text.
    fn help(&self) -> &'static str;

    /// Its kind for Prometheus.
    fn kind(&self) -> Kind;

    /// Its labels; stable.
    fn labels(&self) -> &'static [Label];

    /// The bounds of a histogram's buckets; an unbounded bucket follows.
    fn bounds(&self) -> &'static [f64];

    /// Writes its series for Prometheus; nothing if there are none.
    fn write(&self, text: &mut String, show: Show<'_>);

    /// Drops the series of a shop. Anything that still holds one counts into nothing.
    fn forget_shop(&self, shop: &str);
}

/// Drops every series of a removed shop.
pub fn forget_shop(shop: &str) {
    CATALOGUE.iter().for_each(|metric| metric.forget_shop(shop));
}

impl<L, C> Metric<L, C> {
    pub(crate) const fn new(name: &'static str, help: &'static str) -> Metric<L, C> {
        Metric {
            name,
            help,
            bounds: &[],
            is_least_worst: false,
            series: RwLock::new(BTreeMap::new()),
        }
    }

    /// The same with bucket bounds for a histogram.
    pub(crate) const fn by(mut self, bounds: &'static [f64]) -> Metric<L, C> {
        self.bounds = bounds;
        self
    }

    /// The same, where the lowest values are the worst.
    pub(crate) const fn least_is_worst(mut self) -> Metric<L, C> {
        self.is_least_worst = true;
        self
    }

    fn read(&self) -> RwLockReadGuard<'_, BTreeMap<L, Arc<C>>> {
        // Nothing panics while it holds the lock.
        self.series.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self) -> RwLockWriteGuard<'_, BTreeMap<L, Arc<C>>> {
        self.series.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<L: Labels, C: Cell> Metric<L, C> {
    /// The series with these labels, created if necessary. Keep it if you count often.
    pub fn series(&self, labels: L) -> Arc<C> {
        if let Some(series) = self.read().get(&labels) {
            return Arc::clone(series);
        }
        let mut series = self.change();
        let series = series.entry(labels);
        Arc::clone(series.or_insert_with(|| Arc::new(C::new(self.bounds))))
    }

    /// Reads every series.
    pub fn snapshot(&self) -> Snapshot<L, C::Reading> {
        let series = self.read();
        let series = series
            .iter()
            .map(|(it, series)| (it.clone(), series.read()));
        Snapshot::new(series.collect())
    }

    /// The snapshot of now: the earlier one if nothing has changed since, without copying any series.
    pub fn snapshot_since(
        &self,
        before: Option<&Arc<Snapshot<L, C::Reading>>>,
    ) -> Arc<Snapshot<L, C::Reading>>
    where
        C::Reading: PartialEq,
    {
        let is_still = |before: &&Arc<Snapshot<L, C::Reading>>| {
            let (series, before) = (self.read(), before.all());
            let mut pairs = series.iter().zip(before);
            series.len() == before.len()
                && pairs.all(|((labels, it), (of, then))| labels == of && it.read() == *then)
        };
        match before.filter(is_still) {
            Some(before) => Arc::clone(before),
            None => Arc::new(self.snapshot()),
        }
    }

    /// The sum over all series, without copying them.
    pub fn total(&self) -> C::Reading {
        let mut total = C::Reading::default();
        let series = self.read();
        series.values().for_each(|it| total.add(&it.read()));
        total
    }
}

impl<L: Labels, C: Cell> Metric<L, C> {
    /// The worst of a gauge's series that are not 0, sorted by their labels.
    fn worst<'s>(
        &self,
        series: impl Iterator<Item = (&'s L, &'s Arc<C>)>,
    ) -> Vec<(Vec<&'s str>, C::Reading)> {
        let read = series.map(|(labels, series)| (labels, series.read()));
        let height = |reading: &C::Reading| C::height(reading).filter(|it| *it != 0.0);
        let there = read.filter(|(_, reading)| height(reading).is_some());
        let mut worst: Vec<(&L, C::Reading)> = there.collect();
        worst.sort_by(|one, other| {
            let (one, other) = (height(&one.1), height(&other.1));
            let highest = other.partial_cmp(&one).unwrap_or(Ordering::Equal);
            if self.is_least_worst {
                highest.reverse()
            } else {
                highest
            }
        });
        worst.truncate(WORST);
        worst.sort_by(|one, other| one.0.cmp(other.0));
        let values = |(labels, reading): (&'s L, C::Reading)| (labels.values().collect(), reading);
        worst.into_iter().map(values).collect()
    }
}

/// Adds up the series that differ only by shop.
fn sums<'s, L: Labels, C: Cell>(
    series: impl Iterator<Item = (&'s L, &'s Arc<C>)>,
) -> Vec<(Vec<&'s str>, C::Reading)> {
    let mut sums: BTreeMap<Vec<&str>, C::Reading> = BTreeMap::new();
    for (labels, series) in series {
        let of = |value| {
            if labels.shop() == Some(value) {
                ALL_SHOPS
            } else {
                value
            }
        };
        let values = labels.values().map(of).collect();
        sums.entry(values).or_default().add(&series.read());
    }
    sums.into_iter().collect()
}

impl Counter<()> {
    /// Adds to the count.
    pub fn add(&self, more: u64) {
        self.series(()).add(more);
    }
}

impl Gauge<()> {
    /// Sets the current value.
    pub fn set(&self, value: f64) {
        self.series(()).set(value);
    }
}

impl<L: Labels, C: Cell> Family for Metric<L, C> {
    fn name(&self) -> &'static str {
        self.name
    }

    fn help(&self) -> &'static str {
        self.help
    }

    fn kind(&self) -> Kind {
        C::KIND
    }

    fn labels(&self) -> &'static [Label] {
        L::LABELS
    }

    fn bounds(&self) -> &'static [f64] {
        self.bounds
    }

    fn write(&self, text: &mut String, show: Show<'_>) {
        let series = self.read();
        let wanted = series.iter().filter(|(it, _)| show.has(*it));
        let wanted = wanted.map(|(it, series)| (it.values().collect(), series.read()));
        let mut lines: Vec<(Vec<&str>, C::Reading)> = wanted.collect();
        if show == Show::Summed {
            let by_shop = series.iter().filter(|(it, _)| it.shop().is_some());
            lines.extend(match C::KIND {
                Kind::Gauge => self.worst(by_shop),
                Kind::Counter | Kind::Histogram => sums(by_shop),
            });
        }
        if lines.is_empty() {
            return;
        }
        head(self, text);
        for (values, reading) in lines {
            let labels = L::LABELS.iter().map(|it| it.name).zip(values);
            C::write(&reading, &mut Line::new(text, self.name, labels));
        }
        text.push('\n');
    }

    fn forget_shop(&self, shop: &str) {
        self.change().retain(|it, _| it.shop() != Some(shop));
    }
}

impl<L, C> fmt::Debug for Metric<L, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Metric").field(&self.name).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::labels::{OfOrders, OfShop, Outcome};

    #[test]
    fn a_series_is_one_however_often_it_is_asked_for() {
        let orders: Counter<OfOrders> = Metric::new("orders_total", "Orders.");
        for shop in ["b", "a", "b"] {
            orders.series(OfOrders::new(shop, Outcome::Accepted)).add(2);
        }
        orders.series(OfOrders::new("b", Outcome::Updated)).add(1);
        let snapshot = orders.snapshot();
        assert_eq!((snapshot.total(), orders.total()), (7, 7));
        let accepted = OfOrders::new("b", Outcome::Accepted);
        let updated = OfOrders::new("b", Outcome::Updated);
        assert_eq!(snapshot.of_shop("b"), [(accepted, 4), (updated, 1)]);
        assert_eq!(snapshot.total_of_shop("a"), 2);
        assert_eq!(snapshot.total_of_shop("aa"), 0);
    }

    #[test]
    fn a_snapshot_is_the_earlier_one_as_long_as_nothing_changes() {
        let viewers: Gauge<OfShop> = Metric::new("viewers", "Viewers.");
        for shop in ["a", "b"] {
            viewers.series(OfShop::new(shop)).set(1.0);
        }
        let first = viewers.snapshot_since(None);
        let is_still = |before| {
            let now = viewers.snapshot_since(Some(before));
            assert_eq!(now.all(), viewers.snapshot().all());
            Arc::ptr_eq(before, &now)
        };
        assert!(is_still(&first));
        viewers.series(OfShop::new("a")).add(1.0);
        assert!(!is_still(&first));
        viewers.series(OfShop::new("a")).add(-1.0);
        assert!(is_still(&first), "as before");
        viewers.series(OfShop::new("c"));
        assert!(!is_still(&first), "a series more");
        viewers.forget_shop("a");
        viewers.series(OfShop::new("c")).set(1.0);
        assert!(!is_still(&first), "as many series, of other shops");
    }

    #[test]
    fn a_shop_that_is_forgotten_begins_anew() {
        let viewers: Gauge<OfShop> = Metric::new("viewers", "Viewers.");
        let (gone, stays) = (OfShop::new("gone"), OfShop::new("stays"));
        let held = viewers.series(gone.clone());
        viewers.series(stays.clone()).set(1.0);
        viewers.forget_shop("gone");
        held.add(5.0);
        assert_eq!(viewers.snapshot().all(), [(stays, 1.0)]);
        viewers.series(gone).add(1.0);
        assert_eq!(viewers.snapshot().total_of_shop("gone"), 1.0);
    }
}
