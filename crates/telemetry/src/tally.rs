//! The counts of a histogram.

/// How many values there were, by size, and their sum.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tally {
    bounds: &'static [f64],
    /// One count per bucket, not cumulative; empty if nothing was ever counted.
    counts: Vec<u64>,
    sum: f64,
}

impl Tally {
    pub(crate) fn new(bounds: &'static [f64], counts: Vec<u64>, sum: f64) -> Tally {
        Tally {
            bounds,
            counts,
            sum,
        }
    }

    /// The number of values.
    pub fn count(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// Their sum.
    pub fn sum(&self) -> f64 {
        self.sum
    }

    /// How many values did not exceed each bound; the last bound is infinite.
    pub fn cumulative(&self) -> impl Iterator<Item = (f64, u64)> {
        let bounds = self.bounds.iter().copied().chain([f64::INFINITY]);
        let mut below = 0;
        bounds.zip(&self.counts).map(move |(bound, count)| {
            below += count;
            (bound, below)
        })
    }

    /// Adds the counts of another series of the same metric.
    pub(crate) fn add(&mut self, other: &Tally) {
        self.bounds = other.bounds;
        self.counts.resize(other.counts.len(), 0);
        for (count, more) in self.counts.iter_mut().zip(&other.counts) {
            *count += more;
        }
        self.sum += other.sum;
    }

    /// The value that this share of the counts since `before` does not exceed, interpolated within its bucket, like
    /// Prometheus' `histogram_quantile`; `None` if nothing was counted. Beyond the last bound, that bound is returned.
    pub fn quantile_since(&self, before: &Tally, share: f64) -> Option<f64> {
        let old = before.counts.iter().copied().chain(std::iter::repeat(0));
        let grown = self.counts.iter().zip(old);
        let grown: Vec<u64> = grown.map(|(now, old)| now.saturating_sub(old)).collect();
        let total: u64 = grown.iter().sum();
        if total == 0 {
            return None;
        }
        let rank = share * total as f64;
        let (mut start, mut below) = (0.0, 0.0);
        for (end, count) in self.bounds.iter().copied().zip(grown) {
            let count = count as f64;
            if below + count >= rank {
                let inside = if count > 0.0 {
                    (rank - below) / count
                } else {
                    1.0
                };
                return Some(start + (end - start) * inside);
            }
            (start, below) = (end, below + count);
        }
        Some(start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantile_is_of_what_came_since() {
        let tally = |counts: [u64; 3]| Tally::new(&[0.1, 1.0], counts.to_vec(), 0.0);
        let (before, after) = (tally([10, 0, 0]), tally([60, 49, 1]));
        let quantile = |share| after.quantile_since(&before, share).unwrap();
        assert!((quantile(0.25) - 0.05).abs() < 1e-9);
        assert!((quantile(0.5) - 0.1).abs() < 1e-9);
        assert!((quantile(0.99) - 1.0).abs() < 1e-9);
        assert_eq!(quantile(1.0), 1.0, "beyond the last bound nothing is known");
        assert_eq!(before.quantile_since(&before, 0.5), None);
        let first = after.quantile_since(&Tally::default(), 0.5).unwrap();
        assert!((first - 0.1 * 55.0 / 60.0).abs() < 1e-9, "since ever");
    }
}
