//! The state of a metric at one moment.

use crate::{Labels, Tally};

/// Every series of a metric with its labels, sorted by them.
#[derive(Clone, Debug)]
pub struct Snapshot<L, T>(Vec<(L, T)>);

/// The sum of readings from several series.
pub trait Total: Default {
    /// Adds a reading.
    fn add(&mut self, reading: &Self);
}

impl<L: Labels, T: Total> Snapshot<L, T> {
    pub(crate) fn new(series: Vec<(L, T)>) -> Snapshot<L, T> {
        Snapshot(series)
    }

    /// Each series; empty if nothing was measured.
    pub fn all(&self) -> &[(L, T)] {
        &self.0
    }

    /// The series of a shop.
    pub fn of_shop(&self, shop: &str) -> &[(L, T)] {
        // A binary search: a server with ten thousand shops calls this for each of them.
        let start = self.0.partition_point(|(it, _)| it.shop() < Some(shop));
        let end = self.0.partition_point(|(it, _)| it.shop() <= Some(shop));
        &self.0[start..end]
    }

    /// The sum over all series.
    pub fn total(&self) -> T {
        total(&self.0)
    }

    /// The sum over all series of a shop.
    pub fn total_of_shop(&self, shop: &str) -> T {
        total(self.of_shop(shop))
    }
}

fn total<L, T: Total>(series: &[(L, T)]) -> T {
    let mut total = T::default();
    series.iter().for_each(|(_, reading)| total.add(reading));
    total
}

impl Total for u64 {
    fn add(&mut self, reading: &u64) {
        *self += reading;
    }
}

impl Total for f64 {
    fn add(&mut self, reading: &f64) {
        *self += reading;
    }
}

impl Total for Tally {
    fn add(&mut self, reading: &Tally) {
        Tally::add(self, reading);
    }
}
