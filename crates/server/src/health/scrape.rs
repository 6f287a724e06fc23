//! This process's own measurements, read back from the text that Prometheus gets: so that health
//! says nothing else than `/metrics` does.

use std::collections::BTreeMap;

/// One reading of every measurement.
#[derive(Debug, Default)]
pub(crate) struct Scrape {
    /// By name, then each series with its labels.
    metrics: BTreeMap<String, Vec<Series>>,
}

#[derive(Debug)]
struct Series {
    labels: Vec<(String, String)>,
    value: f64,
}

impl Scrape {
    /// Reads Prometheus' text format, as our own exporter writes it.
    pub(crate) fn parse(text: &str) -> Scrape {
        let mut scrape = Scrape::default();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let Some((series, value)) = line.rsplit_once(' ') else {
                continue;
            };
            let Ok(value) = value.parse() else { continue };
            let (name, labels) = match series.split_once('{') {
                Some((name, labels)) => (name, parse_labels(labels.trim_end_matches('}'))),
                None => (series, Vec::new()),
            };
            let metric = scrape.metrics.entry(name.to_owned()).or_default();
            metric.push(Series { labels, value });
        }
        scrape
    }

    /// The sum of a metric's series that have this label, or of all of them.
    pub(crate) fn sum(&self, name: &str, label: Option<(&str, &str)>) -> f64 {
        let series = self.metrics.get(name).into_iter().flatten();
        series
            .filter(|series| label.is_none_or(|(name, value)| series.label(name) == value))
            .map(|series| series.value)
            .sum()
    }

    /// Each series of a metric: the values of some of its labels, and its value.
    pub(crate) fn series<const N: usize>(
        &self,
        name: &str,
        labels: [&'static str; N],
    ) -> impl Iterator<Item = ([&str; N], f64)> {
        let series = self.metrics.get(name).into_iter().flatten();
        series.map(move |series| (labels.map(|label| series.label(label)), series.value))
    }

    /// How many measured values lay at or below each bucket's end, all series together.
    fn buckets(&self, name: &str) -> BTreeMap<u64, f64> {
        let mut buckets = BTreeMap::new();
        for series in self
            .metrics
            .get(&format!("{name}_bucket"))
            .into_iter()
            .flatten()
        {
            let end: f64 = series.label("le").parse().unwrap_or(f64::INFINITY);
            // The bits of positive numbers sort as the numbers do.
            *buckets.entry(end.to_bits()).or_insert(0.0) += series.value;
        }
        buckets
    }

    /// The value that this share of what was measured since `before` does not exceed, within its
    /// bucket by proportion, as Prometheus' `histogram_quantile` finds it; `None` when nothing
    /// was measured.
    pub(crate) fn quantile(&self, before: &Scrape, name: &str, share: f64) -> Option<f64> {
        let (now, old) = (self.buckets(name), before.buckets(name));
        let counts: Vec<(f64, f64)> = now
            .iter()
            .map(|(end, count)| {
                let grown = count - old.get(end).copied().unwrap_or(0.0);
                (f64::from_bits(*end), grown)
            })
            .collect();
        let total = counts.last().map_or(0.0, |(_, count)| *count);
        if total <= 0.0 {
            return None;
        }
        let rank = share * total;
        let (mut start, mut below) = (0.0, 0.0);
        for (end, count) in counts {
            if count >= rank {
                // Beyond the last bucket no more is known than that.
                let inside = if count > below {
                    (rank - below) / (count - below)
                } else {
                    1.0
                };
                return Some(if end.is_finite() {
                    start + (end - start) * inside
                } else {
                    start
                });
            }
            (start, below) = (if end.is_finite() { end } else { start }, count);
        }
        Some(start)
    }
}

impl Series {
    fn label(&self, name: &str) -> &str {
        let found = self.labels.iter().find(|(label, _)| label == name);
        found.map_or("", |(_, value)| value)
    }
}

/// Labels such as `shop="default",reason="no_items"`; quotes, backslashes and newlines in values are
/// escaped.
fn parse_labels(mut text: &str) -> Vec<(String, String)> {
    let mut labels = Vec::new();
    while let Some((name, rest)) = text.split_once("=\"") {
        let (mut value, mut chars) = (String::new(), rest.char_indices());
        let mut end = rest.len();
        while let Some((at, sign)) = chars.next() {
            match sign {
                '"' => {
                    end = at + 1;
                    break;
                }
                '\\' => match chars.next() {
                    Some((_, 'n')) => value.push('\n'),
                    Some((_, escaped)) => value.push(escaped),
                    None => {}
                },
                sign => value.push(sign),
            }
        }
        labels.push((name.trim_start_matches(',').to_owned(), value));
        text = &rest[end..];
    }
    labels
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEFORE: &str = "# HELP t_seconds x\n# TYPE t_seconds histogram\n\
        t_seconds_bucket{le=\"0.1\"} 10\nt_seconds_bucket{le=\"1\"} 10\nt_seconds_bucket{le=\"+Inf\"} 10\n\
        n_total{shop=\"a\"} 3\nn_total{shop=\"b\"} 4\n";
    const AFTER: &str = "t_seconds_bucket{le=\"0.1\"} 60\nt_seconds_bucket{le=\"1\"} 109\n\
        t_seconds_bucket{le=\"+Inf\"} 110\nn_total{shop=\"a\"} 5\nn_total{shop=\"q\\\"\\\\ \\n}\"} 1\ng 1.5\n";

    #[test]
    fn series_are_summed_by_label() {
        let scrape = Scrape::parse(BEFORE);
        assert_eq!(scrape.sum("n_total", None), 7.0);
        assert_eq!(scrape.sum("n_total", Some(("shop", "b"))), 4.0);
        assert_eq!(scrape.sum("absent", None), 0.0);
        let after = Scrape::parse(AFTER);
        assert_eq!(after.sum("g", None), 1.5);
        assert_eq!(after.sum("n_total", Some(("shop", "q\"\\ \n}"))), 1.0);
    }

    #[test]
    fn a_quantile_is_of_what_came_since() {
        let (before, after) = (Scrape::parse(BEFORE), Scrape::parse(AFTER));
        let quantile = |share| after.quantile(&before, "t_seconds", share).unwrap();
        assert!((quantile(0.25) - 0.05).abs() < 1e-9);
        assert!((quantile(0.5) - 0.1).abs() < 1e-9);
        assert!((quantile(0.99) - 1.0).abs() < 1e-9);
        assert_eq!(
            quantile(1.0),
            1.0,
            "beyond the last bucket nothing is known"
        );
        assert_eq!(before.quantile(&before, "t_seconds", 0.5), None);
    }
}
