//! What a series counts in: a number, or numbers by size.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::Tally;
use crate::render::Line;
use crate::snapshot::Total;

/// The kind of a metric for Prometheus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Only grows while the process runs.
    Counter,
    /// Goes up and down.
    Gauge,
    /// Counted by size: `_bucket`, `_sum` and `_count`.
    Histogram,
}

impl Kind {
    /// Its name in Prometheus.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Counter => "counter",
            Kind::Gauge => "gauge",
            Kind::Histogram => "histogram",
        }
    }
}

/// A series of a metric, counted in place.
pub trait Cell: Send + Sync + Sized + 'static {
    /// The kind of metric.
    const KIND: Kind;
    /// The type of a reading.
    type Reading: Total;

    /// A series without counts; `bounds` are those of a histogram's buckets.
    fn new(bounds: &'static [f64]) -> Self;

    /// Reads the counts so far.
    fn read(&self) -> Self::Reading;

    /// How high a reading is; `None` for counters and histograms.
    fn height(_: &Self::Reading) -> Option<f64> {
        None
    }

    /// Writes the lines for a reading.
    fn write(reading: &Self::Reading, line: &mut Line<'_>);
}

/// A series of a counter.
#[derive(Debug, Default)]
pub struct Count(AtomicU64);

impl Count {
    /// Adds to the count.
    pub fn add(&self, more: u64) {
        self.0.fetch_add(more, Ordering::Relaxed);
    }
}

impl Cell for Count {
    const KIND: Kind = Kind::Counter;
    type Reading = u64;

    fn new(_: &'static [f64]) -> Count {
        Count::default()
    }

    fn read(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    fn write(reading: &u64, line: &mut Line<'_>) {
        line.write("", None, reading);
    }
}

/// A series of a gauge. Holds the bits of a float; 0 at first.
#[derive(Debug, Default)]
pub struct Level(AtomicU64);

impl Level {
    /// Sets the current value.
    pub fn set(&self, value: f64) {
        self.0.store(value.to_bits(), Ordering::Relaxed);
    }

    /// Changes the value by this much.
    pub fn add(&self, change: f64) {
        add(&self.0, change);
    }
}

impl Cell for Level {
    const KIND: Kind = Kind::Gauge;
    type Reading = f64;

    fn new(_: &'static [f64]) -> Level {
        Level::default()
    }

    fn read(&self) -> f64 {
        f64::from_bits(self.0.load(Ordering::Relaxed))
    }

    fn height(reading: &f64) -> Option<f64> {
        Some(*reading)
    }

    fn write(reading: &f64, line: &mut Line<'_>) {
        line.write("", None, reading);
    }
}

/// A series of a histogram.
#[derive(Debug)]
pub struct Distribution {
    bounds: &'static [f64],
    /// One count per bucket, not cumulative; the last is for values above all bounds.
    counts: Box<[AtomicU64]>,
    /// The bits of a float.
    sum: AtomicU64,
}

impl Distribution {
    /// Counts a value.
    pub fn record(&self, value: f64) {
        let bucket = self.bounds.partition_point(|bound| value > *bound);
        self.counts[bucket].fetch_add(1, Ordering::Relaxed);
        add(&self.sum, value);
    }
}

impl Cell for Distribution {
    const KIND: Kind = Kind::Histogram;
    type Reading = Tally;

    fn new(bounds: &'static [f64]) -> Distribution {
        let buckets = bounds.len() + 1;
        Distribution {
            bounds,
            counts: (0..buckets).map(|_| AtomicU64::new(0)).collect(),
            sum: AtomicU64::default(),
        }
    }

    fn read(&self) -> Tally {
        let counts = self.counts.iter();
        let counts = counts.map(|count| count.load(Ordering::Relaxed)).collect();
        let sum = f64::from_bits(self.sum.load(Ordering::Relaxed));
        Tally::new(self.bounds, counts, sum)
    }

    fn write(reading: &Tally, line: &mut Line<'_>) {
        for (bound, count) in reading.cumulative() {
            line.write("_bucket", Some(bound), &count);
        }
        line.write("_sum", None, &reading.sum());
        line.write("_count", None, &reading.count());
    }
}

/// Adds to a float that is kept as its bits.
fn add(bits: &AtomicU64, change: f64) {
    let mut old = bits.load(Ordering::Relaxed);
    loop {
        let new = (f64::from_bits(old) + change).to_bits();
        match bits.compare_exchange_weak(old, new, Ordering::Relaxed, Ordering::Relaxed) {
            Ok(_) => return,
            Err(other) => old = other,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::thread;

    use super::*;

    const BOUNDS: &[f64] = &[1.0, 2.0, 5.0];

    #[test]
    fn a_value_at_a_bound_is_within_it() {
        let sizes = Distribution::new(BOUNDS);
        for value in [0.0, 1.0, 1.5, 5.0, 5.1, f64::NAN] {
            sizes.record(value);
        }
        let counts: Vec<u64> = sizes.read().cumulative().map(|(_, count)| count).collect();
        assert_eq!(counts, [3, 4, 5, 6]);
    }

    #[test]
    fn nothing_is_lost_between_threads() {
        let all = Arc::new((Count::new(&[]), Level::new(&[]), Distribution::new(BOUNDS)));
        let threads = (0..4).map(|_| {
            let all = Arc::clone(&all);
            thread::spawn(move || {
                for _ in 0..10_000 {
                    all.0.add(2);
                    all.1.add(0.5);
                    all.2.record(1.5);
                }
            })
        });
        let threads: Vec<_> = threads.collect();
        threads.into_iter().for_each(|it| it.join().unwrap());
        assert_eq!((all.0.read(), all.1.read()), (80_000, 20_000.0));
        let sizes = all.2.read();
        assert_eq!((sizes.count(), sizes.sum()), (40_000, 60_000.0));
    }
}
